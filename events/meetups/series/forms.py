"""Input checks for series: the form of a single date, and how it repeats."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from itertools import islice

from django import forms
from django.db import models
from django.utils import dates
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.meetups.fields import NoteField
from events.meetups.forms import MeetupForm
from events.meetups.posting import too_far
from events.meetups.series.making import day_in_full
from events.meetups.series.recurrence import LONGEST_INTERVAL, MOST_DATES, Every, Recurrence, Rule

YEAR = timedelta(days=366)
FARTHEST_END = timedelta(days=3660)
WEEK = 7


class Repeats(models.TextChoices):
    """How often, as a person says it."""

    ONCE = "once", gettext_lazy("Once")
    WEEKS = "weeks", gettext_lazy("Every week, or every few weeks")
    DAYS = "days", gettext_lazy("Every day, or every few days")
    MONTHS = "months", gettext_lazy("Every month, or every few months, on the same date")


class Ends(models.TextChoices):
    """Until when."""

    NEVER = "never", gettext_lazy("It goes on")
    UNTIL = "until", gettext_lazy("Until a day")
    COUNT = "count", gettext_lazy("After so many dates")


EVERY = {Repeats.DAYS: Every.DAY, Repeats.WEEKS: Every.WEEK, Repeats.MONTHS: Every.MONTH}


class DayField(forms.DateField):
    def __init__(self, **kwargs):
        super().__init__(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **kwargs)


class DaysField(forms.TypedMultipleChoiceField):
    """Any days, ticked in a list that the page makes."""

    def __init__(self, **kwargs):
        super().__init__(coerce=date.fromisoformat, empty_value=[], required=False, **kwargs)

    def valid_value(self, value):
        try:
            date.fromisoformat(value)
        except ValueError:
            return False
        return True


class RepeatingForm(MeetupForm):
    """A date, or dates by a rule. ``cleaned_data`` has a ``rule`` if it repeats."""

    repeats = forms.ChoiceField(
        label=gettext_lazy("How often"),
        choices=Repeats.choices,
        widget=forms.RadioSelect,
        initial=Repeats.ONCE,
        required=False,
    )
    interval = forms.IntegerField(
        label=gettext_lazy("Every how many"),
        min_value=1,
        initial=1,
        required=False,
        help_text=gettext_lazy("2 with weeks is every other week."),
    )
    weekdays = forms.TypedMultipleChoiceField(
        label=gettext_lazy("On"),
        choices=[(str(number), dates.WEEKDAYS[number]) for number in range(WEEK)],
        widget=forms.CheckboxSelectMultiple,
        coerce=int,
        empty_value=[],
        required=False,
        help_text=gettext_lazy("For weeks. If you tick none, it is the weekday of the first date."),
    )
    ends_how = forms.ChoiceField(
        label=gettext_lazy("For how long"),
        choices=Ends.choices,
        widget=forms.RadioSelect,
        initial=Ends.NEVER,
        required=False,
    )
    until = DayField(label=gettext_lazy("Last day"), required=False)
    how_many = forms.IntegerField(
        label=gettext_lazy("How many dates"), min_value=1, max_value=MOST_DATES, required=False
    )
    left_out = DaysField(label=gettext_lazy("Days without a date"))

    skipped: tuple[date, ...] = ()
    """Days on which the clocks skip its time: it can be left out there."""

    def clean(self):
        """The first day is the first of the rule; times that a day lacks or has twice are not guessed."""
        if self.cleaned_data.get("repeats", Repeats.ONCE) in ("", Repeats.ONCE):
            return _without(super().clean(), *SERIES_FIELDS)
        rule, given, fold = self._rule(), self.cleaned_data, self.cleaned_data.get("which")
        clock = given.get("starts")
        hours = given.get("signup_hours")
        given = super().clean()
        if rule is None or clock is None or not given.get("starts_at"):
            return given
        zone = given["zone"].place.time_zone
        left_out = frozenset(given["left_out"])
        self._check(Recurrence(rule, self.first_on, clock, zone, fold or 0, left_out), is_asked=fold is None)
        left = _without(given, *SERIES_FIELDS, "signup_until")
        days = {"rule": rule, "fold": fold or 0, "left_out": sorted(left_out)}
        return left | days | {"signup_hours": hours}

    def days_to_leave_out(self, days: Iterable[date]) -> list[tuple[date, bool]]:
        """Days to tick, and whether they are ticked."""
        ticked = set(self.cleaned_data.get("left_out", ())) if self.is_bound else set()
        return [(day, day in ticked) for day in sorted({*days, *self.skipped, *ticked})]

    def _rule(self) -> Rule | None:
        """The rule as it was picked; it sets ``day`` to the first day that the rule gives."""
        given, every = self.cleaned_data, EVERY[self.cleaned_data["repeats"]]
        day, interval = given.get("day"), given.get("interval") or 1
        if not day or {"interval", "until", "how_many", "weekdays"} & self.errors.keys():
            return None
        if interval > LONGEST_INTERVAL[every]:
            words = _("At most every %(most)d: what is rarer is posted as single dates.")
            self.add_error("interval", words % {"most": LONGEST_INTERVAL[every]})
            return None
        if sentence := too_far(day):
            self.add_error("day", sentence)
            return None
        weekdays = tuple(given.get("weekdays") or [day.weekday()]) if every == Every.WEEK else ()
        rule = Rule(every, interval, weekdays, day.day if every == Every.MONTH else None)
        first_on = next(islice(replace(rule, interval=1).days_from(day), 1))
        self.first_on = self.cleaned_data["day"] = first_on
        return self._ended(rule, first_on)

    def _ended(self, rule: Rule, first_on: date) -> Rule | None:
        how, until, count = (self.cleaned_data.get(name) for name in ("ends_how", "until", "how_many"))
        if how == Ends.COUNT:
            if not count:
                self.add_error("how_many", _("Say how many, or let it go on."))
            return replace(rule, count=count or 1)
        if how != Ends.UNTIL:
            return rule
        if not until:
            self.add_error("until", _("Pick the last day, or let it go on."))
        elif until < first_on:
            self.add_error(
                "until", _("There would be no date at all: it ends before the first. Pick a later day.")
            )
        elif until - first_on > FARTHEST_END:
            self.add_error("until", _("Pick a day within ten years, or let it go on."))
        else:
            return replace(rule, until=until)
        return None

    def _check(self, recurrence: Recurrence, *, is_asked: bool) -> None:
        """A year ahead: no time that does not exist, and none that exists twice without saying which."""
        days = recurrence.days(self.first_on, self.first_on + YEAR)
        if not days:
            self.add_error("left_out", _("There would be no date at all. Leave one day in."))
        if skipped := recurrence.skipped(days):
            self.skipped = tuple(skipped)
            words = _("On %(day)s the clocks skip this time. Leave that day out below, or pick another time.")
            self.add_error("starts", words % {"day": day_in_full(skipped[0])})
        if is_asked and (doubled := recurrence.doubled(days)):
            self.asks_which = True
            words = _("On %(day)s the clocks show this time twice. Say which you mean.")
            self.add_error("starts", words % {"day": day_in_full(doubled[0])})


SERIES_FIELDS = ("repeats", "interval", "weekdays", "ends_how", "until", "how_many", "left_out")


def _without(given, *names):
    return {name: value for name, value in given.items() if name not in names}


class SeriesForm(RepeatingForm):
    """A series that is there already."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    change_note = NoteField()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["repeats"].choices = [choice for choice in Repeats.choices if choice[0] != Repeats.ONCE]
        self.fields["repeats"].required = True

    def clean(self):
        return _without(super().clean(), "nonce")


class DayForm(forms.Form):
    """One day of a series."""

    day = DayField(label=gettext_lazy("Day"))
    version = forms.IntegerField(widget=forms.HiddenInput)


class VersionForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)
