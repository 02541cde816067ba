"""A group closes or is archived while its dates are made and changed, on PostgreSQL: whichever comes last, no
date of a private group is for everybody, and none lies ahead in a group that rests.
"""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import OperationalError
from django.utils import timezone

from accounts.identifiers import new_nonce
from accounts.permissions import Refused, Viewer
from community.groups.contracts import group_closed
from community.groups.models import Group
from community.groups.running.actions import archive_group, close_group
from events.meetups import changing
from events.meetups.actions import call_off_meetup, post_meetup
from events.meetups.changing import bring_back_meetup, edit_meetup
from events.meetups.models import Meetup
from events.meetups.series import actions, editing
from events.meetups.series.actions import add_day, post_series
from events.meetups.series.batches import make_all
from events.meetups.series.editing import Scope, edit_series
from events.meetups.series.models import Series
from events.meetups.series.querysets import SeriesQuerySet
from events.meetups.series.recurrence import parse
from tests.races.together import while_open

BERLIN = ZoneInfo("Europe/Berlin")
pytestmark = [
    pytest.mark.django_db(transaction=True, serialized_rollback=False),
    pytest.mark.postgresql_only,
    pytest.mark.race,
]


def viewer(user):
    """As of before anything happens: its rights are read."""
    found = Viewer(user)
    assert found.is_ready
    assert found.roles
    return found


def fields(zone, **changes):
    day = timezone.localdate() + timedelta(days=3)
    starts_at = datetime(day.year, day.month, day.day, 12, 0, tzinfo=BERLIN)
    return {
        "zone": zone,
        "title": "Race",
        "session": "walking_drill",
        "lowest_stage": 4,
        "capacity": 2,
        "starts_at": starts_at,
        "ends_at": starts_at + timedelta(hours=1),
    } | changes


@pytest.fixture
def series(group, leader, zone):
    rule = parse("FREQ=WEEKLY")
    return post_series(group, by=viewer(leader), nonce=new_nonce(), rule=rule, **fields(zone)).series


@pytest.fixture
def unmade(series):
    """A series of which no date is there, as if the job had not run for eight weeks."""
    Meetup.objects.all().delete()
    Series.objects.update(made_until=None)
    return series


@pytest.fixture
def meetup(group, leader, zone):
    """For members, so far."""
    return post_meetup(group, by=viewer(leader), nonce=new_nonce(), **fields(zone, audience="group"))


@pytest.fixture
def closing(group, leader):
    by = viewer(leader)
    return lambda: close_group(group, by=by)


@pytest.fixture
def archiving(group, leader):
    by = viewer(leader)
    return lambda: said(lambda: archive_group(group, by=by))


def said(call):
    """What it returns, or what it is refused with."""
    try:
        return call()
    except Refused as refusal:
        return refusal.sentence


def audiences():
    return set(Meetup.objects.values_list("audience", flat=True))


def without_holding(self, until, *, after, most):
    """The job looks at what is due, and holds nothing."""
    rows = self.running().filter(pk__gt=after, made_until=None, group__archived_at=None)
    return list(rows.for_page().order_by("pk")[:most])


@pytest.fixture
def careless(monkeypatch):
    """Nobody holds anything before dates are made, and a group that closes asks for its dates first."""
    monkeypatch.setattr(SeriesQuerySet, "hold_due", without_holding)
    monkeypatch.setattr(group_closed, "answers", group_closed.answers[::-1])


@pytest.fixture
def read_only(monkeypatch):
    """The group is read and not held."""
    for module in (changing, editing, actions):
        monkeypatch.setattr(module, "group_that_meets", lambda pk: Group.objects.get(pk=pk))


# ---- The job ----


def test_job_and_close(unmade, closing):
    while_open(make_all, closing)
    assert audiences() == {"group"}


def test_close_and_job(unmade, closing):
    assert while_open(closing, make_all) == 0
    assert make_all() > 0
    assert audiences() == {"group"}


def test_without_the_holds_the_job_leaves_public_dates_in_a_private_group(unmade, closing, careless):
    """The negative control."""
    while_open(make_all, closing)
    assert audiences() == {"public"}


def test_job_and_archive(unmade, archiving):
    assert while_open(make_all, archiving).startswith("There are dates ahead.")


