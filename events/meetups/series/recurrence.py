"""Dates by a rule: the part of RFC 5545 that we offer, on the clock of the place. Pure.

Days are counted on the calendar of the place and only then turned into moments: 18:30 stays 18:30 when the
clocks change, and the last day of a rule is a day there, not in UTC. One date a day.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from itertools import chain, dropwhile, takewhile
from typing import Any, Literal
from zoneinfo import ZoneInfo

from dateutil import rrule

from events.meetups.walltime import NoSuchTime, TwiceThatDay, moment

MOST_DATES = 500
"""As many as a rule may count; with no end it may have more."""
LONGEST_INTERVAL = {"DAILY": 30, "WEEKLY": 12, "MONTHLY": 11}
"""A year and more is left out: the 29 February of each year is none, and a group meets more often."""
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
DAY = timedelta(days=1)
YEAR = timedelta(days=366)


class BadRule(ValueError):
    """Not a rule, or none that we offer."""


class Every(StrEnum):
    """What a rule counts."""

    DAY = "DAILY"
    WEEK = "WEEKLY"
    MONTH = "MONTHLY"


_FREQUENCIES: dict[Every, Literal[1, 2, 3]] = {
    Every.DAY: rrule.DAILY,
    Every.WEEK: rrule.WEEKLY,
    Every.MONTH: rrule.MONTHLY,
}
_PARTS = ("FREQ", "INTERVAL", "BYDAY", "BYMONTHDAY", "UNTIL", "COUNT", "WKST")


@dataclass(frozen=True)
class Rule:
    """Every ``interval`` days, weeks on ``weekdays`` (0 is Monday) or months on ``month_day``.

    Weeks begin on Monday. Where a month lacks the day, it is left out. Without ``until``, the last day, and
    ``count`` it has no end.
    """

    every: Every
    interval: int = 1
    weekdays: tuple[int, ...] = ()
    month_day: int | None = None
    until: date | None = None
    count: int | None = None

    def __str__(self) -> str:
        """As RFC 5545 writes it, with UNTIL as a day."""
        parts = {
            "FREQ": self.every.value,
            "INTERVAL": self.interval if self.interval > 1 else None,
            "BYDAY": ",".join(WEEKDAYS[day] for day in self.weekdays),
            "BYMONTHDAY": self.month_day,
            "UNTIL": f"{self.until:%Y%m%d}" if self.until else None,
            "COUNT": self.count,
        }
        return ";".join(f"{name}={value}" for name, value in parts.items() if value)

    def ending(self, until: date) -> "Rule":
        """The same up to this day."""
        return replace(self, until=until, count=None)

    def days_from(self, first_on: date) -> Iterator[date]:
        """All its days, counted from the first on; without an end if the rule has none."""
        by_day: dict[str, Any] = {"byweekday": self.weekdays} if self.weekdays else {}
        if self.month_day:
            by_day["bymonthday"] = self.month_day
        found = rrule.rrule(
            _FREQUENCIES[self.every],
            dtstart=datetime.combine(first_on, time()),
            interval=self.interval,
            wkst=rrule.MO,
            until=datetime.combine(self.until, time()) if self.until else None,
            count=self.count,
            **by_day,
        )
        return (at.date() for at in found)


def parse(text: str) -> Rule:
    """The rule that ``text`` writes. Raises BadRule for what is none, or more than we offer."""
    try:
        parts = dict(part.split("=") for part in text.strip(";").split(";"))
        if not parts.keys() <= set(_PARTS) or parts.get("WKST", "MO") != "MO":
            raise BadRule(text)
        return _checked(
            Rule(
                every=Every(parts["FREQ"]),
                interval=int(parts.get("INTERVAL", 1)),
                weekdays=_weekdays(parts.get("BYDAY", "")),
                month_day=int(parts["BYMONTHDAY"]) if "BYMONTHDAY" in parts else None,
                until=date.fromisoformat(parts["UNTIL"]) if "UNTIL" in parts else None,
                count=int(parts["COUNT"]) if "COUNT" in parts else None,
            )
        )
    except (KeyError, ValueError):
        raise BadRule(text) from None


def _weekdays(text: str) -> tuple[int, ...]:
    return tuple(sorted({WEEKDAYS.index(day) for day in text.split(",") if day}))


def _checked(rule: Rule) -> Rule:
    """What RFC 5545 or we do not let stand together."""
    is_fine = (
        (not rule.weekdays or rule.every == Every.WEEK)
        and (rule.month_day is None or (rule.every == Every.MONTH and 1 <= rule.month_day <= 31))
        and 1 <= rule.interval <= LONGEST_INTERVAL[rule.every]
        and (rule.count is None or (rule.count >= 1 and rule.until is None))
    )
    if not is_fine:
        raise BadRule(str(rule))
    return rule


@dataclass(frozen=True)
class Recurrence:
    """A rule with where it begins, at what time there, the days without a date and those besides."""

    rule: Rule
    first_on: date
    clock: time
    time_zone: str
    fold: int = 0
    left_out: frozenset[date] = field(default_factory=frozenset)
    extra: frozenset[date] = field(default_factory=frozenset)

    def days(self, first: date, last: date) -> list[date]:
        """The days from ``first`` to ``last`` on which there is a date, in order."""
        by_rule = takewhile(lambda day: day <= last, self.rule.days_from(self.first_on))
        found = {day for day in by_rule if day >= first}
        found |= {day for day in self.extra if first <= day <= last}
        return sorted(found - self.left_out)

    def goes_on(self, first: date) -> bool:
        """Is there a date on this day or later?"""
        extra = (day for day in self.extra if day >= first)
        ahead = dropwhile(lambda day: day < first, self.rule.days_from(self.first_on))
        return any(day not in self.left_out for day in chain(extra, ahead))

    def moment(self, day: date) -> datetime:
        """When it begins that day, in UTC. Raises NoSuchTime where the clocks skip that time."""
        return moment_of(day, self.clock, self.time_zone, self.fold)

    def next_moment(self, first: date) -> datetime:
        """When it begins on its next day from this one on; where there is none within a year, on its first. A
        time that the clocks skip is taken as they go on."""
        day = next(iter(self.days(first, first + YEAR)), self.first_on)
        local = datetime.combine(day, self.clock, ZoneInfo(self.time_zone))
        return local.replace(fold=self.fold).astimezone(UTC)

    def skipped(self, days: Iterable[date]) -> list[date]:
        """Those on which the clocks go forward over its time."""
        return [day for day in days if _has(NoSuchTime, day, self.clock, self.time_zone)]

    def doubled(self, days: Iterable[date]) -> list[date]:
        """Those on which the clocks show its time twice."""
        return [day for day in days if _has(TwiceThatDay, day, self.clock, self.time_zone)]

    def remaining(self, before: date) -> int | None:
        """How many dates a counted rule still has from ``before`` on; None if it is not counted."""
        if self.rule.count is None:
            return None
        return sum(day >= before for day in self.rule.days_from(self.first_on))


def moment_of(day: date, clock: time, time_zone: str, fold: int) -> datetime:
    """The moment in UTC; of two it is the one that ``fold`` says."""
    try:
        return moment(day, clock, time_zone)
    except TwiceThatDay:
        local = datetime.combine(day, clock, ZoneInfo(time_zone)).replace(fold=fold)
        return local.astimezone(UTC)


def _has(trouble: type[Exception], day: date, clock: time, time_zone: str) -> bool:
    try:
        moment(day, clock, time_zone)
    except trouble:
        return True
    except (NoSuchTime, TwiceThatDay):
        return False
    return False


def matched(old: Iterable[date], new: Iterable[date]) -> dict[date, date]:
    """Which old day becomes which new one: the same day, else the nearest left in the same week.

    A week, Monday to Sunday, is our convention: "not Tuesday but Thursday" means the Thursday of that week.
    What is farther away is another date.
    """
    before, after = set(old), set(new)
    found = {day: day for day in before & after}
    pairs = sorted(
        (abs(there - here), here, there)
        for here in before - after
        for there in after - before
        if week_of(here) == week_of(there)
    )
    taken: set[date] = set()
    for _apart, here, there in pairs:
        if here not in found and there not in taken:
            found[here] = there
            taken.add(there)
    return found


def week_of(day: date) -> date:
    """Its Monday."""
    return day - day.weekday() * DAY
