"""Changing a series: its dates are matched to the new ones instead of made anew, and who comes is kept."""

from collections.abc import Collection, Sequence
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, Unpack

from django.db import transaction

from accounts.permissions import Refused, Viewer, permitted
from community.groups.models import Group
from events.meetups.admission import hold_people, hold_zone
from events.meetups.amending import tell_who_leads_no_more
from events.meetups.leading import group_that_meets, people_of, why_unfit
from events.meetups.posting import Fields, draft_of, why_not, why_not_so_many
from events.meetups.rules import can_choose_people
from events.meetups.series.applying import Change
from events.meetups.series.batches import tell_leaders
from events.meetups.series.changes import Changes
from events.meetups.series.making import FACTS, today
from events.meetups.series.models import Series
from events.meetups.series.parting import held_ahead
from events.meetups.series.recurrence import Rule
from events.meetups.series.rows import (
    create_series,
    guests_of,
    name_people,
    people_named,
    row_of_series,
    take,
    why_not_from,
)
from events.meetups.series.rules import can_edit_series

DAY = timedelta(days=1)
WHEN_AND_WHERE = ("rule", "starts_clock", "minutes", "fold", "zone")


class Scope(StrEnum):
    """How far a change reaches. A single date is edited on its own page."""

    FOLLOWING = "following"
    ALL = "all"


@transaction.atomic
@permitted(can_edit_series)
def edit_series(
    series: Series,
    *,
    by: Viewer,
    version: int,
    scope: Scope,
    rule: Rule,
    on: date | None = None,
    fold: int = 0,
    left_out: Collection[date] = (),
    signup_hours: int | None = None,
    **fields: Unpack[Fields],
) -> Changes:
    """The series says this from the first date given on; past dates stay what they were.

    With ``FOLLOWING`` only the dates from the day ``on`` change: the series ends the day before, and another
    begins. Nobody who comes is dropped: they are asked again where time or place changes.
    """
    hold_people([by.person_pk, *series.leader_ids, *fields.get("leaders", ())])
    group = group_that_meets(series.group_id)
    old = take(series, version)
    fields["zone"] = hold_zone(fields["zone"])
    if not can_choose_people(by, group):
        fields |= people_named(old)
    leaders = list(dict.fromkeys(fields.get("leaders") or old.leader_ids or [by.person_pk]))
    row = row_of_series(group, rule, fold, fields, signup_hours)
    _refuse(old, row, group, leaders, fields)
    first = on if scope == Scope.FOLLOWING else None
    if first and (sentence := why_not_from(old, first)):
        raise Refused(sentence)
    rows = held_ahead(old, first)
    row |= _days_from(old, first or today() - DAY, left_out)
    people = leaders, guests_of(fields)
    new = _split(old, first, row, *people) if first else _rewrite(old, row, *people)
    change = Change(old, new, rows, by, fields.get("change_note", ""))
    changes = change.apply()
    _tell(change, by=by)
    return changes


def _tell(change: Change, *, by: Viewer) -> None:
    """Who leads it so is told of the series; who leads no more, of the first date that they led."""
    tell_leaders(change.new, _news_to(change.old, change.new) | change.freed, by=by)
    for user_id, meetup in change.replaced.items():
        tell_who_leads_no_more(meetup, {user_id}, by=by)


def _news_to(old: Series, new: Series) -> set[int]:
    """Leaders who were not told that they lead it so: who is new, and all if time or place is."""
    is_elsewhere = any(getattr(old, name) != getattr(new, name) for name in WHEN_AND_WHERE)
    return set(new.leader_ids) - (set() if is_elsewhere else set(old.leader_ids))


def _refuse(old: Series, row: dict[str, Any], group: Group, leaders: list[int], fields: Fields) -> None:
    """What the place, the hour or the leaders say to the first date; no place if only words or leaders
    change."""
    if sentence := why_unfit(people_of(group), leaders):
        raise Refused(sentence)
    names = ("zone", "rule", "first_on", "starts_clock", "minutes", *FACTS)
    is_same = all(getattr(old, name) == row.get(name, getattr(old, name)) for name in names)
    draft = draft_of(fields, leaders=len(leaders), group=group)
    if sentence := why_not_so_many(draft) if is_same else why_not(draft):
        raise Refused(sentence)


def _rewrite(old: Series, row: dict[str, Any], leaders: Sequence[int], guests: Collection[int]) -> Series:
    """The same series, from now on."""
    Series.objects.filter(pk=old.pk).update(**row, leader_id=leaders[0])
    name_people(Series.objects.get(pk=old.pk), leaders, guests)
    return Series.objects.for_page().get(pk=old.pk)


def _split(
    old: Series, first: date, row: dict[str, Any], leaders: Sequence[int], guests: Collection[int]
) -> Series:
    """The old one ends the day before; its days from then on belong to a new one."""
    kept = {
        name: [day for day in getattr(old, name) if day < str(first)]
        for name in ("left_out", "extra_dates", "unmade")
    }
    rule = old.recurrence.rule.ending(first - DAY)
    Series.objects.filter(pk=old.pk).update(rule=str(rule), **kept)
    return create_series(old.group, leaders, guests, **row)


def _days_from(old: Series, first: date, left_out: Collection[date]) -> dict[str, list[str]]:
    """Days left out and extra dates that lie ahead."""
    out = {*old.left_out, *map(str, left_out)}
    return {
        "left_out": sorted(day for day in out if day >= str(first)),
        "extra_dates": [day for day in old.extra_dates if day >= str(first)],
        "unmade": [],
    }
