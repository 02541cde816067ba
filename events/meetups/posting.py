"""May this be posted? Each fault is a sentence that says what to do; the first one counts."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from events.meetups.fit import fault_of, is_dark
from events.meetups.kinds import MeetupKind
from events.meetups.models import Meetup
from events.meetups.querysets import LONGEST
from events.meetups.ratio import RUNNERS_PER_LEADER, STAGES, one_step_stricter, runners_per_spotter, strictest
from events.meetups.walltime import moment
from events.places.models import Place, Zone

FARTHEST = timedelta(days=180)


@dataclass(frozen=True)
class Draft:
    """A meetup as an organizer means it."""

    zone: Zone
    session: str
    lowest_stage: int
    starts_at: datetime
    ends_at: datetime
    capacity: int
    own_limit: int | None = None
    group_limit: int | None = None

    @property
    def place(self) -> Place:
        return self.zone.place

    @property
    def runners_per_spotter(self) -> int | None:
        """The strictest limit that applies; None: not allowed."""
        convention = runners_per_spotter(self.session, self.lowest_stage)
        limits = [one_step_stricter(convention) if is_dark(self) else convention]
        limits += [limit for limit in (self.own_limit, self.group_limit) if limit is not None]
        return strictest(*limits)


def draft_at(meetup: Meetup, zone: Zone) -> Draft:
    """The same date at another zone: 18:30 stays 18:30 on the clock there. ``for_page`` loads what it needs.

    Raises NoSuchTime or TwiceThatDay where the clocks change at that hour.
    """
    starts_at, ends_at = (
        moment(local.date(), local.time(), zone.place.time_zone)
        for local in (meetup.local_start, meetup.local_end)
    )
    return Draft(
        zone,
        meetup.session,
        meetup.lowest_stage,
        starts_at,
        ends_at,
        meetup.capacity,
        own_limit=meetup.runners_per_spotter,
        group_limit=meetup.group.runners_per_spotter,
    )


def why_not(draft: Draft) -> str:
    """The first reason against posting, or an empty text."""
    return next((sentence for check in CHECKS if (sentence := check(draft))), "")


def _time(draft: Draft) -> str:
    if draft.starts_at <= timezone.now():
        return _("This time is over. Pick one that lies ahead.")
    if draft.ends_at <= draft.starts_at:
        return _("It would end before it starts. Pick a later end.")
    if draft.ends_at - draft.starts_at > LONGEST:
        return _("A meetup lasts three hours at most. Pick an earlier end.")
    if draft.starts_at > timezone.now() + FARTHEST:
        return _("That is more than %(days)d days ahead. Pick a nearer date.") % {"days": FARTHEST.days}
    return ""


def _lanes(draft: Draft) -> str:
    if draft.capacity <= RUNNERS_PER_LEADER:
        return ""
    words = _("One leader takes %(most)d runners at most: our convention. Offer fewer lanes.")
    return words % {"most": RUNNERS_PER_LEADER}


def _fit(draft: Draft) -> str:
    """What the place and the zone say to it."""
    fault = fault_of(draft)
    return fault.sentence if fault else ""


def _session(draft: Draft) -> str:
    if draft.runners_per_spotter is not None:
        return ""
    if runners_per_spotter(draft.session, draft.lowest_stage) is None:
        words = _(
            "Our convention keeps “%(session)s” for stage %(stage)d and up. Pick another session or stage."
        )
        return words % {"session": MeetupKind(draft.session).label, "stage": _first_stage(draft.session)}
    return _(
        "In the dark our convention is one step stricter, even under full light, and leaves no runner for"
        " this session and stage. Choose walking drills, a higher stage, or a time in daylight."
    )


def _first_stage(session: str) -> int:
    return next(stage for stage in STAGES if runners_per_spotter(session, stage) is not None)


CHECKS: tuple[Callable[[Draft], str], ...] = (_time, _lanes, _fit, _session)
