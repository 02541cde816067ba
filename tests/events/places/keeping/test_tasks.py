"""Reminders of checks that run out."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from accounts.identifiers import new_nonce
from events.meetups.models import Leading, Meetup
from events.places.keeping.endings import Ending, ending_of
from events.places.keeping.tasks import remind_of_endings
from events.places.models import Place, Zone
from tests.telling import told

NOW = datetime(2026, 6, 16, 9, 0, tzinfo=UTC)
TODAY = NOW.date()


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW) as traveller:
        yield traveller


@pytest.fixture
def ends(checked_zone):
    """Let the check end so many days from today: ``ends(28)``, ``ends(200, season=14)``."""

    def move(days, *, season=None):
        season_ends_on = None if season is None else TODAY + timedelta(days=season)
        Zone.objects.filter(pk=checked_zone.pk).update(
            expires_on=TODAY + timedelta(days=days), season_ends_on=season_ends_on
        )

    return move


def names():
    return sorted(str(row.recipient) for row in told(kind="places.check_ends"))


@pytest.mark.parametrize(
    ("left", "due"),
    [
        (60, None),
        (29, None),
        (28, 28),
        (27, 28),
        (15, 28),
        (14, 14),
        (8, 14),
        (7, 7),
        (2, 7),
        (1, 1),
        (0, None),
    ],
)
def test_the_reminder_of_a_day_is_the_last_one_that_was_due(left, due):
    zone = Zone(expires_on=TODAY + timedelta(days=left))
    assert ending_of(zone, TODAY).reminder_due(TODAY) == due


@pytest.mark.parametrize(("left", "due"), [(15, None), (14, 14), (2, 14), (1, 1), (0, None)])
def test_a_season_that_ends_is_told_of_twice(left, due):
    assert Ending(Zone(), TODAY + timedelta(days=left), is_season=True).reminder_due(TODAY) == due


@pytest.mark.parametrize(
    ("season", "is_season"),
    [(None, False), (5, True), (0, False), (-5, False), (40, False)],
    ids=["none", "first", "today", "over", "after the check"],
)
def test_what_ends_first_counts(season, is_season):
    zone = Zone(expires_on=TODAY + timedelta(days=30))
    if season is not None:
        zone.season_ends_on = TODAY + timedelta(days=season)
    assert ending_of(zone, TODAY).is_season == is_season


def test_who_checked_it_is_told_once_a_step_however_often_it_runs(ends, clock):
    ends(28)
    remind_of_endings()
    remind_of_endings()
    assert names() == ["Mira", "Petra"]

    clock.move_to(NOW + timedelta(days=1))
    remind_of_endings()
    assert names() == ["Mira", "Petra"]


def test_the_next_step_takes_the_place_of_the_one_before(ends, clock):
    ends(28)
    remind_of_endings()
    told(kind="places.check_ends").update(read_at=timezone.now())
    clock.move_to(NOW + timedelta(days=14))
    remind_of_endings()
    assert [(row.cause, row.read_at) for row in told(kind="places.check_ends")] == [
        ("2026-07-14 14", None)
    ] * 2


def test_who_runs_dates_there_is_told_too(ends, checked_zone, group, outsider):
    meetup = Meetup.objects.create(
        nonce=new_nonce(),
        group=group,
        place=checked_zone.place,
        zone=checked_zone,
        title="Tuesday",
        session="straight",
        starts_at=NOW + timedelta(days=1),
        ends_at=NOW + timedelta(days=1, hours=1),
        time_zone="Europe/Berlin",
        capacity=2,
        runners_per_spotter=1,
        leader=outsider,
    )
    Leading.objects.create(meetup=meetup, user=outsider)
    ends(7)
    remind_of_endings()
    assert names() == ["Mira", "Otto", "Petra"]


@pytest.mark.parametrize("left", [29, 0, -3])
def test_nobody_is_told_too_early_or_too_late(ends, left):
    ends(left)
    remind_of_endings()
    assert names() == []


def test_nobody_is_told_of_a_place_that_is_closed(ends, checked_zone):
    ends(7)
    Place.objects.filter(pk=checked_zone.place_id).update(state="suspended")
    remind_of_endings()
    assert names() == []


def test_a_newer_check_takes_the_line_away(ends, checked_zone, client_of, member):
    ends(7)
    remind_of_endings()
    assert "Mira" in names()
    bell = client_of(member)
    assert "Home straight at Birkenwiese track" in bell.get(reverse("notifications:list")).content.decode()
    ends(365)
    assert (
        "Home straight at Birkenwiese track" not in bell.get(reverse("notifications:list")).content.decode()
    )


@pytest.mark.parametrize("count", [1, 5])
def test_many_zones_cost_the_same_questions(ends, checked_zone, django_assert_max_num_queries, count):
    """Telling costs two statements each; asking who cares costs the same for all."""
    ends(7)
    zone = Zone.objects.get(pk=checked_zone.pk)
    for number in range(count - 1):
        zone.pk, zone.public_id, zone.nonce = None, f"zone-{number}", new_nonce()
        zone.save(force_insert=True)
    with django_assert_max_num_queries(8 + 6 * count):
        remind_of_endings()
