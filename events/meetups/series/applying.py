"""What a changed series does to its dates ahead: they are matched to the new ones, and who comes is kept."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.notifications.actions import forget_reminders, settle
from accounts.notifications.models import Reminder
from accounts.permissions import Refused, Viewer
from events.meetups.admission import settle_roster
from events.meetups.departures import ask_again, free_leaders
from events.meetups.making import invite, name_leaders, posted_for
from events.meetups.models import Audience, Guest, Leading, Meetup
from events.meetups.notices import PLACE_CLOSED, STEPPED_BACK
from events.meetups.posting import Check, Draft, besides_deadline, why_not, why_not_so_many
from events.meetups.refusals import why_too_many_peers
from events.meetups.series.batches import note
from events.meetups.series.changes import Changes, Line, What
from events.meetups.series.following import Follower, touches_occasion
from events.meetups.series.making import (
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
from events.meetups.series.parting import part, people_by_date
from events.meetups.series.recurrence import matched, week_of
from events.meetups.series.rows import later, lines_of
from events.meetups.walltime import wall

DAY = timedelta(days=1)
MOVING = {"starts_at", "ends_at", "zone"}
SEATS = {"capacity", "runners_per_spotter"}


@dataclass
class Change:
    """The dates ahead of a series between what it was and what it is now."""

    old: Series
    new: Series
    rows: list[Meetup]
    by: Viewer
    change_note: str
    people: dict[int, set[int]] = field(init=False)
    engaged: Engagements = field(init=False)
    moved: list[int] = field(default_factory=list)
    reseated: list[int] = field(default_factory=list)
    freed: set[int] = field(default_factory=set)
    """Who leads the series and held a place at a date of it."""
    replaced: dict[int, Meetup] = field(default_factory=dict)
    """Who leads dates no more, and the first of them."""

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

    def _write(self, follower: Follower, values: dict[str, Any], draft: Draft) -> Line:
        row, before = follower.row, follower.row.local_start
        changed = self._checked(follower, values, draft)
        if self._invite(follower):
            changed.add("guests")
        self._save(follower, values, changed)
        self._lead(follower, is_peer_led=values["is_peer_led"])
        what = What.MOVES if changed & MOVING else What.CHANGES if changed else What.STAYS
        return Line(
            what,
            follower.day,
            before=before,
            after=wall(values["starts_at"], values["time_zone"]),
            at=values["starts_at"],
            time_zone=values["time_zone"],
            people=len(self.people[row.pk]),
            kept=follower.kept,
        )

    def _checked(self, follower: Follower, values: dict[str, Any], draft: Draft) -> set[str]:
        """What changes, once nothing speaks against it."""
        changed = follower.changed(values)
        if touches_occasion(changed):
            self._refuse(follower, why_not, draft)
            values["runners_per_spotter"] = draft.runners_per_spotter
        elif follower.is_led_anew:
            self._refuse(follower, why_not_so_many, draft)
        if follower.is_led_anew:
            values["leader_id"] = follower.leader_ids[0]
            changed.add("leader_id")
        return changed | follower.changed(values)

    def _save(self, follower: Follower, values: dict[str, Any], changed: set[str]) -> None:
        row, belongs = follower.row, {"series": self.new, "occurrence_on": follower.day}
        grown = {"sequence": F("sequence") + 1, "changed_at": timezone.now()} if changed else {}
        grown["posted_for"] = posted_for(row, values["starts_at"])
        if changed & MOVING:
            grown["change_note"] = self.change_note
        Meetup.objects.filter(pk=row.pk).update(**values, **belongs, **grown)
        if changed & MOVING and not row.is_called_off:
            self.moved.append(row.pk)
            settle(PLACE_CLOSED, target=row.public_id)
            row.starts_at = values["starts_at"]
            Reminder.objects.put(reminders_of(row, {*follower.leader_ids, *self.people[row.pk]}))
        if changed & SEATS:
            self.reseated.append(row.pk)

    def _refuse(self, follower: Follower, check: Check, draft: Draft) -> None:
        """What speaks against this date as it would be."""
        if follower.row.is_called_off:
            return
        is_busy = self.engaged.keep(follower.leader_ids, draft.starts_at, draft.ends_at)
        if (
            sentence := check(besides_deadline(draft, follower.row))
            or (busy() if is_busy else "")
            or why_too_many_peers(follower.row, follower.leader_ids, draft)
        ):
            words = _("%(day)s: %(sentence)s")
            raise Refused(words % {"day": day_in_full(follower.day), "sentence": sentence})

    def _lead(self, follower: Follower, *, is_peer_led: bool) -> None:
        """Who leads it now is reminded of it, and neither runs nor spots."""
        row, leaders = follower.row, follower.leader_ids
        comes = set() if is_peer_led else self.people[row.pk] & set(leaders)
        if comes:
            freed = free_leaders(row.pk, comes)
            self.people[row.pk] -= freed
            self.freed |= freed & set(self.new.leader_ids)
            self.reseated.append(row.pk)
        if follower.is_led_anew:
            self._name(follower)
        if comes or follower.is_led_anew:
            Reminder.objects.put(reminders_of(row, leaders))

    def _name(self, follower: Follower) -> None:
        """Who leads the series leads the date."""
        row, people = follower.row, follower.leader_ids
        Leading.objects.filter(meetup=row).exclude(user_id__in=people).delete()
        name_leaders(row, people)
        settle(STEPPED_BACK, target=row.public_id)
        gone = set(row.leader_ids) - set(people)
        forget_reminders(target=row.public_id, to=gone - self.people[row.pk])
        for user_id in gone:
            self.replaced.setdefault(user_id, row)

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
