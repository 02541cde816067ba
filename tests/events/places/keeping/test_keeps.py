"""What people rely on stays when people, groups and sources go (D31)."""

from datetime import timedelta

import pytest
from django.db.models import ProtectedError
from django.utils import timezone

from accounts.privacy.actions import delete_account
from accounts.privacy.tasks import erase_people
from accounts.users.models import User
from community.groups.running.actions import archive_group, close_group
from events.models import (
    Check,
    Correction,
    Hazard,
    HazardVoice,
    Meetup,
    Mitigation,
    Place,
    PlaceEvent,
    PlacePhoto,
    SamePlace,
    Zone,
)
from events.places.keeping.actions import suspend_place

KEPT = (
    Place,
    Zone,
    Check,
    PlaceEvent,
    Correction,
    SamePlace,
    Hazard,
    HazardVoice,
    PlacePhoto,
    Meetup,
    Mitigation,
)


def rows():
    return {model.__name__: model._base_manager.count() for model in KEPT}


def links(to):
    """Every link from these tables to a model, and what becomes of the row when that goes."""
    return {
        f"{model.__name__}.{field.name}": field.remote_field.on_delete.__name__
        for model in KEPT
        for field in model._meta.concrete_fields
        if field.related_model is to
    }


@pytest.mark.parametrize("to", [User, Place, Zone, Check, Hazard])
def test_no_link_takes_a_row_along(to):
    assert set(links(to).values()) <= {"PROTECT", "SET_NULL"}


def test_a_person_who_goes_leaves_places_checks_and_history(checked, as_viewer, group, organizer, member):
    suspend_place(checked, by=as_viewer(organizer), why="The gate is locked.")
    before = rows()
    delete_account(member, by=as_viewer(member), without_texts=True)
    User.objects.filter(pk=member.pk).update(leaving_at=timezone.now() - timedelta(days=15))
    erase_people()

    assert User.objects.get(pk=member.pk).erased_at is not None
    assert rows() == before


@pytest.mark.parametrize("end", [close_group, archive_group])
def test_a_group_that_ends_leaves_its_places(checked, as_viewer, group, organizer, end, state_of):
    before = rows()
    end(group, by=as_viewer(organizer))
    assert (rows(), state_of(checked)) == (before, "checked")


def test_the_database_keeps_a_person_somebody_relies_on(checked, member):
    with pytest.raises(ProtectedError):
        User.objects.get(pk=member.pk).delete()
