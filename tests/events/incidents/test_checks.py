"""New checks open a closed place; after a severe incident the last one is by somebody from outside."""

from datetime import timedelta

import pytest
from django.utils import timezone

from events.incidents.holds import keep_with_place
from events.incidents.models import Incident
from events.meetups.models import Meetup
from events.places.keeping.models import INCIDENT, What
from events.places.keeping.moves import move_place
from events.places.models import Place, PlaceState
from tests.conftest import join
from tests.events.places.conftest import checked_zone, look, make_place, place, zone  # noqa: F401


@pytest.fixture
def incident(checked_zone, group, organizer, member, clock):  # noqa: F811
    """A severe one a week after the check, three days ago."""
    clock.shift(timedelta(days=7))
    meetup = Meetup.objects.create(
        group=group,
        place=checked_zone.place,
        zone=checked_zone,
        title="A week ago",
        session="straight",
        starts_at=timezone.now() - timedelta(hours=2),
        ends_at=timezone.now() - timedelta(hours=1),
        time_zone="UTC",
        capacity=2,
        runners_per_spotter=1,
        leader=organizer,
    )
    when = {"may_be_kept_at": timezone.now(), "reported_at": timezone.now()}
    said = {"kind": "fall", "severity": 3, "where": "There", "what": "A fall.", "reported_by": member}
    row = Incident.objects.create(meetup=meetup, place=meetup.place, zone=checked_zone, **when, **said)
    move_place(meetup.place_id, PlaceState.SUSPENDED, what=What.SUSPENDED, why=INCIDENT)
    clock.shift(timedelta(days=3))
    return row


def state():
    return Place.objects.values_list("state", flat=True).get()


def test_checks_of_the_group_alone_open_nothing(incident, look, member, organizer):  # noqa: F811
    look(member, incident.zone)
    look(organizer, incident.zone)
    assert state() == "suspended"


def test_the_last_check_by_somebody_from_outside_opens_it(
    incident,
    look,  # noqa: F811
    member,
    other_group,
    make_user,
):
    look(member, incident.zone)
    look(join(make_user("zoe"), other_group, "organizer"), incident.zone)
    assert state() == "checked"


def test_two_entries_of_one_place_take_its_incidents_along(incident):
    other = make_place("The other entry")
    keep_with_place(incident.place_id, other.pk)
    assert Incident.objects.get().place == other
