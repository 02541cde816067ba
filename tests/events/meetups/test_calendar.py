"""The .ics file, read back by two parsers that did not write each other's code."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import icalendar
import pytest
import vobject

from accounts.permissions import Viewer
from events.meetups.actions import call_off_meetup
from events.meetups.calendar import as_ics
from events.meetups.models import Meetup

URL = "https://backstride.example/meetups/x/"


@pytest.fixture
def read(meetup):
    def parse(**changes):
        Meetup.objects.filter(pk=meetup.pk).update(**changes)
        found = Meetup.objects.select_related("group", "place", "zone").get(pk=meetup.pk)
        return as_ics(found, URL)

    return parse


def event_of(ics):
    (event,) = icalendar.Calendar.from_ical(ics).walk("VEVENT")
    return event


def test_one_event_with_all_a_calendar_needs(read, meetup):
    event = event_of(read())
    assert event["uid"] == f"{meetup.public_id}@meetups.backstride"
    assert (str(event["status"]), event["sequence"]) == ("CONFIRMED", 0)
    assert event["summary"] == "First steps Tuesday"
    assert event["location"] == "Home straight, Birkenwiese 1, Heidelberg, Germany"
    assert event["geo"].to_ical() == "49.41;8.68"
    assert event["url"] == URL
    assert event["dtstart"].dt.replace(tzinfo=None).isoformat() == "2026-06-16T18:30:00"
    assert event["dtend"].dt - event["dtstart"].dt == timedelta(hours=1)
    assert event["dtstart"].params["TZID"] == "Europe/Berlin"


def test_a_file_that_somebody_fetches_names_no_method(read):
    """METHOD belongs to a message: calendars refuse a file with one, or take it for an invitation."""
    assert b"METHOD" not in read()


def test_another_parser_reads_the_same_moments(read, meetup):
    event = vobject.readOne(read().decode()).vevent
    assert event.dtstart.value == meetup.starts_at
    assert event.dtend.value == meetup.ends_at
    assert event.summary.value == meetup.title


def test_it_names_nobody(read, meetup, spotter, member, answer):
    answer(meetup, spotter, "spotter")
    answer(meetup, member)
    text = read().decode()
    names = [user.profile.display_name for user in (spotter, member, meetup.leader)]
    assert not [name for name in names if name in text]
    assert "@example.org" not in text
    assert not {"ATTENDEE", "ORGANIZER", "CONTACT"} & {
        line.split(";")[0].split(":")[0] for line in text.split("\r\n")
    }


def test_called_off_keeps_the_uid_and_raises_the_sequence(read, meetup, organizer, clock):
    before = event_of(read())
    clock.shift(timedelta(minutes=1))
    call_off_meetup(meetup, by=Viewer(organizer), reason="Ice on the straight")
    after = event_of(read())
    assert after["uid"] == before["uid"]
    assert (str(after["status"]), after["sequence"]) == ("CANCELLED", 1)
    assert after["dtstamp"].dt > before["dtstamp"].dt
    assert (str(before["summary"]), str(after["summary"])) == (meetup.title, f"Called off: {meetup.title}")
    assert "Ice on the straight" in after["description"]


def test_another_parser_reads_that_it_is_called_off(read, meetup):
    event = vobject.readOne(read(state="cancelled", cancelled_because="Ice").decode()).vevent
    assert event.summary.value == f"Called off: {meetup.title}"


def test_lines_are_short_and_end_as_they_should(read):
    ics = read(title="Rückwärts über die Brücke, äußerst gemächlich; mit Umlauten und 🏃 – " + "x" * 5)
    assert ics.endswith(b"END:VCALENDAR\r\n")
    assert max(len(line) for line in ics.split(b"\r\n")) <= 75
    assert event_of(ics)["summary"].startswith("Rückwärts über die Brücke, äußerst gemächlich; mit")


def test_a_title_cannot_write_lines_of_its_own(read):
    ics = read(title="Fun\r\nATTENDEE:mailto:x@example.org")
    assert b"\r\nATTENDEE" not in ics
    assert len(icalendar.Calendar.from_ical(ics).walk("VEVENT")) == 1


@pytest.mark.parametrize(
    "time_zone",
    [
        "Europe/Berlin",
        "Europe/Dublin",
        "America/New_York",
        "Africa/Casablanca",
        "Asia/Kolkata",
        "Australia/Lord_Howe",
    ],
)
def test_the_clock_changes_in_the_file_are_those_of_the_zone(read, time_zone):
    """Every hour of the year before and after, by what the file says alone."""
    start = datetime(2026, 6, 16, 16, 30, tzinfo=UTC)
    ics = read(time_zone=time_zone, starts_at=start, ends_at=start + timedelta(hours=1))
    (component,) = icalendar.Calendar.from_ical(ics).walk("VTIMEZONE")
    for hours in range(-360 * 24, 360 * 24):
        at = start + timedelta(hours=hours)
        assert offset_by(component, at) == at.astimezone(ZoneInfo(time_zone)).utcoffset(), at


def offset_by(component, at):
    """RFC 5545, 3.6.5: the observance with the latest onset before the moment."""
    onsets = [
        (item["dtstart"].dt.replace(tzinfo=UTC) - item["tzoffsetfrom"].td, item["tzoffsetto"].td)
        for item in component.subcomponents
    ]
    return max(onset for onset in onsets if onset[0] <= at)[1]


def test_a_calendar_in_utc_needs_no_clock_changes(read):
    ics = read(time_zone="UTC")
    assert b"VTIMEZONE" not in ics
    assert b"DTSTART:20260616T163000Z" in ics
