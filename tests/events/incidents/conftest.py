"""The Tuesday of the meetups' own tests, an hour after it: who was there is checked in, by the organizer."""

from datetime import timedelta

import pytest

from accounts.identifiers import new_nonce
from accounts.permissions import Viewer
from events.incidents.actions import report_incident
from events.meetups.attendance.models import Attendance, DayCheck
from events.meetups.models import Meetup
from tests.events.meetups.conftest import (  # noqa: F401
    clock,
    make_spotter,
    make_zone,
    meetup,
    plan,
    runners,
    spotter,
    zone,
)


@pytest.fixture
def check_in(organizer):
    """``check_in(meetup, user, "runner")``, as the organizer did at its beginning."""

    def there(meetup, user, doing="runner", *, by=None, **fields):  # noqa: F811
        row = {"checked_in_at": meetup.starts_at, "checked_in_by": by or organizer, "doing": doing}
        return Attendance.objects.create(meetup=meetup, user=user, **row | fields)

    return there


@pytest.fixture
def look_at(organizer):
    """``look_at(meetup)``: the day-of check, as its leader made it."""

    def look(meetup, *, by=None):  # noqa: F811
        seen = {"ground": "dry", "weather": "clear", "crossing": 0, "runners_per_spotter": 1}
        seen |= {"by": by or organizer, "made_at": meetup.starts_at - timedelta(minutes=25)}
        return DayCheck.objects.create(meetup=meetup, zone=meetup.zone, **seen)

    return look


@pytest.fixture
def over(meetup, member, spotter, check_in, look_at, clock):  # noqa: F811
    """Tonight's date, half an hour after its end: the member ran, the spotter spotted, the organizer led and
    had looked at the zone."""
    look_at(meetup)
    check_in(meetup, member)
    check_in(meetup, spotter, "spotter")
    clock.move_to(meetup.ends_at + timedelta(minutes=30, seconds=1))
    return Meetup.objects.select_related("group", "place", "zone").get(pk=meetup.pk)


@pytest.fixture
def report_it():
    """``report_it(meetup, user, severity=3)``: this person's report, and the row it made."""

    def report(meetup, user, **changes):  # noqa: F811
        fields = {
            "nonce": new_nonce(),
            "kind": "fall",
            "severity": 1,
            "zone": meetup.zone,
            "where": "By the gate",
            "what": "A runner stumbled over the edge.",
            "was_spotted": True,
        }
        return report_incident(meetup, by=Viewer(user), **fields | changes)

    return report
