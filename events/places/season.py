"""When what was seen of crowd and light is too old: twice a year, as the clocks change.

Pure. Where clocks never change, seasons end with March and October.
"""

from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

LOOK_AHEAD = timedelta(days=400)
A_DAY = timedelta(days=1)
NEW_SEASONS = ((4, 1), (11, 1))


@lru_cache(maxsize=4096)
def season_end(day: date, time_zone: str) -> date:
    """The first day on which a look of ``day`` is of another season."""
    zone = ZoneInfo(time_zone)
    # At noon of that day the clocks have changed already.
    now = _offset(day, zone)
    for days in range(1, LOOK_AHEAD.days):
        if _offset(day + days * A_DAY, zone) != now:
            return day + days * A_DAY
    starts = (date(year, *start) for year in (day.year, day.year + 1) for start in NEW_SEASONS)
    return next(start for start in starts if start > day)


def _offset(day: date, zone: ZoneInfo) -> timedelta | None:
    return datetime.combine(day, time(12), zone).utcoffset()
