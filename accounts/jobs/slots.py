"""When a periodic job runs next: every so often, or at a local time. Times go in and come out in UTC."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

DAY = timedelta(days=1)
DAYS_AHEAD = 9  # a week, the day before it, and a day that some zone left out


@dataclass(frozen=True)
class Every:
    """So long after the run before was begun."""

    period: timedelta

    def after(self, moment: datetime) -> datetime:
        return moment + self.period


@dataclass(frozen=True)
class LocalTime:
    """Once a day, or on one weekday (0 is Monday), when a clock on the wall there says so."""

    at: time
    zone: str
    weekday: int | None = None

    @property
    def period(self) -> timedelta:
        return DAY if self.weekday is None else 7 * DAY

    def after(self, moment: datetime) -> datetime:
        """The first slot after ``moment``."""
        zone = ZoneInfo(self.zone)
        start = moment.astimezone(zone).date() - DAY
        days = (start + number * DAY for number in range(DAYS_AHEAD + 1))
        slots = (instant(day, self.at, zone) for day in days if self.weekday in (None, day.weekday()))
        return next(slot for slot in slots if slot > moment)


def instant(day: date, at: time, zone: ZoneInfo) -> datetime:
    """When it is ``at`` on ``day``: of two such moments the first, where there is none the first after."""
    wall = datetime.combine(day, at, zone)
    as_before, as_after = (wall.replace(fold=fold).astimezone(UTC) for fold in (0, 1))
    if as_after < as_before:  # clocks were put forward over this time
        return _change_of_clocks(int(as_after.timestamp()), int(as_before.timestamp()), zone)
    return as_before


def _change_of_clocks(low: int, high: int, zone: ZoneInfo) -> datetime:
    """The second after ``low``, ``high`` at the latest, at which the zone has the offset of ``high``."""
    new = datetime.fromtimestamp(high, zone).utcoffset()
    while high - low > 1:
        middle = (low + high) // 2
        if datetime.fromtimestamp(middle, zone).utcoffset() == new:
            high = middle
        else:
            low = middle
    return datetime.fromtimestamp(high, UTC)
