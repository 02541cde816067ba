"""Everybody who is expected or there, a line each; as many queries for 200 people as for 10."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from accounts.users.models import Profile
from events.meetups.attendance.hours import shows_contacts
from events.meetups.attendance.models import Attendance, Doing
from events.meetups.attendance.querysets import without_contacts
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
    with_contacts = shows_contacts(meetup)
    load: dict[str, Any] = {"with_contacts": with_contacts}
    been = Attendance.objects.been_before(meetup.group_id, meetup.starts_at)
    entries = Attendance.objects.of_meetup(meetup.pk).for_day(meetup.group_id, meetup.starts_at, **load)
    by_user = {entry.user_id: entry for entry in entries if entry.user_id}
    answers = RSVP.objects.of_meetup(meetup.pk).live().select_related("user__profile")
    answers = without_contacts(answers.annotate(been_before=been).order_by("queued_at", "pk"), **load)
    leading = without_contacts(
        Leading.objects.filter(meetup=meetup.pk).select_related("user__profile").order_by("pk"), **load
    )
    lines = {answer.user_id: _of_answer(answer, by_user, **load) for answer in answers}
    led = {lead.user_id: _of_leader(lead, by_user, **load) for lead in leading if lead.user_id not in lines}
    others = [
        _of_entry(entry, **load)
        for entry in entries
        if entry.user_id is None or entry.user_id not in {**lines, **led}
    ]
    together = [*led.values(), *lines.values(), *others]
    return [replace(line, clock=meetup.time_zone) for line in together]


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


def _of_answer(answer: Any, by_user: dict[int, Attendance], *, with_contacts: bool) -> Line:
    entry, profile = by_user.get(answer.user_id), answer.user.profile
    has_read = profile.acknowledged_version is not None
    return Line(
        key=answer.user.public_id,
        name=profile.display_name,
        doing=entry.doing if entry else answer.part,
        state=answer.state,
        entry=entry,
        is_first=not answer.been_before,
        is_parked=not (has_read or (entry and entry.acknowledged_version)),
        asks_reconfirm=answer.reconfirm_asked_at is not None,
        **(_contact(profile) if with_contacts and (entry or answer.state == RSVPState.GOING) else {}),
    )


def _of_leader(lead: Any, by_user: dict[int, Attendance], *, with_contacts: bool) -> Line:
    user, entry = lead.user, by_user.get(lead.user_id)
    extra: dict[str, Any] = _contact(user.profile) if with_contacts else {}
    return Line(user.public_id, user.profile.display_name, Doing.LEADER, "", entry, **extra)


def _of_entry(entry: Any, *, with_contacts: bool) -> Line:
    if entry.user is None:
        return Line(entry.nonce, entry.name, entry.doing, "", entry, is_first=True)
    extra: dict[str, Any] = _contact(entry.user.profile) if with_contacts else {}
    return Line(
        entry.user.public_id, entry.name, entry.doing, "", entry, is_first=not entry.been_before, **extra
    )


def _contact(profile: Profile) -> dict[str, Any]:
    return {
        "contact": profile.emergency_name,
        "phone": profile.emergency_phone,
        "photos": profile.get_photo_consent_display(),
    }
