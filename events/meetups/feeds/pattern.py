"""What a series is in a calendar: one event with a rule, the days without it, and the days besides. Pure.

The rule begins with its first day that the calendar still shows, so that nothing long past has to be told.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from itertools import takewhile
from zoneinfo import ZoneInfo

from events.meetups.calendar import is_plain_on_clock
from events.meetups.series.recurrence import Recurrence, Rule

CLOCKS_AHEAD = timedelta(days=3 * 366)
"""So far ahead days are looked for on which the clocks leave the time out, or show it twice."""


@dataclass(frozen=True)
class Pattern:
    """Times are local. ``days`` are those that a date of the series may stand for; on those ``in_utc`` the
    clock of the place says too little."""

    starts: datetime
    rule: str
    days: frozenset[date]
    left_out: tuple[datetime, ...]
    extra: tuple[datetime, ...]
    in_utc: tuple[date, ...]


@dataclass(frozen=True)
class Dates:
    """The days with a date up to ``known_until``, some of them ``otherwise``: moved, renamed, called off."""

    made: Collection[date]
    otherwise: Collection[date]
    known_until: date


def pattern_of(
    recurrence: Recurrence, dates: Dates, *, first: date, length: timedelta, has_ended: bool
) -> Pattern | None:
    """The pattern from ``first`` on; None if no day of the rule is left.

    Where the clocks change while a date is on, or show its start twice, calendars do not agree on when it
    is: such a day is told by itself, in UTC.
    """
    rule, known = recurrence.rule, dates.known_until
    last = known if has_ended else known + CLOCKS_AHEAD
    all_by_rule = list(takewhile(lambda day: day <= last, rule.days_from(recurrence.first_on)))
    by_rule = {day for day in all_by_rule if day >= first}
    if not by_rule:
        return None
    starts = min(by_rule)
    days = by_rule | {day for day in recurrence.extra if starts < day <= last}
    later = {day for day in days if day > known} - recurrence.left_out
    there = (later - set(recurrence.skipped(later))).union(days.intersection(dates.made))
    in_utc = {day for day in there.difference(dates.otherwise) if _clocks_change(recurrence, day, length)}
    ends = replace(rule, until=max(by_rule), count=None) if has_ended else rule
    return Pattern(
        starts=local(recurrence, starts),
        rule=_written(recurrence, _without(ends, len(all_by_rule) - len(by_rule))),
        days=frozenset(days),
        left_out=tuple(local(recurrence, day) for day in sorted(by_rule - there)),
        extra=tuple(local(recurrence, day) for day in sorted(there - by_rule)),
        in_utc=tuple(sorted(in_utc)),
    )


def _clocks_change(recurrence: Recurrence, day: date, length: timedelta) -> bool:
    begins = recurrence.moment(day)
    return not is_plain_on_clock(begins, begins + length, recurrence.time_zone)


def local(recurrence: Recurrence, day: date) -> datetime:
    return datetime.combine(day, recurrence.clock, ZoneInfo(recurrence.time_zone))


def _without(rule: Rule, gone: int) -> Rule:
    """The rule as it goes on after so many of its days."""
    return replace(rule, count=rule.count - gone) if rule.count else rule


def _written(recurrence: Recurrence, rule: Rule) -> str:
    """As RFC 5545 wants it beside a TZID: the end is a moment in UTC."""
    if rule.until is None:
        return str(rule)
    end = local(recurrence, rule.until).astimezone(UTC)
    return str(rule).replace(f"UNTIL={rule.until:%Y%m%d}", f"UNTIL={end:%Y%m%dT%H%M%SZ}")
