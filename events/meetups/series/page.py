"""What the pages of a series show."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.permissions import Viewer
from events.meetups.leading import Person, people_of
from events.meetups.making import TEXTS
from events.meetups.models import Meetup
from events.meetups.series.forms import EVERY, Ends, SeriesForm
from events.meetups.series.making import FACTS, horizon, today_at, why_unmade
from events.meetups.series.models import Series
from events.meetups.series.rules import can_edit_series
from events.meetups.walltime import wall

MOST_SHOWN = 20


@dataclass(frozen=True)
class Unmade:
    """A day without a date, and why."""

    day: date
    reason: str


def page_of(series: Series, viewer: Viewer) -> dict[str, Any]:
    """The context of ``events/meetups/series/detail.html``."""
    ahead = (
        Meetup.objects.visible_to(viewer)
        .with_answer_of(viewer)
        .filter(series=series, ends_at__gt=timezone.now())
    )
    dates = list(ahead.order_by("starts_at", "pk")[:MOST_SHOWN])
    now_on = today_at(series)
    can_edit = series.is_running and can_edit_series(viewer, series)
    days = [day for day in series.days_unmade if day >= now_on]
    reasons = why_unmade({series: days})[series] if can_edit else {}
    return {
        "series": series,
        "words": series.in_words,
        "dates": dates,
        "unmade": [Unmade(day, reasons.get(day) or _posted_soon()) for day in days],
        "why_none": "" if dates else why_none(series),
        "left_out": [day for day in map(date.fromisoformat, series.left_out) if day >= now_on],
        "can_edit": can_edit,
    }


def why_none(series: Series) -> str:
    """Why no date lies ahead."""
    if not series.is_running:
        return _("This series has ended.")
    days = series.recurrence.days(today_at(series), today_at(series) + timedelta(days=400))
    if not days:
        return _("The last date of this series is over.")
    if days[0] > horizon():
        return _("The next date is farther away than eight weeks; it is posted then.")
    if series.unmade:
        return _("The next dates could not be posted.")
    return _("The next date is posted within the hour.")


def _posted_soon() -> str:
    return _("Nothing speaks against it any more: it is posted within the hour.")


def initial_of(series: Series, people: Sequence[Person], on: date | None) -> dict[str, Any]:
    """What the form says of the series as it is; from the day ``on``, or from its next date."""
    rule, first = series.recurrence.rule, on or next_day(series)
    starts = datetime.combine(first, series.starts_clock)
    names = {person.pk: person.public_id for person in people}
    repeats = {every: name for name, every in EVERY.items()}[rule.every]
    ends = Ends.UNTIL if rule.until else Ends.COUNT if rule.count else Ends.NEVER
    return {name: getattr(series, name) for name in (*TEXTS, *FACTS)} | {
        "zone": series.zone.public_id,
        "day": first,
        "starts": series.starts_clock,
        "ends": (starts + timedelta(minutes=series.minutes)).time(),
        "leaders": [names[pk] for pk in series.leader_ids if pk in names],
        "guests": [names[pk] for pk in series.guest_ids if pk in names],
        "signup_hours": series.signup_hours,
        "repeats": repeats,
        "interval": rule.interval,
        "weekdays": list(rule.weekdays),
        "ends_how": ends,
        "until": rule.until,
        "how_many": series.recurrence.remaining(first),
        "version": series.version,
    }


def next_day(series: Series) -> date:
    """Its first day ahead; the first of all if none is."""
    now = wall(timezone.now(), series.time_zone)
    days = series.recurrence.days(now.date(), now.date() + timedelta(days=400))
    ahead = [day for day in days if datetime.combine(day, series.starts_clock) > now]
    return ahead[0] if ahead else max(series.first_on, now.date())


def differences(form: SeriesForm, now: Series, on: date | None) -> list[tuple[str, str]]:
    """What the series says now where the form says otherwise: label, and what it says."""
    initial = initial_of(now, people_of(now.group), on)
    return [
        (str(field.label), _shown(form, field.name, initial[field.name]))
        for field in form
        if field.name in initial and field.name != "version" and _differs(form, field.name, initial)
    ]


def was_sent_before(form: SeriesForm, now: Series, on: date | None) -> bool:
    """It says what the series says by now: the button was pressed twice."""
    left_out = {day.isoformat() for day in form.cleaned_data["left_out"]}
    return left_out <= set(now.left_out) and not differences(form, now, on)


def _differs(form: SeriesForm, name: str, initial: dict[str, Any]) -> bool:
    field = form.fields[name]
    return bool(field.has_changed(field.prepare_value(initial[name]), form[name].data))


def _shown(form: SeriesForm, name: str, value: Any) -> str:
    choices = {str(key): str(label) for key, label in getattr(form.fields[name], "choices", ())}
    values = value if isinstance(value, list) else [value]
    return ", ".join(choices.get(str(one), "" if one is None else str(one)) for one in values) or _("nothing")
