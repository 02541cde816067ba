"""A rule in words."""

from django.utils import dates
from django.utils.formats import date_format
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from events.meetups.series.recurrence import Every, Recurrence, Rule

FEBRUARY = 2
LEAP = 29
SHORT = {30: (2,), 31: (2, 4, 6, 9, 11)}
"""Months that lack a day."""


def in_words(recurrence: Recurrence, *, with_clock: bool = False, zone: str = "") -> str:
    """ "Every 2 weeks on Tuesday and Thursday, 18:30 (CEST), until 16 June 2027." """
    rule = recurrence.rule
    weekdays = rule.weekdays or (recurrence.first_on.weekday(),)
    words = _HOW_OFTEN[rule.every](rule, weekdays, rule.month_day or recurrence.first_on.day)
    clock = pgettext("after a rule", ", %(clock)s") % {"clock": f"{recurrence.clock:%H:%M}"}
    hour = f"{clock} ({zone})" if zone else clock
    sentence = f"{words}{hour if with_clock else ''}{_end(rule)}."
    if rule.every != Every.MONTH:
        return sentence
    return f"{sentence} {without(recurrence)}".strip()


def without(recurrence: Recurrence) -> str:
    """Which months a monthly rule skips, as they lack the day; empty if none."""
    rule, first = recurrence.rule, recurrence.first_on
    day = rule.month_day or first.day
    met = {(first.month - 1 + step * rule.interval) % 12 + 1 for step in range(12)}
    if day == LEAP and FEBRUARY in met:
        return _("February has that day in leap years only; in others there is no date then.")
    lacking = [str(dates.MONTHS[month]) for month in SHORT.get(day, ()) if month in met]
    if not lacking:
        return ""
    months = get_text_list(lacking, _("and"))
    return _("There is no date in %(months)s: that day is missing there.") % {"months": months}


def _by_day(rule: Rule, weekdays: tuple[int, ...], month_day: int) -> str:
    return ngettext("Every day", "Every %(n)d days", rule.interval) % {"n": rule.interval}


def _by_week(rule: Rule, weekdays: tuple[int, ...], month_day: int) -> str:
    names = get_text_list([str(dates.WEEKDAYS[day]) for day in weekdays], _("and"))
    words = ngettext("Every %(days)s", "Every %(n)d weeks on %(days)s", rule.interval)
    return words % {"n": rule.interval, "days": names}


def _by_month(rule: Rule, weekdays: tuple[int, ...], month_day: int) -> str:
    words = ngettext("Every month on day %(day)d", "Every %(n)d months on day %(day)d", rule.interval)
    return words % {"n": rule.interval, "day": month_day}


def _end(rule: Rule) -> str:
    if rule.until:
        return pgettext("after a rule", ", until %(day)s") % {"day": date_format(rule.until, "DATE_FORMAT")}
    if rule.count:
        words = ngettext(", once", ", %(n)d times", rule.count)
        return words % {"n": rule.count}
    return ""


_HOW_OFTEN = {Every.DAY: _by_day, Every.WEEK: _by_week, Every.MONTH: _by_month}
