"""Dates under their days, and the weeks of a month: pure."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest
from django.utils.translation import override

from events.meetups.finding.days import Day, Month, by_day, weekday_names

TODAY = date(2026, 6, 16)


@dataclass(frozen=True)
class Row:
    starts_at: datetime
    time_zone: str = "Europe/Berlin"


def at(*when, zone="Europe/Berlin"):
    return Row(datetime(*when, tzinfo=UTC), zone)


def test_a_date_stands_under_the_day_of_its_place():
    late, auckland = at(2026, 6, 16, 22, 30), at(2026, 6, 16, 12, 30, zone="Pacific/Auckland")
    days = by_day([auckland, at(2026, 6, 16, 16, 30), late], TODAY)
    assert [(day.on.day, len(day.rows)) for day in days] == [(16, 1), (17, 2)]


@pytest.mark.parametrize(
    ("on", "words"),
    [
        (date(2026, 6, 16), "Today, Tuesday 16 June"),
        (date(2026, 6, 17), "Tomorrow, Wednesday 17 June"),
        (date(2026, 6, 19), "Friday 19 June"),
        (date(2027, 1, 1), "Friday 1 January 2027"),
    ],
)
def test_a_day_in_words(on, words):
    assert Day(on, TODAY).words == words


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("", date(2026, 6, 1)),
        ("2026-12", date(2026, 12, 1)),
        ("2027-06", date(2027, 6, 1)),
        ("2027-07", None),
        ("2025-05", None),
        ("2026-13", None),
        ("2026-1", None),
        ("2026-06-01", None),
        ("soon", None),
        ("0000-01", None),
    ],
)
def test_a_month_of_an_address(text, first):
    month = Month.in_address(text, TODAY)
    assert (month and month.first) == first


def test_a_month_goes_over_the_year():
    assert (Month(date(2026, 12, 1)).moved(1).key, Month(date(2026, 1, 1)).moved(-1).key) == (
        "2027-01",
        "2025-12",
    )
    assert Month(date(2027, 6, 1)).neighbour(1, TODAY) is None


@pytest.mark.parametrize(("language", "first"), [("de", "Montag"), ("en", "Monday")])
def test_the_weeks_hold_every_day_once_and_begin_on_monday(language, first):
    month = Month(date(2026, 2, 1))
    with override(language):
        weeks = month.weeks([at(2026, 2, 28, 12)], TODAY)
        assert weekday_names(weeks[0])[0][1] == first
    own = [day for week in weeks for day in week if day.is_in_month]
    assert [day.on.day for day in own] == list(range(1, 29))
    assert [len(day.rows) for day in own] == [0] * 27 + [1]
    assert {len(week) for week in weeks} == {7}


def test_a_full_day_shows_three_and_says_how_many_more():
    day = Day(TODAY, TODAY, list(range(5)))
    assert (day.shown, day.more) == ([0, 1, 2], 2)
