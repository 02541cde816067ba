from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from accounts.identifiers import new_nonce
from accounts.permissions import System, Viewer
from events.places.actions import check_zone
from events.places.keeping.models import PlaceEvent, What
from events.places.models import Place, Zone
from tests.events.places.test_rubric import FINE

HEIDELBERG = (49.4077, 8.6908)


@pytest.fixture
def place(db, outsider):
    """A track somebody added by hand: a draft without a zone."""
    return make_place("Birkenwiese track", added_by=outsider)


@pytest.fixture
def zone(place, outsider):
    return make_zone(place, outsider)


@pytest.fixture
def look(as_viewer):
    """Let a person check a zone through the action: ``look(mira, zone, kerb="flush")``."""

    def check(person, zone, *, days_ago=1, is_on_foot=True, measures=None, nonce=None, **answers):
        return check_zone(
            Zone.objects.with_place().get(pk=zone.pk),
            by=as_viewer(person),
            nonce=nonce or new_nonce(),
            checked_at=timezone.now() - timedelta(days=days_ago),
            is_on_foot=is_on_foot,
            answers={key: value for key, value in (FINE | answers).items() if value is not None},
            measures=measures or {},
        )

    return check


@pytest.fixture
def checked_zone(zone, look, organizer, member):
    look(organizer, zone)
    look(member, zone, is_on_foot=False)
    zone.refresh_from_db()
    return zone


@pytest.fixture
def system(db):
    return System()


@pytest.fixture
def stranger():
    return Viewer(AnonymousUser())


def make_place(name, *, latitude=HEIDELBERG[0], longitude=HEIDELBERG[1], **fields):
    return Place.objects.create(
        **{
            "slug": name.lower().replace(" ", "-"),
            "name": name,
            "kind": "track",
            "latitude": latitude,
            "longitude": longitude,
            "city_label": "Heidelberg, Germany",
            "time_zone": "Europe/Berlin",
        }
        | fields
    )


def was_open(place):
    """Its history says that somebody could meet there once."""
    PlaceEvent.objects.create(place=place, what=What.CHECKED, state="checked", happened_at=timezone.now())
    return place


def make_zone(place, user, name="Home straight"):
    return Zone.objects.create(
        place=place,
        name=name,
        description="From the gate to the finish, backward to the west.",
        added_by=user,
    )
