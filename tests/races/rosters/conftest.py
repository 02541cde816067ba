"""A group with a crowd, and dates with their counters as given: what came before the race."""

from datetime import UTC, datetime, time, timedelta

import pytest
from django.utils import timezone

from accounts.models import Profile, User
from community.groups.models import Membership, Role
from events.levels.models import SpotterLevel
from events.meetups.models import Leading, Meetup
from events.places.models import Place, Zone
from tests.conftest import make_group

THREADS = 16


@pytest.fixture
def no_limits(settings):
    """What is asked here is the row, not how often one person may ask."""
    settings.ACCOUNT_RATE_LIMITS = {}


def make_people(names):
    people = User.objects.bulk_create(User(email=f"{name}@example.org") for name in names)
    Profile.objects.bulk_create(
        Profile(user=user, display_name=name, birth_year=1990, acknowledged_version=1)
        for user, name in zip(people, names, strict=True)
    )
    return people


@pytest.fixture
def leader(db):
    return make_people(["leader"])[0]


@pytest.fixture
def group(leader):
    return make_group("Neckar Heelfirsts", leader)


@pytest.fixture
def make_members(group):
    """``make_members("runner", 500)``; with a role they are more than members."""

    def make(name, count, role=Role.MEMBER):
        people = make_people([f"{name}{number}" for number in range(count)])
        Membership.objects.bulk_create(Membership(user=user, group=group, role=role) for user in people)
        return people

    return make


@pytest.fixture
def crowd(make_members, leader):
    """Sixteen members; each may spot."""
    people = make_members("person", THREADS)
    later = timezone.now() + timedelta(days=90)
    SpotterLevel.objects.bulk_create(
        SpotterLevel(user=user, level="S1", declared_by=leader, expires_at=later) for user in people
    )
    return people


@pytest.fixture
def organizers(make_members):
    """Sixteen who may change a date."""
    return make_members("organizer", THREADS, Role.ORGANIZER)


@pytest.fixture
def zone(leader):
    place = Place.objects.create(
        name="Birkenwiese",
        slug="birkenwiese",
        kind="hall",
        state="checked",
        latitude=49.4,
        longitude=8.7,
        time_zone="Europe/Berlin",
    )
    today = timezone.localdate()
    return Zone.objects.create(
        place=place,
        name="Home straight",
        added_by=leader,
        verdict="ok",
        checked_on=today,
        expires_on=today + timedelta(days=90),
    )


@pytest.fixture
def make_meetup(group, zone, leader):
    """Dates of the day after tomorrow, one after the other."""
    first = datetime.combine(timezone.now().date() + timedelta(days=2), time(6), UTC)

    def make(**fields):
        starts_at = first + timedelta(hours=2 * Meetup.objects.count())
        known = {
            "title": "The race",
            "session": "straight",
            "starts_at": starts_at,
            "ends_at": starts_at + timedelta(hours=1),
            "time_zone": "Europe/Berlin",
            "capacity": 1,
            "runners_per_spotter": 1,
        }
        meetup = Meetup.objects.create(
            group=group, place=zone.place, zone=zone, leader=leader, **known | fields
        )
        Leading.objects.create(meetup=meetup, user=leader)
        return meetup

    return make
