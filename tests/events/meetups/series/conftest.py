"""A series as an organizer would fill it in."""

from datetime import date, datetime, timedelta

import pytest

from accounts.identifiers import new_nonce
from accounts.permissions import Viewer
from events.meetups.models import Meetup
from events.meetups.series.actions import post_series
from events.meetups.series.editing import Scope, edit_series
from events.meetups.series.models import Series
from events.meetups.series.recurrence import parse
from tests.events.meetups.conftest import BERLIN

WEEKLY = parse("FREQ=WEEKLY;BYDAY=TU")
FIRST = date(2026, 6, 16)


@pytest.fixture
def weekly(zone):
    """Tuesdays at half past six, from today on: ``weekly(capacity=4)`` changes one field."""

    def fill(*, day=FIRST, hour=18, minute=30, minutes=60, **changes):
        starts_at = datetime(day.year, day.month, day.day, hour, minute, tzinfo=BERLIN)
        fields = {
            "rule": WEEKLY,
            "zone": zone,
            "title": "First steps Tuesday",
            "session": "straight",
            "lowest_stage": 0,
            "capacity": 2,
            "starts_at": starts_at,
            "ends_at": starts_at + timedelta(minutes=minutes),
        }
        return fields | changes

    return fill


@pytest.fixture
def post(group, organizer, weekly):
    """``post(title="Lanes")``: what comes of it."""

    def send(**changes):
        fields = weekly(**changes)
        return post_series(group, by=Viewer(organizer), **{"nonce": new_nonce()} | fields)

    return send


@pytest.fixture
def series(post):
    return post().series


@pytest.fixture
def edit(organizer, weekly):
    """``edit(series, hour=19)`` as who read it just now."""

    def send(series, *, by=organizer, scope=Scope.ALL, on=None, version=None, **changes):
        now = Series.objects.get(pk=series.pk)
        version = now.version if version is None else version
        fields = weekly(**changes)
        return edit_series(now, by=Viewer(by), version=version, scope=scope, on=on, **fields)

    return send


@pytest.fixture
def dates():
    """The days and hours of the dates of a series, in order; of single ones for None."""

    def read(series):
        rows = Meetup.objects.filter(series=series).order_by("starts_at")
        return [f"{row.local_start:%m-%d %H:%M}" for row in rows]

    return read


@pytest.fixture
def on():
    """``on(series, day)``: its date of that day."""

    def find(series, day):
        return Meetup.objects.get(series=series, occurrence_on=day)

    return find
