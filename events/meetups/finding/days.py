"""Dates under the days on which they are, and the weeks of a month. Pure."""

from calendar import Calendar
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Protocol

from django.utils.formats import date_format, get_format
from django.utils.translation import gettext as _

from events.meetups.walltime import wall

FARTHEST_MONTHS = 12
SHOWN_A_DAY = 3


class Dated(Protocol):
    """A date with the clock of its place."""

    @property
    def starts_at(self) -> datetime: ...
    @property
    def time_zone(self) -> str: ...


@dataclass
class Day[Row]:
    on: date
    today: date
    rows: list[Row] = field(default_factory=list)
    is_in_month: bool = True

    @property
    def words(self) -> str:
        """ "Today", "Tomorrow", "Friday 19 June", with the year where it is another."""
        near = {0: _("Today"), 1: _("Tomorrow")}
        words = _("%(weekday)s %(day)s %(month)s") % {
            "weekday": date_format(self.on, "l"),
            "day": self.on.day,
            "month": date_format(self.on, "F" if self.on.year == self.today.year else "F Y"),
        }
        name = near.get((self.on - self.today).days)
        return f"{name}, {words}" if name else words

    @property
    def is_today(self) -> bool:
        return self.on == self.today

    @property
    def is_ahead(self) -> bool:
        return self.on >= self.today

    @property
    def shown(self) -> list[Row]:
        return self.rows[:SHOWN_A_DAY]

    @property
    def more(self) -> int:
        return max(0, len(self.rows) - SHOWN_A_DAY)


@dataclass(frozen=True)
class InMonth:
    """What a month says of a date."""

    public_id: str
    title: str
    starts_at: datetime
    time_zone: str
    city_label: str

    @classmethod
    def of(cls, row) -> "InMonth":
        return cls(row.public_id, row.title, row.starts_at, row.time_zone, row.place__city_label)

    @property
    def local_start(self) -> datetime:
        return wall(self.starts_at, self.time_zone)


def local_day(row: Dated) -> date:
    """The day on which it begins, at its place."""
    return wall(row.starts_at, row.time_zone).date()


def by_day[Row: Dated](rows: Iterable[Row], today: date) -> list[Day[Row]]:
    """The rows under their days, in order of the days: far apart on Earth, what begins later may be a day
    earlier."""
    days: dict[date, Day[Row]] = {}
    for row in rows:
        on = local_day(row)
        days.setdefault(on, Day(on, today)).rows.append(row)
    return [days[on] for on in sorted(days)]


@dataclass(frozen=True)
class Month:
    first: date

    @classmethod
    def in_address(cls, text: str, today: date) -> "Month | None":
        """``2026-12``, at most a year away; nothing is this month, and nonsense is none."""
        this = cls(today.replace(day=1))
        if not text:
            return this
        try:
            month = cls(date.fromisoformat(f"{text}-01")) if len(text) == len("2026-12") else None
        except ValueError:
            return None
        return month if month and abs(month.number - this.number) <= FARTHEST_MONTHS else None

    @property
    def number(self) -> int:
        return self.first.year * 12 + self.first.month - 1

    @property
    def key(self) -> str:
        return f"{self.first:%Y-%m}"

    @property
    def words(self) -> str:
        return date_format(self.first, "F Y")

    def holds(self, day: date) -> bool:
        return (day.year, day.month) == (self.first.year, self.first.month)

    def moved(self, months: int) -> "Month":
        year, month = divmod(self.number + months, 12)
        return Month(date(year, month + 1, 1))

    def neighbour(self, months: int, today: date) -> "Month | None":
        """The month before or after, if it is not farther than anybody needs."""
        month = self.moved(months)
        this = Month(today.replace(day=1))
        return month if abs(month.number - this.number) <= FARTHEST_MONTHS else None

    def weeks[Row: Dated](self, rows: Iterable[Row], today: date) -> list[list[Day[Row]]]:
        """The weeks of the month with the rows of each day; days of the months beside it are empty."""
        filled: Mapping[date, Day[Row]] = {day.on: day for day in by_day(rows, today)}
        first_weekday = (int(get_format("FIRST_DAY_OF_WEEK")) - 1) % 7
        weeks = Calendar(first_weekday).monthdatescalendar(self.first.year, self.first.month)
        return [[self._day(on, filled, today) for on in week] for week in weeks]

    def _day[Row: Dated](self, on: date, filled: Mapping[date, Day[Row]], today: date) -> Day[Row]:
        if not self.holds(on):
            return Day(on, today, is_in_month=False)
        return filled.get(on) or Day(on, today)


def weekday_names(week: Iterable[Day]) -> list[tuple[str, str]]:
    """Short and long names, in the order of a week of the grid."""
    return [(date_format(day.on, "D"), date_format(day.on, "l")) for day in week]


WIDEST = timedelta(hours=14)
"""How far the clocks of a place can be from UTC."""
