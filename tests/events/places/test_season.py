from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.places.season import season_end


@pytest.mark.parametrize(
    ("day", "time_zone", "expected"),
    [
        (date(2026, 1, 10), "Europe/Berlin", date(2026, 3, 29)),
        (date(2026, 3, 28), "Europe/Berlin", date(2026, 3, 29)),
        (date(2026, 3, 29), "Europe/Berlin", date(2026, 10, 25)),
        (date(2026, 10, 25), "Europe/Berlin", date(2027, 3, 28)),
        (date(2026, 6, 1), "America/New_York", date(2026, 11, 1)),
        (date(2026, 6, 1), "Pacific/Auckland", date(2026, 9, 27)),
        (date(2026, 1, 10), "Asia/Kolkata", date(2026, 4, 1)),
        (date(2026, 3, 31), "Asia/Kolkata", date(2026, 4, 1)),
        (date(2026, 4, 1), "Asia/Kolkata", date(2026, 11, 1)),
        (date(2026, 11, 1), "UTC", date(2027, 4, 1)),
    ],
)
def test_a_season_ends_as_the_clocks_change_or_with_march_and_october(day, time_zone, expected):
    assert season_end(day, time_zone) == expected


@given(
    day=st.dates(min_value=date(2020, 1, 1), max_value=date(2035, 12, 31)),
    time_zone=st.sampled_from(["Europe/Berlin", "America/St_Johns", "Australia/Lord_Howe", "Asia/Tokyo"]),
)
def test_within_a_season_the_clocks_stand_still(day, time_zone):
    zone, end = ZoneInfo(time_zone), season_end(day, time_zone)
    noons = [datetime.combine(day + timedelta(days=n), time(12), zone) for n in range((end - day).days)]

    assert len({noon.utcoffset() for noon in noons}) == 1
    assert timedelta(0) < end - day < timedelta(days=250)
