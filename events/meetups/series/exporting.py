"""A series as calendars write it: RRULE, EXDATE and RDATE."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from events.meetups.series.models import Series
from events.meetups.series.recurrence import Recurrence

AHEAD = timedelta(days=366)
"""So far after the dates that were made, changes of the clocks are looked for."""


@dataclass(frozen=True)
class Pieces:
    """What an event with a rule consists of: on the clock of the place, or in UTC if that says too little."""

    starts: datetime
    rule: str
    left_out: list[datetime]
    extra: list[datetime]


def as_rrule(series: Series) -> Pieces:
    """DTSTART, RRULE, EXDATE and RDATE. The end of the rule is in UTC, as RFC 5545 wants beside a TZID.

    Calendars make up a time that the clocks skip, and of two they take the first: these days are left out,
    and where we mean the second it is added as a moment.
    """
    recurrence, zone = series.recurrence, ZoneInfo(series.time_zone)
    days = recurrence.days(series.first_on, (series.made_until or series.first_on) + AHEAD)
    second = set(recurrence.doubled(days)) if recurrence.fold else set()
    left_out = recurrence.left_out.union(
        second, recurrence.skipped(days), map(date.fromisoformat, series.unmade)
    )
    return Pieces(
        starts=_at(recurrence, series.first_on, zone),
        rule=_rule(recurrence),
        left_out=[_at(recurrence, day, zone) for day in sorted(left_out)],
        extra=[
            *(_at(recurrence, day, zone) for day in sorted(recurrence.extra - left_out)),
            *(recurrence.moment(day) for day in sorted(second)),
        ],
    )


def _rule(recurrence: Recurrence) -> str:
    rule = recurrence.rule
    if rule.until is None:
        return str(rule)
    end = datetime.combine(rule.until, recurrence.clock, ZoneInfo(recurrence.time_zone))
    return str(rule).replace(f"{rule.until:%Y%m%d}", f"{end.astimezone(UTC):%Y%m%dT%H%M%SZ}")


def _at(recurrence: Recurrence, day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, recurrence.clock, zone)
