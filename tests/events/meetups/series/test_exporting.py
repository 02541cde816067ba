"""What calendars make of a series is what we make of it: ten zones, three years."""

from datetime import date, datetime, time, timedelta

import icalendar
import pytest
import recurring_ical_events
from hypothesis import given, settings
from hypothesis import strategies as st

from events.meetups.series.exporting import as_rrule
from events.meetups.series.models import Series

ZONES = [
    "Europe/Berlin",
    "America/New_York",
    "America/Los_Angeles",
    "Australia/Lord_Howe",  # half an hour
    "Pacific/Auckland",
    "America/Santiago",  # at midnight
    "Africa/Cairo",
    "Asia/Kolkata",  # none
    "Asia/Tokyo",
    "Pacific/Kiritimati",
]
FIRST = date(2026, 1, 1)
LAST = FIRST + timedelta(days=3 * 365)


def expanded(series):
    """The moments that another library reads out of what we export."""
    pieces, event = as_rrule(series), icalendar.Event()
    event.add("uid", "series")
    event.add("dtstart", pieces.starts)
    event.add("duration", timedelta(minutes=series.minutes))
    event.add("rrule", icalendar.vRecur.from_ical(pieces.rule))
    for name, moments in [("exdate", pieces.left_out), ("rdate", pieces.extra)]:
        for moment in moments:
            event.add(name, moment)
    calendar = icalendar.Calendar()
    calendar.add_component(event)
    calendar.add_missing_timezones()
    read = icalendar.Calendar.from_ical(calendar.to_ical())
    found = recurring_ical_events.of(read).between(FIRST, LAST)
    return sorted(one["DTSTART"].dt.timestamp() for one in found)


def ours(series):
    recurrence = series.recurrence
    days = recurrence.days(FIRST, LAST - timedelta(days=2))
    skipped = set(recurrence.skipped(days))
    return [recurrence.moment(day).timestamp() for day in days if day not in skipped]


SOME_DAYS = st.sets(st.dates(FIRST, LAST - timedelta(days=3)), max_size=3)
CLOCKS = st.sampled_from(
    [time(0), time(0, 30), time(1, 45), time(2, 30), time(6), time(18, 30), time(23, 15)]
)


@st.composite
def rules(draw):
    every = draw(st.sampled_from(["DAILY", "WEEKLY", "MONTHLY"]))
    parts = [f"FREQ={every}", f"INTERVAL={draw(st.integers(1, 6))}"]
    end = draw(st.sampled_from(["", "COUNT", "UNTIL"]))
    if end == "COUNT":
        parts.append(f"COUNT={draw(st.integers(1, 60))}")
    if end == "UNTIL":
        parts.append(f"UNTIL={draw(st.dates(date(2026, 3, 1), LAST)):%Y%m%d}")
    return ";".join(parts)


@pytest.mark.parametrize("zone", ZONES)
@settings(max_examples=25, deadline=None)
@given(
    rule=rules(),
    first_on=st.dates(FIRST, date(2026, 2, 28)),
    clock=CLOCKS,
    fold=st.integers(0, 1),
    left_out=SOME_DAYS,
    extra=SOME_DAYS,
)
def test_another_library_reads_the_dates_that_we_make(rule, zone, first_on, clock, fold, left_out, extra):
    series = Series(
        rule=rule,
        first_on=first_on,
        starts_clock=clock,
        fold=fold,
        minutes=60,
        time_zone=zone,
        left_out=sorted(map(str, left_out)),
        extra_dates=sorted(map(str, extra)),
        made_until=LAST,
    )
    until = datetime.combine(LAST - timedelta(days=2), time()).timestamp()
    assert [at for at in expanded(series) if at < until] == [at for at in ours(series) if at < until]
