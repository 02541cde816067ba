"""Everybody who is expected or there, a line each; as many queries for 200 people as for 10."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef

from accounts.users.models import Profile
from community.groups.models import Membership
from events.meetups.attendance.hours import shows_contacts
from events.meetups.attendance.models import Attendance, DayCheck, Doing
from events.meetups.attendance.querysets import with_contacts
from events.meetups.models import RSVP, Leading, Meetup, RSVPState
from events.meetups.walltime import wall


@dataclass(frozen=True)
class Line:
    """One person. ``key`` names somebody with an account, the entry's nonce whoever walked in."""

    key: str
    name: str
    doing: str
    state: str
    entry: Attendance | None
    clock: str = "UTC"
    is_first: bool = False
    is_parked: bool = False
    asks_reconfirm: bool = False
    contact: str = ""
    phone: str = ""
    photos: str = ""

    @property
    def is_here(self) -> bool:
        return self.entry is not None and self.entry.is_here

    @property
    def has_left(self) -> bool:
        return self.entry is not None and self.entry.has_left

    @property
    def is_expected(self) -> bool:
        has_come = self.entry is not None and self.entry.checked_in_at is not None
        return self.state == RSVPState.GOING and not has_come

    @property
    def doing_words(self) -> str:
        return str(Doing(self.doing).label)

    @property
    def state_words(self) -> str:
        """Only what is not as it should be: somebody who holds no seat that goes."""
        is_usual = self.state in ("", RSVPState.GOING)
        return "" if is_usual else str(RSVPState(self.state).label)

    @property
    def needs_page(self) -> bool:
        """A tap is not enough: they read the safety text first, or watch."""
        return self.is_parked or self.state not in ("", RSVPState.GOING)

    @property
    def came_at(self) -> datetime | None:
        """On the clock of the place."""
        return wall(self.entry.checked_in_at, self.clock) if self.entry and self.entry.checked_in_at else None

    @property
    def went_at(self) -> datetime | None:
        return (
            wall(self.entry.checked_out_at, self.clock) if self.entry and self.entry.checked_out_at else None
        )

    @property
    def phone_link(self) -> str:
        return "".join(char for char in self.phone if char.isdecimal() or char == "+")


@dataclass(frozen=True)
class Count:
    """So many people, and whether there are spotters enough for those of them who run."""

    people: int
    runners: int
    spotters: int
    either: int
    limit: int | None

    @property
    def spotters_missing(self) -> int:
        """Who does either spots by turns."""
        if self.limit is None:
            return 0
        return max(0, -(-self.runners // self.limit) - self.spotters - self.either)

    @property
    def is_alone(self) -> bool:
        """One person is no meetup: somebody has to watch the way."""
        return self.limit is not None and self.runners + self.spotters + self.either == 1


def lines_of(meetup: Meetup) -> list[Line]:
    """Leaders first, then who answered in their order, then who came without an answer."""
    entries = Attendance.objects.of_meetup(meetup.pk).for_day(meetup.group_id, meetup.starts_at)
    by_user = {entry.user_id: entry for entry in entries if entry.user_id}
    is_time = shows_contacts(meetup)
    answers, leading = _answers_to(meetup, is_time=is_time), _leading(meetup, is_time=is_time)
    lines = {answer.user_id: _of_answer(answer, by_user, is_time=is_time) for answer in answers}
    led = {lead.user_id: _of_leader(lead, by_user, is_time=is_time) for lead in leading}
    led = {user_id: line for user_id, line in led.items() if user_id not in lines}
    known = {**lines, **led}
    others = [_of_entry(entry) for entry in entries if entry.user_id is None or entry.user_id not in known]
    together = [*led.values(), *lines.values(), *others]
    return [replace(line, clock=meetup.time_zone) for line in together]


def _answers_to(meetup: Meetup, *, is_time: bool) -> Any:
    been = Attendance.objects.been_before(meetup.group_id, meetup.starts_at)
    rows = (
        RSVP.objects.of_meetup(meetup.pk).live().select_related("user__profile").order_by("queued_at", "pk")
    )
    rows = rows.annotate(been_before=been, belongs=_belongs(meetup))
    return with_contacts(rows, are_shown=is_time)


def _leading(meetup: Meetup, *, is_time: bool) -> Any:
    """Who was only named has not agreed to it; whoever looked at the zone or checked somebody in has."""
    acts = DayCheck.objects.made_by_outer(meetup.pk) | Attendance.objects.written_by_outer(meetup.pk)
    rows = Leading.objects.filter(meetup=meetup.pk).select_related("user__profile").order_by("pk")
    return with_contacts(rows.annotate(acts=acts, belongs=_belongs(meetup)), are_shown=is_time)


def _belongs(meetup: Meetup) -> Exists:
    return Exists(Membership.objects.filter(group=meetup.group_id, user=OuterRef("user_id")))


def here_of(lines: list[Line], limit: int | None) -> Count:
    """Who is here now."""
    return _count([line for line in lines if line.is_here], limit)


def all_of(lines: list[Line], limit: int | None) -> Count:
    """Who is here or still expected: people with a seat who have not come yet."""
    return _count([line for line in lines if line.is_here or line.is_expected], limit)


def _count(lines: list[Line], limit: int | None) -> Count:
    doings = [line.doing for line in lines]
    runners, spotters = doings.count(Doing.RUNNER), doings.count(Doing.SPOTTER)
    return Count(len(lines), runners, spotters, doings.count(Doing.EITHER), limit)


def _of_answer(answer: Any, by_user: dict[int, Attendance], *, is_time: bool) -> Line:
    entry, profile = by_user.get(answer.user_id), answer.user.profile
    has_read = profile.acknowledged_version is not None
    doing = entry.doing if entry else answer.part
    return Line(
        key=answer.user.public_id,
        name=profile.display_name,
        doing=doing,
        state=answer.state,
        entry=entry,
        is_first=not answer.been_before,
        is_parked=not (has_read or (entry and entry.acknowledged_version)),
        asks_reconfirm=answer.reconfirm_asked_at is not None,
        **(_contact(profile) if is_time and _said_yes(answer) and doing != Doing.WATCHER else {}),
    )


def _said_yes(answer: Any) -> bool:
    """This person says that they come, as things are now: nobody else's tap shows whom to call for them."""
    return answer.belongs and answer.state == RSVPState.GOING and answer.reconfirm_asked_at is None


def _of_leader(lead: Any, by_user: dict[int, Attendance], *, is_time: bool) -> Line:
    user, entry = lead.user, by_user.get(lead.user_id)
    extra: dict[str, Any] = _contact(user.profile) if is_time and lead.belongs and lead.acts else {}
    return Line(user.public_id, user.profile.display_name, Doing.LEADER, "", entry, **extra)


def _of_entry(entry: Any) -> Line:
    if entry.user is None:
        return Line(entry.nonce, entry.name, entry.doing, "", entry, is_first=True)
    return Line(entry.user.public_id, entry.name, entry.doing, "", entry, is_first=not entry.been_before)


def _contact(profile: Profile) -> dict[str, Any]:
    return {
        "contact": profile.emergency_name,
        "phone": profile.emergency_phone,
        "photos": profile.get_photo_consent_display(),
    }
