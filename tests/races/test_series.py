"""Two leaders edit one series; sixteen workers make the dates of the same series, on PostgreSQL."""

from collections import Counter
from contextlib import contextmanager
from datetime import time, timedelta
from functools import partial
from threading import Barrier
from unittest.mock import patch

import pytest
from django.db.models import F

from accounts.models import Profile, User
from community.groups.models import Membership, Role
from events.meetups.models import Meetup
from events.meetups.series.batches import make_all
from events.meetups.series.making import days_to_make, fields_on, horizon, today
from events.meetups.series.models import Series, SeriesLeading
from events.meetups.series.querysets import SeriesQuerySet
from events.places.models import Place, Zone
from tests.conftest import make_group
from tests.races.browsers import filled_in, signed_in
from tests.races.together import all_at_once

THREADS = 16
ROUNDS = 3
SERIES = 10
STALE = "Somebody else changed this series meanwhile."
pytestmark = [
    pytest.mark.django_db(transaction=True, serialized_rollback=False),
    pytest.mark.postgresql_only,
    pytest.mark.race,
]


def make_person(name):
    user = User.objects.create(email=f"{name}@example.org")
    Profile.objects.create(user=user, display_name=name, birth_year=1990, acknowledged_version=1)
    return user


@pytest.fixture(autouse=True)
def _no_limits(settings):
    settings.ACCOUNT_RATE_LIMITS = {}


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
            starts_clock=time(18, 30),
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


def without_holding(series, wait):
    """What the job would be without its lock and its count of what is there: look first, write after."""
    now = Series.objects.for_page().get(pk=series.pk)
    days = days_to_make(now, Series.objects.days_taken([now.pk]))
    wait()
    for day in days:
        fields = fields_on(now, day)
        names = ("zone", "title", "session", "starts_at", "ends_at", "capacity")
        more = {"place_id": now.place_id, "leader_id": now.leader_id, "group_id": now.group_id}
        shared = {name: fields[name] for name in names} | more
        Meetup.objects.create(**shared, time_zone=now.time_zone, runners_per_spotter=1)


def test_without_holding_the_series_each_date_is_made_by_all(make_series):
    """The negative control: sixteen workers see that nothing is made yet."""
    series = make_series(0)
    all_at_once(*[partial(without_holding, series, Barrier(THREADS, timeout=30).wait)] * THREADS)
    days = series.recurrence.days(today(), horizon())
    found = Counter(Meetup.objects.values_list("starts_at", flat=True))
    assert found == dict.fromkeys(map(series.recurrence.moment, days), THREADS)


def edit(browser, series, form, **typed):
    """Sends the form as it was read before anybody else sent theirs."""
    return lambda: browser.post(f"{series.get_absolute_url()}edit/", form | typed)


def all_edit(series, people):
    """Half of them type another title, the others what to bring: ``[(field, word, reply)]``."""
    browsers = [signed_in(user) for user in people]
    form = filled_in(browsers[0], f"{series.get_absolute_url()}edit/")
    words = [("bring" if number % 2 else "title", f"Word of {user.pk}") for number, user in enumerate(people)]
    typed = zip(browsers, words, strict=True)
    replies = all_at_once(*(edit(browser, series, form, **{name: word}) for browser, (name, word) in typed))
    return [(name, word, reply) for (name, word), reply in zip(words, replies, strict=True)]


def lost(series, said):
    """Words that their writers were told are saved, and that stand nowhere."""
    now = Series.objects.get(pk=series.pk)
    return [word for name, word, reply in said if reply.status_code == 302 and getattr(now, name) != word]


def test_of_sixteen_who_edit_a_series_one_wins_and_the_others_see_both(make_series, people):
    for number in range(ROUNDS):
        series = make_series(number)
        make_all()
        said = all_edit(series, people)
        assert sorted(reply.status_code for *_, reply in said) == [200] * (THREADS - 1) + [302]
        assert (lost(series, said), Series.objects.get(pk=series.pk).version) == ([], 2)
        ((name, word),) = [(name, word) for name, word, reply in said if reply.status_code == 302]
        assert set(Meetup.objects.filter(series=series).values_list(name, flat=True)) == {word}
        for _name, typed, reply in said:
            if reply.status_code == 200:
                assert STALE in reply.text
                assert f"<dd>{word}</dd>" in reply.text
                assert f'value="{typed}"' in reply.text
                assert 'name="version" value="2"' in reply.text


@contextmanager
def without_version():
    """The statement that takes the series does not ask whether it is as it was read."""

    def take(self, series_id, version):
        return self.filter(pk=series_id, ended_at=None).update(version=F("version") + 1) == 1

    with patch.object(SeriesQuerySet, "take", take):
        yield


def test_without_the_version_all_are_told_that_their_words_are_saved(make_series, people):
    """The negative control: whoever saves last has the word, and fifteen are lost."""
    series = make_series(0)
    make_all()
    with without_version():
        said = all_edit(series, people)
    assert [reply.status_code for *_, reply in said] == [302] * THREADS
    assert len(lost(series, said)) == THREADS - 1


def test_dates_are_made_while_their_series_is_edited(make_series, people):
    for number in range(ROUNDS):
        series = make_series(number)
        browsers = [signed_in(user) for user in people[:4]]
        form = filled_in(browsers[0], f"{series.get_absolute_url()}edit/")
        edits = [
            edit(browser, series, form, title=user.email)
            for browser, user in zip(browsers, people, strict=False)
        ]
        replies = all_at_once(*edits, *[make_all] * 12)
        assert sorted(reply.status_code for reply in replies[:4]) == [200, 200, 200, 302]
        days = list(Meetup.objects.filter(series=series).values_list("occurrence_on", flat=True))
        now = Series.objects.get(pk=series.pk)
        assert sorted(days) == now.recurrence.days(today(), horizon())
        assert set(Meetup.objects.filter(series=series).values_list("title", flat=True)) == {now.title}


def test_one_form_sent_sixteen_times_makes_one_series(group, people, zone):
    browser, address = signed_in(people[0]), f"/meetups/in/{group.slug}/new/"
    day = (today() + timedelta(days=2)).isoformat()
    when = {"zone": zone.public_id, "day": day, "starts": "18:30", "ends": "19:30"}
    what = {"title": "Once", "session": "straight", "capacity": "4", "repeats": "weeks"}
    form = filled_in(browser, address) | when | what
    replies = all_at_once(*[lambda: browser.post(address, form)] * THREADS)
    (series,) = Series.objects.all()
    assert {(reply.status_code, reply.url) for reply in replies} == {(302, series.get_absolute_url())}
    assert max(dates_by_day().values()) == 1
