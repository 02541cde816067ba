"""Sixteen people after one seat at one moment, on PostgreSQL. SQLite writes one after the other anyway."""

from datetime import timedelta
from functools import partial

import pytest
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts.models import Profile, User
from accounts.permissions import Refused, Viewer
from community.groups.models import Membership
from events.levels.models import SpotterLevel
from events.meetups.actions import answer_meetup, leave_meetup
from events.meetups.models import RSVP, Leading, Meetup
from events.places.models import Place, Zone
from tests.conftest import make_group
from tests.races.together import all_at_once

THREADS = 16
ROUNDS = 3
pytestmark = [
    pytest.mark.django_db(transaction=True, serialized_rollback=False),
    pytest.mark.postgresql_only,
    pytest.mark.race,
]


def make_person(name, *, birth_year=1990):
    user = User.objects.create(email=f"{name}@example.org")
    Profile.objects.create(user=user, display_name=name, birth_year=birth_year, acknowledged_version=1)
    return user


@pytest.fixture
def leader(db):
    return make_person("leader")


@pytest.fixture
def group(leader):
    return make_group("Neckar Heelfirsts", leader)


@pytest.fixture
def crowd(group, leader):
    """Sixteen members; each may spot."""
    people = [make_person(f"person{number}") for number in range(THREADS)]
    later = timezone.now() + timedelta(days=90)
    for user in people:
        Membership.objects.create(user=user, group=group)
        SpotterLevel.objects.create(user=user, level="S1", declared_by=leader, expires_at=later)
    return people


@pytest.fixture
def make_meetup(group, leader):
    """A meetup with its counters as given: what came before the race."""
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
    zone = Zone.objects.create(
        place=place,
        name="Home straight",
        added_by=leader,
        verdict="ok",
        checked_on=today,
        expires_on=today + timedelta(days=90),
    )
    starts_at = timezone.now() + timedelta(days=1)

    def make(**fields):
        meetup = Meetup.objects.create(
            group=group,
            place=place,
            zone=zone,
            title="The race",
            session="straight",
            starts_at=starts_at + timedelta(hours=2 * Meetup.objects.count()),
            ends_at=starts_at + timedelta(hours=2 * Meetup.objects.count() + 1),
            time_zone="Europe/Berlin",
            leader=leader,
            **{"capacity": 1, "runners_per_spotter": 1} | fields,
        )
        Leading.objects.create(meetup=meetup, user=leader)
        return meetup

    return make


def says(meetup, user, part="runner"):
    """An answer as a request gives it: everything is read before the others start."""
    meetup, viewer = Meetup.objects.select_related("group").get(pk=meetup.pk), Viewer(user)
    assert viewer.is_ready
    assert viewer.is_member_of(meetup.group_id)
    assert viewer.counts_as_spotter
    return lambda: answer_meetup(meetup, by=viewer, part=part).state


def assert_sound(meetup):
    """Counters tell what the answers say; nobody beyond the lanes; nobody waits or queues without need."""
    row = Meetup.objects.get(pk=meetup.pk)
    answers = RSVP.objects.filter(meetup=meetup)
    runners = answers.filter(part="runner")
    assert runners.filter(state="going").count() == row.runners_going
    assert runners.filter(state="waiting").count() == row.runners_waiting
    assert answers.filter(part="spotter", state="going").count() == row.spotters_going
    assert row.seats.held <= row.capacity
    assert not (row.runners_waiting and row.seats.can_go_now)
    assert not (runners.filter(state="waitlisted").exists() and row.seats.free)
    return row


def test_the_last_lane_goes_to_one_runner(make_meetup, crowd):
    for _ in range(ROUNDS):
        meetup = make_meetup()
        states = all_at_once(*(says(meetup, user) for user in crowd))
        assert sorted(states) == ["waiting"] + ["waitlisted"] * (THREADS - 1)
        assert_sound(meetup)


