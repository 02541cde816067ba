"""Changing a series: its dates are matched to the new ones instead of made anew, and who comes is kept."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, Unpack

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.notifications.models import Reminder
from accounts.permissions import Refused, Viewer, permitted
from community.groups.models import Group
from events.meetups.admission import hold_people, hold_zone, settle_roster
from events.meetups.departures import ask_again
from events.meetups.leading import group_that_meets, people_of, why_unfit
from events.meetups.making import invite, posted_for
from events.meetups.models import Audience, Guest, Leading, Meetup
from events.meetups.posting import Fields, draft_of, why_not
from events.meetups.series.batches import note, tell_leaders
from events.meetups.series.changes import Changes, Line, What
from events.meetups.series.following import Follower, touches_occasion
from events.meetups.series.making import (
    FACTS,
    TOO_SOON,
    Engagements,
    busy,
    day_in_full,
    engagements,
    horizon,
    make_days,
    reminders_of,
    today,
)
from events.meetups.series.models import Series
from events.meetups.series.parting import held_ahead, part, people_by_date
from events.meetups.series.recurrence import Rule, matched, week_of
from events.meetups.series.rows import (
    create_series,
    guests_of,
    later,
    lines_of,
    name_people,
    row_of_series,
    take,
    why_not_from,
)
from events.meetups.series.rules import can_edit_series
from events.meetups.walltime import wall

DAY = timedelta(days=1)
MOVING = {"starts_at", "ends_at", "zone"}
WHEN_AND_WHERE = ("rule", "starts_clock", "minutes", "fold", "zone")
SEATS = {"capacity", "runners_per_spotter"}


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
    leaders = list(dict.fromkeys(fields.get("leaders") or series.leader_ids))
    hold_people([by.person_pk, *leaders])
    old = take(series, version)
    group = group_that_meets(old.group_id)
    fields["zone"] = hold_zone(fields["zone"])
    row = row_of_series(group, rule, fold, fields, signup_hours)
    _refuse(old, row, group, leaders, fields)
    first = on if scope == Scope.FOLLOWING else None
    if first and (sentence := why_not_from(old, first)):
        raise Refused(sentence)
    rows = held_ahead(old, first)
    row |= _days_from(old, first or today() - DAY, left_out)
    people = leaders, guests_of(fields)
    new = _split(old, first, row, *people) if first else _rewrite(old, row, *people)
    tell_leaders(new, _news_to(old, new), by=by)
    return _Change(old, new, rows, by).apply()


def _news_to(old: Series, new: Series) -> set[int]:
    """Leaders who were not told that they lead it so: who is new, and all if time or place is."""
    is_elsewhere = any(getattr(old, name) != getattr(new, name) for name in WHEN_AND_WHERE)
    return set(new.leader_ids) - (set() if is_elsewhere else set(old.leader_ids))


def _refuse(old: Series, row: dict[str, Any], group: Group, leaders: list[int], fields: Fields) -> None:
    """What the place, the hour or the leaders say to the first date; nothing if only words change."""
    if sentence := why_unfit(people_of(group), leaders):
        raise Refused(sentence)
    names = ("zone", "rule", "first_on", "starts_clock", "minutes", *FACTS)
    is_same = all(getattr(old, name) == row.get(name, getattr(old, name)) for name in names)
    draft = draft_of(fields, leaders=len(leaders), group=group)
    if not is_same and (sentence := why_not(draft)):
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


@dataclass
class _Change:
    """The dates ahead of a series between what it was and what it is now."""

    old: Series
    new: Series
    rows: list[Meetup]
    by: Viewer
    people: dict[int, set[int]] = field(init=False)
    engaged: Engagements = field(init=False)
    moved: list[int] = field(default_factory=list)
    reseated: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.people = people_by_date(self.rows)

    def apply(self) -> Changes:
        days = self._days()
        pairs = matched([_day(row) for row in self.rows], days)
        followers = [
            Follower(row, self.old, self.new, pairs[_day(row)]) for row in self.rows if _day(row) in pairs
        ]
        leaving = [row for row in self.rows if _day(row) not in pairs]
        lines = part(leaving, self.people)
        lines += self._follow(followers)
        missing = [day for day in days if day not in pairs.values() and day <= horizon()]
        outcome = make_days({self.new: missing})[self.new]
        note({self.new: outcome}, horizon())
        lines += lines_of(self.new, outcome)
        asked = self._ask()
        return Changes(tuple(sorted(lines, key=_in_order)), asked, later(self.new), self.new)

    def _days(self) -> list[date]:
        """On which there is to be a date, to the end of a week: a date of Tuesday may go to its Thursday. Not
        those on which one has begun, or begins in a moment."""
        recurrence, soonest = self.new.recurrence, timezone.now() + TOO_SOON
        held = {(self.old.pk, _day(row)) for row in self.rows}
        gone = {day for __, day in Series.objects.days_taken([self.old.pk, self.new.pk]) - held}
        days = [
            day for day in recurrence.days(today() - DAY, week_of(horizon()) + 6 * DAY) if day not in gone
        ]
        skipped = set(recurrence.skipped(days))
        return [day for day in days if day in skipped or recurrence.moment(day) >= soonest]

    def _follow(self, followers: list[Follower]) -> list[Line]:
        values = [follower.values for follower in followers]
        drafts = [follower.draft(each) for follower, each in zip(followers, values, strict=True)]
        leaders = [follower.leader_ids for follower in followers]
        own = [row.pk for row in self.rows]
        self.engaged = engagements(list(zip(leaders, drafts, strict=True)), besides=own)
        return [self._write(*each) for each in zip(followers, values, drafts, strict=True)]

    def _write(self, follower: Follower, values: dict[str, Any], draft: Any) -> Line:
        row, before = follower.row, follower.row.local_start
        changed = follower.changed(values)
        if touches_occasion(changed):
            self._refuse(follower, draft)
            values["runners_per_spotter"] = draft.runners_per_spotter
            changed = follower.changed(values)
        if follower.follows_leaders and self._name(follower):
            values["leader_id"] = follower.leader_ids[0]
            changed.add("leader_id")
        if self._invite(follower):
            changed.add("guests")
        self._save(follower, values, changed)
        what = What.MOVES if changed & MOVING else What.CHANGES if changed else What.STAYS
        return Line(
            what,
            follower.day,
            before=before,
            after=wall(values["starts_at"], values["time_zone"]),
            people=len(self.people[row.pk]),
            kept=follower.kept,
        )

    def _save(self, follower: Follower, values: dict[str, Any], changed: set[str]) -> None:
        row, belongs = follower.row, {"series": self.new, "occurrence_on": follower.day}
        grown = {"sequence": F("sequence") + 1, "changed_at": timezone.now()} if changed else {}
        grown["posted_for"] = posted_for(row, values["starts_at"])
        Meetup.objects.filter(pk=row.pk).update(**values, **belongs, **grown)
        if changed & MOVING and not row.is_called_off:
            self.moved.append(row.pk)
            row.starts_at = values["starts_at"]
            Reminder.objects.put(reminders_of(row, {*follower.leader_ids, *self.people[row.pk]}))
        if changed & SEATS:
            self.reseated.append(row.pk)

    def _refuse(self, follower: Follower, draft: Any) -> None:
        """What speaks against this date as it would be."""
        if follower.row.is_called_off:
            return
        is_busy = self.engaged.keep(follower.leader_ids, draft.starts_at, draft.ends_at)
        if sentence := why_not(draft) or (busy() if is_busy else ""):
            words = _("%(day)s: %(sentence)s")
            raise Refused(words % {"day": day_in_full(follower.day), "sentence": sentence})

    def _name(self, follower: Follower) -> bool:
        """Who leads the series leads the date; False if they do already."""
        row, people = follower.row, follower.leader_ids
        if set(people) == set(row.leader_ids):
            return False
        Leading.objects.filter(meetup=row).exclude(user_id__in=people).delete()
        Leading.objects.bulk_create(
            [Leading(meetup=row, user_id=user_id) for user_id in people], ignore_conflicts=True
        )
        return True

    def _invite(self, follower: Follower) -> bool:
        """Invite whom the series invites; False if they are already, or others were picked by hand.

        Who has answered stays invited, so that nobody loses what they go to.
        """
        comes, now = self.people[follower.row.pk], {guest.user_id for guest in follower.row.guests.all()}
        is_by_hand = bool((now ^ set(self.old.guest_ids)) - comes)
        wanted = set(self.new.guest_ids) | (comes if self.new.audience == Audience.INVITED else set())
        if is_by_hand or now == wanted:
            return False
        Guest.objects.filter(meetup=follower.row).exclude(user_id__in=wanted).delete()
        invite(follower.row, wanted)
        return True

    def _ask(self) -> int:
        """Who comes to a date whose time or place changed is kept and asked; rosters are settled."""
        for meetup_id in self.reseated:
            settle_roster(meetup_id)
        ask_again(self.moved, by=self.by)
        people: set[int] = set().union(*(self.people[pk] for pk in self.moved))
        return len(people - {self.by.pk})


def _day(row: Meetup) -> date:
    """Its day in the series; the constraint of the table says that there is one."""
    return row.occurrence_on or row.local_start.date()


def _in_order(line: Line) -> tuple[date, str]:
    return line.day, line.what