def test_without_the_holds_a_group_is_archived_while_its_dates_are_made(unmade, archiving, careless):
    """The negative control."""
    assert while_open(make_all, archiving) is True
    assert Meetup.objects.upcoming().exists()


# ---- A day more ----


@pytest.fixture
def adding(series, leader):
    by, day = viewer(leader), timezone.localdate() + timedelta(days=5)
    return lambda: said(lambda: add_day(series, by=by, version=1, day=day))


def test_add_day_and_close(series, adding, closing):
    before = Meetup.objects.count()
    while_open(adding, closing)
    assert (Meetup.objects.count(), audiences()) == (before + 1, {"group"})


def test_close_and_add_day(series, adding, closing):
    before = Meetup.objects.count()
    while_open(closing, adding)
    assert (Meetup.objects.count(), audiences()) == (before + 1, {"group"})


def test_without_the_hold_a_day_that_is_added_stays_public(series, adding, closing, careless, read_only):
    """The negative control."""
    while_open(adding, closing)
    assert "public" in audiences()


def test_add_day_and_archive(series, adding, archiving):
    Meetup.objects.update(state="cancelled")
    assert while_open(adding, archiving).startswith("There are dates ahead.")


def test_archive_and_add_day(series, adding, archiving):
    Meetup.objects.update(state="cancelled")
    assert while_open(archiving, adding).startswith("This group rests.")


def test_without_the_hold_a_day_is_added_to_a_group_that_rests(series, adding, archiving, read_only):
    """The negative control."""
    Meetup.objects.update(state="cancelled")
    assert while_open(adding, archiving) is True
    assert Meetup.objects.upcoming().exists()


# ---- A date is changed, or comes back ----


@pytest.fixture
def opening_up(meetup, leader, zone):
    """It is for everybody from now on."""
    by = viewer(leader)
    now = Meetup.objects.for_page(by).get(pk=meetup.pk)
    return lambda: edit_meetup(now, by=by, sequence=0, **fields(zone, audience="public"))


def test_edit_and_close(opening_up, closing):
    while_open(opening_up, closing)
    assert audiences() == {"group"}


def test_close_and_edit(opening_up, closing):
    while_open(closing, opening_up)
    assert audiences() == {"group"}


def test_without_the_hold_an_edit_opens_a_date_of_a_private_group(opening_up, closing, read_only):
    """The negative control."""
    while_open(opening_up, closing)
    assert audiences() == {"public"}


@pytest.fixture
def coming_back(meetup, leader):
    by = viewer(leader)
    call_off_meetup(meetup, by=by, reason="Ice")
    now = Meetup.objects.select_related("zone__place").get(pk=meetup.pk)
    return lambda: said(lambda: bring_back_meetup(now, by=by))


def test_archive_and_bring_back(coming_back, archiving):
    assert while_open(archiving, coming_back).startswith("This group rests.")


def test_without_the_hold_a_date_comes_back_to_a_group_that_rests(coming_back, archiving, read_only):
    """The negative control."""
    while_open(archiving, coming_back)
    assert Meetup.objects.upcoming().exists()


# ---- A series is changed ----


@pytest.fixture
def editing_all(series, leader, zone):
    by = viewer(leader)
    change = {"version": 1, "scope": Scope.ALL, "rule": parse("FREQ=WEEKLY")}
    return lambda: edit_series(series, by=by, **change, **fields(zone, title="Other words"))


def half_closed(group):
    """A group that closes, before its series and dates are asked for: the second half comes after."""
    return lambda: Group.objects.filter(pk=group.pk).update(visibility="private")


def other_half(group):
    return lambda: list(group_closed(group.pk))


def test_an_edited_series_and_a_group_that_closes_never_wait_in_a_circle(group, series, editing_all):
    while_open(half_closed(group), editing_all, other_half(group))
    assert audiences() == {"group"}
    assert Series.objects.get().audience == "group"
    assert set(Meetup.objects.values_list("title", flat=True)) == {"Other words"}


def test_the_series_held_before_the_group_they_wait_in_a_circle(group, series, editing_all, monkeypatch):
    """The negative control: one of the two is thrown out by the database."""

    def series_first(group_id):
        Series.objects.filter(pk=series.pk).update(title="Held")
        return Group.objects.hold(group_id)

    monkeypatch.setattr(editing, "group_that_meets", series_first)
    with pytest.raises(OperationalError, match="deadlock detected"):
        while_open(half_closed(group), editing_all, other_half(group))