def test_the_last_seat_beside_a_spotter_goes_to_one_runner(make_meetup, crowd):
    for _ in range(ROUNDS):
        meetup = make_meetup(capacity=8)
        spotter, *runners = crowd
        assert says(meetup, spotter, "spotter")() == "going"
        states = all_at_once(*(says(meetup, user) for user in runners))
        assert sorted(states) == ["going"] + ["waiting"] * 7 + ["waitlisted"] * (THREADS - 9)
        row = assert_sound(meetup)
        assert (row.runners_going, row.runners_waiting) == (1, 7)


def test_spotters_who_come_with_the_runners_leave_nobody_waiting(make_meetup, crowd):
    for _ in range(ROUNDS):
        meetup = make_meetup(capacity=8)
        parts = ["spotter", "runner"] * (THREADS // 2)
        all_at_once(*(says(meetup, user, part) for user, part in zip(crowd, parts, strict=True)))
        row = assert_sound(meetup)
        assert (row.runners_going, row.runners_waiting, row.spotters_going) == (8, 0, 8)


def test_leaving_and_coming_at_once_keeps_every_lane_in_use(make_meetup, crowd):
    for _ in range(ROUNDS):
        meetup = make_meetup(capacity=4, runners_per_spotter=2)
        leaving, coming = crowd[: THREADS // 2], crowd[THREADS // 2 :]
        for user in leaving:
            says(meetup, user)()
        calls = [partial(leave_meetup, meetup, by=Viewer(user)) for user in leaving]
        all_at_once(*calls, *(says(meetup, user) for user in coming))
        row = assert_sound(meetup)
        assert row.runners_waiting + row.runners_offered == 4


def test_changing_sides_at_once_neither_locks_up_nor_loses_anybody(make_meetup, crowd):
    for _ in range(ROUNDS):
        meetup = make_meetup(capacity=4)
        for number, user in enumerate(crowd):
            says(meetup, user, "spotter" if number % 2 else "runner")()
        swaps = [
            says(meetup, user, "runner" if number % 2 else "spotter") for number, user in enumerate(crowd)
        ]
        assert not [found for found in all_at_once(*swaps) if isinstance(found, Refused)]
        assert assert_sound(meetup).spotters_going == THREADS // 2
        assert RSVP.objects.filter(meetup=meetup).live().count() == THREADS


def test_one_form_sent_sixteen_times_is_one_answer(make_meetup, crowd):
    meetup = make_meetup(capacity=8)
    assert all_at_once(*(says(meetup, crowd[0]) for _ in range(THREADS))) == ["waiting"] * THREADS
    assert assert_sound(meetup).runners_waiting == 1


def test_one_person_in_two_places_at_once_gets_one(make_meetup, crowd, group):
    meetups = [make_meetup(capacity=8) for _ in range(4)]
    first = meetups[0]
    Meetup.objects.update(starts_at=first.starts_at, ends_at=first.ends_at)
    found = all_at_once(*(says(meetup, crowd[0]) for meetup in meetups * 4))
    assert RSVP.objects.live().filter(user=crowd[0]).count() == 1
    assert [state for state in found if state == "waiting"]
    for meetup in meetups:
        assert_sound(meetup)


def naive_answer(meetup, user):
    """What the guarded statement replaces: look first, write after."""
    with transaction.atomic():
        row = Meetup.objects.get(pk=meetup.pk)
        if row.seats.is_full:
            return "waitlisted"
        now = timezone.now()
        RSVP.objects.create(
            meetup=meetup, user=user, part="runner", state="waiting", queued_at=now, changed_at=now
        )
        Meetup.objects.filter(pk=meetup.pk).update(runners_waiting=F("runners_waiting") + 1)
        return "waiting"


def test_without_the_guard_the_last_lane_is_given_away_more_than_once(make_meetup, crowd):
    """The negative control: these races find an overbooking where there is one."""
    overbooked = 0
    for _ in range(ROUNDS):
        meetup = make_meetup()
        all_at_once(*(partial(naive_answer, meetup, user) for user in crowd))
        overbooked += RSVP.objects.filter(meetup=meetup).count() > 1
    assert overbooked > 0
