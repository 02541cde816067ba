from datetime import UTC, date, datetime, time

import pytest

from events.meetups.walltime import NoSuchTime, TwiceThatDay, abbreviation, moment, wall

pytestmark = pytest.mark.once
SPRING, AUTUMN = date(2026, 3, 29), date(2026, 10, 25)


@pytest.mark.parametrize(
    ("day", "zone", "hour"),
    [
        (date(2026, 6, 16), "Europe/Berlin", 16),
        (date(2026, 12, 16), "Europe/Berlin", 17),
        (SPRING, "UTC", 18),
    ],
)
def test_wall_time_means_one_moment(day, zone, hour):
    assert moment(day, time(18, 30), zone) == datetime(day.year, day.month, day.day, hour, 30, tzinfo=UTC)


@pytest.mark.parametrize("clock", [time(2, 0), time(2, 30), time(2, 59)])
def test_a_time_the_clocks_skip_is_refused(clock):
    with pytest.raises(NoSuchTime):
        moment(SPRING, clock, "Europe/Berlin")


@pytest.mark.parametrize("clock", [time(2, 0), time(2, 30), time(2, 59)])
def test_a_time_that_comes_twice_is_refused(clock):
    with pytest.raises(TwiceThatDay):
        moment(AUTUMN, clock, "Europe/Berlin")


@pytest.mark.parametrize(("day", "clock"), [(SPRING, time(1, 59)), (SPRING, time(3)), (AUTUMN, time(3))])
def test_the_hours_beside_the_change_are_fine(day, clock):
    assert wall(moment(day, clock, "Europe/Berlin"), "Europe/Berlin") == datetime.combine(day, clock)


@pytest.mark.parametrize(
    ("zone", "letters"),
    [
        ("Europe/Berlin", "CEST"),
        ("America/New_York", "EDT"),
        ("America/Sao_Paulo", "UTC-03:00"),
        ("UTC", "UTC"),
    ],
)
def test_a_zone_without_letters_is_named_by_its_offset(zone, letters):
    assert abbreviation(datetime(2026, 6, 16, tzinfo=UTC), zone) == letters
