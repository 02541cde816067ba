"""A checked track in Heidelberg, a spotter, and a Tuesday in June on which all of it happens."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.utils import timezone

from accounts.identifiers import new_nonce
from accounts.permissions import Viewer
from events.levels.models import Level, SpotterLevel
from events.meetups.actions import answer_meetup, post_meetup
from events.meetups.models import Leading, Meetup
from events.places.models import Light, Place, PlaceKind, PlaceState, Verdict, Zone
from tests.conftest import join

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 6, 16, 9, 0, tzinfo=BERLIN)


@pytest.fixture(autouse=True)
def clock():
    """It is Tuesday 16 June 2026, nine in the morning in Heidelberg, and time goes on from there."""
    with time_machine.travel(NOW) as traveller:
        yield traveller


@pytest.fixture
def make_zone(organizer):
    """Make a zone at a place of its own: ``make_zone(light="none", verdict="unknown")``."""

    def make(
        name="Home straight",
        *,
        verdict=Verdict.OK,
        expires_on=date(2027, 6, 1),
        stage=0,
        light=Light.FULL,
        lit_until=None,
        sessions=(),
        **place,
    ) -> Zone:
        number = Place.objects.count() + 1
        fields = {
            "name": f"Birkenwiese {number}",
            "slug": f"birkenwiese-{number}",
            "kind": PlaceKind.TRACK,
            "state": PlaceState.CHECKED,
            "latitude": 49.41,
            "longitude": 8.68,
            "time_zone": "Europe/Berlin",
            "city_label": "Heidelberg, Germany",
        }
        is_known = verdict != Verdict.UNKNOWN
        return Zone.objects.create(
            place=Place.objects.create(**fields | place),
            name=name,
            added_by=organizer,
            verdict=verdict,
            checked_on=date(2026, 6, 1) if is_known else None,
            expires_on=expires_on if is_known else None,
            minimum_stage=stage,
            light=light,
            lit_until=lit_until,
            sessions=list(sessions),
        )

    return make


@pytest.fixture
def zone(make_zone):
    return make_zone()


@pytest.fixture
def plan(zone):
    """What an organizer would fill in for this evening: ``plan(capacity=2)`` changes one field."""

    def fill(**changes):
        starts_at = datetime(2026, 6, 16, 18, 30, tzinfo=BERLIN)
        fields = {
            "nonce": new_nonce(),
            "zone": zone,
            "title": "First steps Tuesday",
            "session": "straight",
            "lowest_stage": 0,
            "starts_at": starts_at,
            "ends_at": starts_at + timedelta(hours=1),
            "capacity": 2,
        }
        return fields | changes

    return fill


@pytest.fixture
def meetup(group, organizer, plan):
    """Tonight, two lanes, one runner to a spotter."""
    return post_meetup(group, by=Viewer(organizer), **plan())


@pytest.fixture
def hand_to():
    """Somebody else leads it, alone: ``hand_to(meetup, member)``."""

    def hand(meetup, user):
        Leading.objects.filter(meetup=meetup).update(user=user)
        Meetup.objects.filter(pk=meetup.pk).update(leader=user)

    return hand


@pytest.fixture
def make_spotter(organizer):
    """Give a person a level that counts."""

    def make(user):
        SpotterLevel.objects.create(
            user=user, level=Level.S1, declared_by=organizer, expires_at=timezone.now() + timedelta(days=90)
        )
        return user

    return make


@pytest.fixture
def spotter(make_spotter, other_member):
    return make_spotter(other_member)


@pytest.fixture
def runners(make_user, group):
    """Make members of the group: ``runners(3)``."""

    def make(count, start=0):
        return [join(make_user(f"runner{number}"), group, "member") for number in range(start, start + count)]

    return make


@pytest.fixture
def answer():
    """``answer(meetup, user, "runner")`` as a fresh request would, and the state it led to."""

    def say(meetup, user, part="runner"):
        fresh = Meetup.objects.select_related("group").get(pk=meetup.pk)
        return answer_meetup(fresh, by=Viewer(user), part=part).state

    return say


@pytest.fixture
def counters():
    def read(meetup):
        row = Meetup.objects.get(pk=meetup.pk)
        return row.runners_going, row.runners_waiting, row.spotters_going

    return read
