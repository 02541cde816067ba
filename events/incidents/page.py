"""What the pages of the log show, put together once."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from accounts.permissions import Viewer
from community.guide.claims import SOURCES
from events.incidents.models import Debrief, Incident
from events.incidents.presence import part_of
from events.incidents.rules import (
    can_close_incident,
    can_know_group,
    can_say_how_it_went,
    can_take_words_back,
)
from events.meetups.models import Meetup
from events.meetups.rules import can_call_off_meetup

HEAD_GUIDANCE = SOURCES["R63"]
"""What the advice after a hit to the head is taken from."""


@dataclass(frozen=True)
class Line:
    """One incident in a list; who is outside of a private group learns what and where, and no more."""

    incident: Incident
    knows_group: bool


def lines(incidents: Iterable[Incident], viewer: Viewer) -> list[Line]:
    found = list(incidents)
    hidden = viewer.kept_out_of({incident.meetup.group_id for incident in found})
    return [Line(incident, incident.meetup.group_id not in hidden) for incident in found]


def afterwards(meetup: Meetup, viewer: Viewer) -> Mapping[str, Any]:
    """For the page of a date that is over: the question for who was there, and what was answered for who
    runs it."""
    runs_it = can_call_off_meetup(viewer, meetup)
    return {
        "was_there": can_say_how_it_went(viewer, meetup),
        "tally": Debrief.objects.tally(meetup.pk) if runs_it else None,
    }


def how_page(meetup: Meetup, viewer: Viewer) -> dict[str, Any]:
    return {
        "meetup": meetup,
        "answer": Debrief.objects.answer_of(meetup.pk, viewer.person_pk),
        "part": part_of(meetup.pk, viewer.person_pk),
        "is_member": viewer.is_member_of(meetup.group_id),
    }


def incident_page(incident: Incident, viewer: Viewer) -> dict[str, Any]:
    is_mine = can_take_words_back(viewer, incident)
    knows_group = can_know_group(viewer, incident)
    return {
        "incident": incident,
        "meetup": incident.meetup,
        "is_mine": is_mine,
        "knows_group": knows_group,
        "may_read": is_mine or knows_group,
        "may_close": incident.closed_at is None and can_close_incident(viewer, incident),
        "is_member": viewer.is_member_of(incident.meetup.group_id),
        "guidance": HEAD_GUIDANCE,
    }
