"""What happens to series."""

from collections.abc import Callable, Collection
from datetime import date
from typing import Unpack

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.notifications.actions import notify
from accounts.permissions import Refused, Viewer, permitted
from community.groups.models import Group
from community.groups.querysets import group_scope
from events.meetups.admission import hold_people, hold_person, hold_zone
from events.meetups.leading import group_that_meets, leaders_first, posted_before, why_not_led
from events.meetups.posting import FARTHEST, Fields, draft_of, why_not
from events.meetups.series.batches import note, tell_leaders
from events.meetups.series.changes import Changes
from events.meetups.series.making import (
    days_to_make,
    horizon,
    make_days,
    today_at,
)
from events.meetups.series.models import Series
from events.meetups.series.notices import ENDED, POSTED
from events.meetups.series.parting import delete, held_ahead, part, people_by_date, touched
from events.meetups.series.recurrence import Rule
from events.meetups.series.rows import (
    Ended,
    Stale,
    create_series,
    guests_of,
    later,
    lines_of,
    row_of_series,
    take,
)
from events.meetups.series.rules import can_edit_series, can_post_series


@transaction.atomic
@permitted(can_post_series)
def post_series(
    group: Group,
    *,
    by: Viewer,
    nonce: str,
    rule: Rule,
    fold: int = 0,
    left_out: Collection[date] = (),
    signup_hours: int | None = None,
    **fields: Unpack[Fields],
) -> Changes:
    """Announce dates by a rule; the next eight weeks are there at once. One form makes one series."""
    leaders = leaders_first(fields.get("leaders"), by)
    hold_people([by.person_pk, *leaders])
    if posted := posted_before(Series.objects.all(), nonce, leaders):
        return Changes(series=posted)
    now = group_that_meets(group.pk)
    fields["zone"] = hold_zone(fields["zone"])
    draft = draft_of(fields, leaders=len(leaders), group=now)
    if sentence := why_not(draft) or why_not_led(now, leaders, draft, by=by):
        raise Refused(sentence)
    row = row_of_series(now, rule, fold, fields, signup_hours) | {"left_out": sorted(map(str, left_out))}
    series = create_series(now, leaders, guests_of(fields), **row, nonce=nonce)
    outcome = make_days({series: days_to_make(series, ())})[series]
    note({series: outcome}, horizon())
    tell_leaders(series, set(leaders), by=by)
    notify(POSTED, target=series.public_id, by=by.pk, scope=group_scope(group.pk))
    return Changes(tuple(lines_of(series, outcome)), later=later(series), series=series)


@transaction.atomic
@permitted(can_edit_series)
def end_series(series: Series, *, by: Viewer, version: int) -> Changes:
    """No more dates. Those nobody answered vanish, the others stay as single ones; who comes is told. Ended
    twice is as good as once."""
    hold_person(by.person_pk)
    try:
        take(series, version)
    except Ended:
        return Changes(series=series)
    Series.objects.filter(pk=series.pk).update(ended_at=timezone.now(), unmade=[])
    rows = held_ahead(series)
    people = people_by_date(rows)
    lines = part(rows, people)
    told = set().union(*people.values(), series.leader_ids)
    notify(ENDED, to=told, target=series.public_id, by=by.pk, scope=group_scope(series.group_id))
    return Changes(tuple(lines), series=series)


@transaction.atomic
@permitted(can_edit_series)
def leave_out_day(series: Series, *, by: Viewer, version: int, day: date) -> None:
    """No date on this day, though the rule has one. Twice is as good as once."""
    hold_person(by.person_pk)
    now = _take_unless(lambda now: str(day) in now.left_out, series, version)
    if now is None:
        return
    if day < today_at(now) or not now.recurrence.days(day, day):
        raise Refused(_("There is no date of this series ahead on that day."))
    rows = [row for row in held_ahead(now) if row.occurrence_on == day]
    if touched(rows):
        raise Refused(_("Somebody has answered that date. Call it off, so that they are told why."))
    delete(rows)
    _keep_days(now, left_out={*now.left_out, str(day)}, extra={*now.extra_dates} - {str(day)})


@transaction.atomic
@permitted(can_edit_series)
def add_day(series: Series, *, by: Viewer, version: int, day: date) -> None:
    """A date on this day too, at the same time. Twice is as good as once."""
    hold_person(by.person_pk)
    group_that_meets(series.group_id)
    now = _take_unless(lambda now: bool(now.recurrence.days(day, day)), series, version)
    if now is None:
        return
    if sentence := _why_not_on(now, day):
        raise Refused(sentence)
    is_of_rule = str(day) in now.left_out
    extra = {*now.extra_dates} if is_of_rule else {*now.extra_dates, str(day)}
    _keep_days(now, left_out={*now.left_out} - {str(day)}, extra=extra)
    if day <= horizon():
        _make_or_refuse(Series.objects.for_page().get(pk=now.pk), day)


def _why_not_on(series: Series, day: date) -> str:
    """Why it gets no date on that day too; what only the next eight weeks tell is asked when it is made."""
    if not today_at(series) <= day <= today_at(series) + FARTHEST:
        return _("Pick a day within the next %(days)d days.") % {"days": FARTHEST.days}
    if series.recurrence.days(day, day):
        return _("The series has a date on that day already.")
    if series.recurrence.skipped([day]):
        return _("The clocks skip its time on that day. Post a single date at another time.")
    return ""


def _take_unless(is_done: Callable[[Series], bool], series: Series, version: int) -> Series | None:
    """The series, held; None if somebody was faster, and it is by now as it was to become."""
    try:
        return take(series, version)
    except Stale:
        if is_done(Series.objects.for_page().get(pk=series.pk)):
            return None
        raise


def _keep_days(series: Series, *, left_out: Collection[str], extra: Collection[str]) -> None:
    unmade = [day for day in series.unmade if day not in left_out]
    rows = Series.objects.filter(pk=series.pk)
    rows.update(left_out=sorted(left_out), extra_dates=sorted(extra), unmade=unmade)


def _make_or_refuse(series: Series, day: date) -> None:
    taken = Series.objects.days_taken([series.pk])
    outcome = make_days({series: [day] if (series.pk, day) not in taken else []})[series]
    if outcome.unmade:
        raise Refused(outcome.unmade[day])
    if not outcome.made:
        raise Refused(_("This time is over on that day, or in a moment. Pick another day."))
