"""When a job runs next: by the clock on the wall, right across both changes of the clocks."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.jobs.slots import DAY, Every, LocalTime, instant

pytestmark = pytest.mark.once
BERLIN = "Europe/Berlin"
NIGHT = LocalTime(time(3, 40), BERLIN)
ZONES = (BERLIN, "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "Pacific/Apia", "UTC")


def utc(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def slots(timing, start, number):
    found = [start]
    for _ in range(number):
        found.append(timing.after(found[-1]))
    return found[1:]


def test_every_so_often_counts_from_the_run_before():
    assert Every(timedelta(minutes=10)).after(utc("2026-06-16 09:03:30")) == utc("2026-06-16 09:13:30")


def test_a_local_time_that_is_still_to_come_is_today():
    assert NIGHT.after(utc("2026-06-16 01:39:59")) == utc("2026-06-16 01:40:00")


def test_the_moment_itself_is_over():
    assert NIGHT.after(utc("2026-06-16 01:40:00")) == utc("2026-06-17 01:40:00")


def test_a_weekday_comes_once_a_week():
    sundays = LocalTime(time(8), BERLIN, weekday=6)
    assert slots(sundays, utc("2026-06-16 09:00"), 2) == [utc("2026-06-21 06:00"), utc("2026-06-28 06:00")]
    assert sundays.period == 7 * DAY


def test_the_hour_on_the_wall_stays_when_the_offset_changes():
    assert slots(NIGHT, utc("2026-03-27 12:00"), 3) == [
        utc("2026-03-28 02:40"),
        utc("2026-03-29 01:40"),
        utc("2026-03-30 01:40"),
    ]


def test_a_time_that_does_not_exist_runs_at_the_first_moment_after():
    in_the_gap = LocalTime(time(2, 30), BERLIN)
    assert slots(in_the_gap, utc("2026-03-27 12:00"), 3) == [
        utc("2026-03-28 01:30"),
        utc("2026-03-29 01:00"),
        utc("2026-03-30 00:30"),
    ]


def test_a_time_that_is_there_twice_runs_once_at_the_first():
    twice = LocalTime(time(2, 30), BERLIN)
    assert slots(twice, utc("2026-10-24 12:00"), 2) == [utc("2026-10-25 00:30"), utc("2026-10-26 01:30")]


def test_the_second_of_the_two_hours_starts_nothing():
    assert LocalTime(time(2, 30), BERLIN).after(utc("2026-10-25 01:15")) == utc("2026-10-26 01:30")


@pytest.mark.parametrize(
    ("zone", "day", "at", "expected"),
    [
        (
            "Australia/Lord_Howe",
            date(2026, 10, 4),
            time(2, 15),
            "2026-10-03 15:30",
        ),  # half an hour is left out
        ("Pacific/Apia", date(2011, 12, 30), time(3, 40), "2011-12-30 10:00"),  # a whole day is
        ("Africa/Cairo", date(2026, 4, 24), time(0, 0), "2026-04-23 22:00"),  # midnight is
    ],
)
def test_other_gaps_than_ours_end_where_they_end(zone, day, at, expected):
    assert instant(day, at, ZoneInfo(zone)) == utc(expected)


moments = st.integers(1_100_000_000, 2_050_000_000).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))
timings = st.builds(
    LocalTime, st.times().map(lambda at: at.replace(microsecond=0)), st.sampled_from(ZONES), st.none()
)


@given(timings, moments)
def test_a_slot_lies_ahead_and_no_further_than_a_day_and_a_change(timing, moment):
    slot = timing.after(moment)
    assert moment < slot <= moment + 2 * DAY


@given(timings, moments)
def test_each_day_has_one_slot_at_its_time_or_right_after_a_gap(timing, moment):
    zone = ZoneInfo(timing.zone)
    first, second = slots(timing, moment, 2)
    assert first < second
    for slot in (first, second):
        wall = slot.astimezone(zone)
        before = (slot - timedelta(seconds=1)).astimezone(zone)
        is_after_gap = wall.utcoffset() != before.utcoffset() and wall.time() > timing.at
        assert wall.time() == timing.at or is_after_gap or wall.date() != before.date()


@given(timings, moments)
def test_asking_again_before_the_slot_gives_the_same_slot(timing, moment):
    slot = timing.after(moment)
    assert timing.after(moment + (slot - moment) * 0.999) == slot
