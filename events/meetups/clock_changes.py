"""What the clocks of a zone do in a span of years, as iCalendar's VTIMEZONE. Pure.

Written here because the library puts the start of summer time an hour late (icalendar 7.3). Each change is
told by itself and not by a rule: no zone is missing that changes by decree, and every program reads it.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard

type Jump = tuple[datetime, datetime]


@lru_cache(maxsize=256)
def clock_changes(time_zone: str, first_year: int, last_year: int) -> Timezone:
    """What the clocks show from the start of the first year to the end of the last."""
    zone = ZoneInfo(time_zone)
    known_from = datetime(first_year, 1, 1, tzinfo=UTC)
    component = Timezone()
    component.add("tzid", time_zone)
    component.add_component(_observance(zone, known_from, known_from))
    for before, after in jumps(time_zone, first_year, last_year):
        component.add_component(_observance(zone, before, after))
    return component


@lru_cache(maxsize=256)
def jumps(time_zone: str, first_year: int, last_year: int) -> tuple[Jump, ...]:
    """The last minute before and the first minute after each change of the clocks in these years."""
    return tuple(_jumps(ZoneInfo(time_zone), datetime(first_year, 1, 1, tzinfo=UTC), last_year))


def offset(local: datetime) -> timedelta:
    return local.utcoffset() or timedelta()


def _jumps(zone: ZoneInfo, moment: datetime, last_year: int) -> Iterator[Jump]:
    while moment.year <= last_year:
        later = moment + timedelta(days=1)
        if offset(moment.astimezone(zone)) != offset(later.astimezone(zone)):
            yield _narrowed(zone, moment, later)
        moment = later


def _narrowed(zone: ZoneInfo, before: datetime, after: datetime) -> Jump:
    while after - before > timedelta(minutes=1):
        middle = before + (after - before) // timedelta(minutes=2) * timedelta(minutes=1)
        if offset(middle.astimezone(zone)) == offset(before.astimezone(zone)):
            before = middle
        else:
            after = middle
    return before, after


def _observance(zone: ZoneInfo, before: datetime, after: datetime) -> TimezoneStandard | TimezoneDaylight:
    """What holds from ``after`` on; its start is told by the clock as it was ``before`` (RFC 5545, 3.6.5)."""
    old, new = before.astimezone(zone), after.astimezone(zone)
    observance = TimezoneDaylight() if new.dst() else TimezoneStandard()
    observance.add("dtstart", (after + offset(old)).replace(tzinfo=None))
    observance.add("tzoffsetfrom", offset(old))
    observance.add("tzoffsetto", offset(new))
    observance.add("tzname", new.tzname())
    return observance
