"""Two leaders edit one series; sixteen workers make the dates of the same series, on PostgreSQL."""

from collections import Counter
from datetime import timedelta
from functools import partial

import pytest
from django.db import transaction
from django.utils import timezone

from accounts.models import Profile, User
from accounts.permissions import Viewer
from community.groups.models import Membership, Role
from events.meetups.models import Meetup
from events.meetups.series.actions import post_series
from events.meetups.series.batches import make_all
from events.meetups.series.editing import Scope, edit_series
from events.meetups.series.making import days_to_make, fields_on, horizon, today
from events.meetups.series.models import Series, SeriesLeading
from events.meetups.series.recurrence import parse
from events.meetups.series.rows import Stale
from events.places.models import Place, Zone
from tests.conftest import make_group
from tests.races.together import all_at_once

THREADS = 16
ROUNDS = 3
SERIES = 10
pytestmark = [
    pytest.mark.django_db(transaction=True, serialized_rollback=False),
    pytest.mark.postgresql_only,
    pytest.mark.race,
]


def make_person(name):
    user = User.objects.create(email=f"{name}@example.org")
    Profile.objects.create(user=user, display_name=name, birth_year=1990, acknowledged_version=1)
    return user


@pytest.fixture
def people(db):
    return [make_person(f"person{number}") for number in range(THREADS)]


@pytest.fixture
def group(people):
    group = make_group("Neckar Heelfirsts", people[0])
    for user in people[1:]:
        Membership.objects.create(user=user, group=group, role=Role.ORGANIZER)
    return group


@pytest.fixture
def zone(people):
    place = Place.objects.create(
        name="Birkenwiese",
        slug="birkenwiese",
        kind="hall",
        state="checked",
        latitude=49.4,
        longitude=8.7,
        time_zone="Europe/Berlin",
    )
    return Zone.objects.create(
        place=place,
        name="Home straight",
        added_by=people[0],
        verdict="ok",
        checked_on=today(),
        expires_on=today() + timedelta(days=300),
    )


@pytest.fixture
def make_series(group, people, zone):
    """A series of which no date is made yet; each has a leader of its own."""

    def make(number):
        leader = people[number % THREADS]
        series = Series.objects.create(
            group=group,
            leader=leader,
            rule="FREQ=WEEKLY",
            first_on=today() + timedelta(days=1),
            starts_clock="18:30",
            minutes=60,
            time_zone="Europe/Berlin",
            zone=zone,
            place=zone.place,
            title=f"Series {number}",
            session="straight",
            capacity=4,
        )
        SeriesLeading.objects.create(series=series, user=leader)
        return series

    return make


def dates_by_day():
    return Counter(Meetup.objects.values_list("series", "occurrence_on"))


def test_sixteen_workers_make_each_date_once(make_series):
    made = [make_series(number) for number in range(SERIES)]
    counts = all_at_once(*[make_all] * THREADS)
    expected = {(series.pk, day) for series in made for day in series.recurrence.days(today(), horizon())}
    assert set(dates_by_day()) == expected
    assert sum(counts) == Meetup.objects.count() == len(expected)
    assert set(Series.objects.values_list("made_until", flat=True)) == {horizon()}


def without_holding(series):
    """What the job would be without its lock and its count of what is there: look first, write after."""
    with transaction.atomic():
        now = Series.objects.for_page().get(pk=series.pk)
        for day in days_to_make(now, Series.objects.days_taken([now.pk])):
            fields = fields_on(now, day)
            fields = {
                name: fields[name]
                for name in ("zone", "title", "session", "starts_at", "ends_at", "capacity")
            }
            more = {"place": now.place_id, "leader": now.leader_id, "group": now.group_id}
            keys = {f"{name}_id": value for name, value in more.items()}
            Meetup.objects.create(**fields, **keys, time_zone=now.time_zone, runners_per_spotter=1)


def test_without_holding_the_series_a_date_is_made_twice(make_series):
    """The negative control: there is a race to lose."""
    twice = 0
    for number in range(ROUNDS):
        series = make_series(number)
        all_at_once(*[partial(without_holding, series)] * THREADS)
        found = Counter(Meetup.objects.filter(leader=series.leader).values_list("starts_at", flat=True))
        twice += max(found.values()) > 1
    assert twice > 0


def edit(series, person, title):
    """A form as a request sends it: the series was read before anybody else starts."""
    series, viewer = Series.objects.for_page().get(pk=series.pk), Viewer(person)
    assert viewer.organizes(series.group_id)
    fields = fields_on(series, series.first_on) | {"title": title}
    return partial(
        edit_series,
        series,
        by=viewer,
        version=series.version,
        scope=Scope.ALL,
        rule=parse(series.rule),
        **fields,
    )


def test_of_sixteen_who_edit_a_series_one_wins_and_the_others_are_told(make_series, people):
    for number in range(ROUNDS):
        series = make_series(number)
        make_all()
        found = all_at_once(*(edit(series, person, person.email) for person in people))
        assert Counter(type(one) is Stale for one in found) == {True: THREADS - 1, False: 1}
        now = Series.objects.get(pk=series.pk)
        winner = people[[type(one) is Stale for one in found].index(False)]
        assert (now.version, now.title) == (2, winner.email)
        assert set(Meetup.objects.filter(series=series).values_list("title", flat=True)) == {winner.email}


def without_version(series, person):
    """What the version replaces: whoever saves last has the word, and nobody learns of the other."""
    Series.objects.filter(pk=series.pk).update(title=person.email)
    return person.email


def test_without_the_version_nobody_is_told_of_the_other(make_series, people):
    """The negative control: all of them think that they have saved."""
    series = make_series(0)
    found = all_at_once(*(partial(without_version, series, person) for person in people))
    assert sum(isinstance(one, str) for one in found) == THREADS


def test_dates_are_made_while_their_series_is_edited(make_series, people):
    for number in range(ROUNDS):
        series = make_series(number)
        edits = [edit(series, person, person.email) for person in people[:4]]
        all_at_once(*edits, *[make_all] * 12)
        days = list(Meetup.objects.filter(series=series).values_list("occurrence_on", flat=True))
        assert sorted(days) == series.recurrence.days(today(), horizon())
        titles = set(Meetup.objects.filter(series=series).values_list("title", flat=True))
        assert titles == {Series.objects.get(pk=series.pk).title}


def test_one_form_sent_sixteen_times_makes_one_series(group, people, zone):
    starts_at = timezone.now() + timedelta(days=2)
    fields = {"zone": zone, "title": "Once", "session": "straight", "lowest_stage": 0, "capacity": 4}
    fields |= {"starts_at": starts_at, "ends_at": starts_at + timedelta(hours=1)}
    call = partial(
        post_series, group, by=Viewer(people[0]), nonce="once", rule=parse("FREQ=WEEKLY"), **fields
    )
    found = all_at_once(*[call] * THREADS)
    assert len({one.series.pk for one in found}) == Series.objects.count() == 1
    assert max(dates_by_day().values()) == 1
