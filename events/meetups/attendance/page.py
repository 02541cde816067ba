"""What the pages of the day show."""

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils.translation import get_language

from accounts.consents.models import Document, DocumentKind
from accounts.permissions import Viewer
from accounts.users.models import User
from community.guide.calls import CALLS
from events.meetups.attendance.doings import doings_at_once, standing_of
from events.meetups.attendance.forms import TICKS, DayCallOffForm
from events.meetups.attendance.heirs import heirs_of
from events.meetups.attendance.holds import check_of, judged, limit_of, why_no_check_in
from events.meetups.attendance.hours import shows_contacts, why_no_check, why_not_handed_over
from events.meetups.attendance.models import AttendanceChange, HandOver
from events.meetups.attendance.roster import all_of, here_of, lines_of
from events.meetups.attendance.rules import can_check_day
from events.meetups.attendance.today import ratio_in_words
from events.meetups.holds import dangers_of
from events.meetups.models import Meetup
from events.meetups.walltime import wall
from events.places.finding.around import point_of


def day_page(meetup: Meetup, viewer: Viewer, *, call_off: DayCallOffForm | None = None) -> dict[str, Any]:
    """One load for the whole hour; as many queries for 200 people as for 10."""
    check = check_of(meetup)
    limit = limit_of(meetup, check)
    lines = lines_of(meetup)
    held = why_no_check_in(meetup, check)
    return {
        **_facts(meetup),
        "check": check,
        "checked_at": wall(check.made_at, meetup.time_zone) if check else None,
        "today": judged(meetup, check) if check else None,
        "ratio": ratio_in_words(limit) if check else "",
        "held": held,
        "may_check": can_check_day(viewer, meetup),
        "no_check_now": why_no_check(meetup),
        "dangers": dangers_of(meetup),
        "coming": [line for line in lines if not line.is_here and not line.has_left],
        "here": [line for line in lines if line.is_here],
        "gone": [line for line in lines if line.has_left],
        "now": here_of(lines, limit),
        "all": all_of(lines, limit),
        "hand_overs": HandOver.objects.of_meetup(meetup.pk),
        "may_hand_over": not why_not_handed_over(meetup),
        "changes": AttendanceChange.objects.of_meetup(meetup.pk),
        "call_off": call_off or DayCallOffForm(),
    }


def sheet_page(meetup: Meetup) -> dict[str, Any]:
    """One sheet of A4 for a clipboard."""
    check = check_of(meetup)
    limit = limit_of(meetup, check)
    lines = lines_of(meetup)
    return {
        **_facts(meetup),
        "check": check,
        "limit": limit,
        "lines": lines,
        "all": all_of(lines, limit),
        "ticks": TICKS.values(),
        "calls": CALLS,
    }


def hand_over_page(meetup: Meetup, leads_now: str | None) -> dict[str, Any]:
    """Who leads it, as the form said that was sent; who may instead, and why nobody can take it over now."""
    known = {"public_id": leads_now} if leads_now else {"pk": meetup.leader_id}
    leader = get_object_or_404(User.objects.with_profile(), **known)
    held = why_not_handed_over(meetup)
    heirs = [] if held else heirs_of(meetup, leader.pk)
    return {"meetup": meetup, "leader": leader, "held": held, "heirs": heirs}


def text_to_read() -> Document:
    """The safety text as it is now, in the language of the page: who walks in reads it on this phone."""
    found: Document = Document.objects.current(DocumentKind.SAFETY, get_language())
    return found


def arrival_of(meetup: Meetup, person: User) -> dict[str, Any]:
    """What the form of somebody's arrival is made of. Who did not answer and has not read the safety text
    may watch; to run they give their name like anybody who walks in."""
    standing = standing_of(meetup, person)
    reads_here = standing.usual and not Viewer(person).is_ready
    return {
        "name": person.get_full_name(),
        "doings": standing.doings if standing.usual else doings_at_once(meetup, person),
        "document": text_to_read() if reads_here else None,
        "initial": {"doing": standing.usual},
    }


def _facts(meetup: Meetup) -> dict[str, Any]:
    return {
        "meetup": meetup,
        "place": meetup.place,
        "point": point_of(meetup.place),
        "shows_contacts": shows_contacts(meetup),
    }
