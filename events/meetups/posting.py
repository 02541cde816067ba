"""May this be posted? Each fault is a sentence that says what to do; the first one counts."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Required, TypedDict

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from community.groups.models import Group
from events.meetups.fit import Occasion, fault_of, is_dark
from events.meetups.kinds import MeetupKind, runs_backward
from events.meetups.models import Meetup
from events.meetups.querysets import LONGEST
from events.meetups.ratio import (
    LOWEST_STAGE_OF_PEERS,
    MOST_PEERS,
    RUNNERS_PER_LEADER,
    STAGES,
    Ratio,
    Source,
    one_step_stricter,
    runners_per_spotter,
    strictest,
    where_not_closed,
)
from events.meetups.walltime import moment
from events.places.models import Place, PlaceKind, Zone

FARTHEST = timedelta(days=180)
HIGHEST_STAGE = max(STAGES)


class People(TypedDict, total=False):
    """What of it only who organizes says."""

    leaders: Sequence[int]
    audience: str
    guests: Sequence[int]


class Fields(People, total=False):
    """What is filled in: for a single date, and for each date of a series."""

    zone: Required[Zone]
    title: Required[str]
    session: Required[str]
    lowest_stage: Required[int]
    highest_stage: int
    starts_at: Required[datetime]
    ends_at: Required[datetime]
    capacity: Required[int]
    own_limit: int | None
    is_peer_led: bool
    signup_until: datetime | None
    bring: str
    access_note: str
    description: str
    change_note: str


@dataclass(frozen=True)
class Draft:
    """What of it can be refused."""

    zone: Zone
    session: str
    lowest_stage: int
    starts_at: datetime
    ends_at: datetime
    capacity: int
    own_limit: int | None = None
    group_limit: int | None = None
    highest_stage: int = HIGHEST_STAGE
    leaders: int = 1
    is_peer_led: bool = False
    signup_until: datetime | None = None

    @property
    def place(self) -> Place:
        return self.zone.place

    @property
    def ratio(self) -> Ratio:
        return ratio_of(self, group=self.group_limit, meetup=self.own_limit)

    @property
    def runners_per_spotter(self) -> int | None:
        """The strictest limit that applies; None: not allowed, or nobody runs backwards."""
        return self.ratio.most


def ratio_of(occasion: Occasion, *, group: int | None, meetup: int | None) -> Ratio:
    """How many runners a spotter may have there then, and who says so."""
    if not runs_backward(occasion.session):
        return Ratio(None)
    convention = runners_per_spotter(occasion.session, occasion.lowest_stage)
    if occasion.place.kind != PlaceKind.TRACK:
        convention = where_not_closed(convention)
    wishes = {
        Source.SITE: settings.RUNNERS_PER_SPOTTER,
        Source.PLACE: occasion.place.restricted_ratio,
        Source.GROUP: group,
        Source.MEETUP: meetup,
    }
    return strictest(one_step_stricter(convention) if is_dark(occasion) else convention, wishes)


def ratio_in_words(ratio: Ratio) -> str:
    """ "1 runner to a spotter: the group asks for it"; empty where nobody runs, or may."""
    if ratio.most is None:
        return ""
    runners = ngettext("%(n)d runner to a spotter", "%(n)d runners to a spotter", ratio.most)
    words = {
        Source.CONVENTION: _("%(runners)s: our convention, not science"),
        Source.SITE: _("%(runners)s: this site asks for it"),
        Source.PLACE: _("%(runners)s: who keeps the place asks for it"),
        Source.GROUP: _("%(runners)s: the group asks for it"),
        Source.MEETUP: _("%(runners)s: who leads asks for it"),
    }
    return words[ratio.source] % {"runners": runners % {"n": ratio.most}}


def ratio_that_holds(meetup: Meetup) -> str:
    """The same of a date that is posted. It keeps its limit, whatever is asked for since."""
    now = ratio_of(meetup, group=meetup.group.runners_per_spotter, meetup=meetup.own_limit)
    if meetup.runners_per_spotter is None or now.most == meetup.runners_per_spotter:
        return ratio_in_words(now)
    runners = ngettext(
        "%(n)d runner to a spotter, as when it was posted",
        "%(n)d runners to a spotter, as when it was posted",
        meetup.runners_per_spotter,
    )
    return runners % {"n": meetup.runners_per_spotter}


def draft_of(fields: Fields, *, leaders: int, group: Group) -> Draft:
    """The draft of what is filled in, for a group as it is now."""
    return Draft(
        fields["zone"],
        fields["session"],
        fields["lowest_stage"],
        fields["starts_at"],
        fields["ends_at"],
        fields["capacity"],
        own_limit=fields.get("own_limit"),
        group_limit=group.runners_per_spotter,
        highest_stage=fields.get("highest_stage", HIGHEST_STAGE),
        leaders=leaders,
        is_peer_led=fields.get("is_peer_led", False),
        signup_until=fields.get("signup_until"),
    )


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
        own_limit=meetup.own_limit,
        group_limit=meetup.group.runners_per_spotter,
        highest_stage=meetup.highest_stage,
        leaders=len(meetup.leader_ids),
        is_peer_led=meetup.is_peer_led,
        signup_until=meetup.signup_until and meetup.signup_until + (starts_at - meetup.starts_at),
    )


def besides_deadline(draft: Draft, meetup: Meetup) -> Draft:
    """The draft without a deadline that is over and stays as far before: the rest still changes after it."""
    was, until = meetup.signup_until, draft.signup_until
    if was is None or until is None or was > timezone.now():
        return draft
    stays = draft.starts_at - until == meetup.starts_at - was
    return replace(draft, signup_until=None) if stays else draft


def why_not(draft: Draft) -> str:
    """The first reason against posting, or an empty text."""
    return next((sentence for check in CHECKS if (sentence := check(draft))), "")


def why_not_so_many(draft: Draft) -> str:
    """The same, where place, time and programme stay as they are posted."""
    return next((sentence for check in OF_NUMBERS if (sentence := check(draft))), "")


def _time(draft: Draft) -> str:
    if draft.starts_at <= timezone.now():
        return _("This time is over. Pick one that lies ahead.")
    if draft.ends_at <= draft.starts_at:
        return _("It would end before it starts. Pick a later end.")
    if draft.ends_at - draft.starts_at > LONGEST:
        return _("A meetup lasts three hours at most. Pick an earlier end.")
    return too_far(draft.starts_at.date())


def too_far(day: date) -> str:
    """Why nobody plans that far ahead; empty if it is near enough."""
    if day <= timezone.now().date() + FARTHEST:
        return ""
    return _("That is more than %(days)d days ahead. Pick a nearer date.") % {"days": FARTHEST.days}


def _signup(draft: Draft) -> str:
    if draft.signup_until is None or timezone.now() < draft.signup_until <= draft.ends_at:
        return ""
    return _("Nobody could sign up then. Pick a deadline that lies ahead and before the end.")


def _stages(draft: Draft) -> str:
    if draft.highest_stage >= draft.lowest_stage:
        return ""
    return _("The highest stage lies below the lowest. Pick a higher one.")


def _lanes(draft: Draft) -> str:
    most = RUNNERS_PER_LEADER * draft.leaders
    if draft.capacity <= most:
        return ""
    if draft.leaders == 1:
        words = _(
            "One leader takes %(most)d runners at most: our convention. Offer fewer lanes, or name a leader"
            " more."
        )
    else:
        words = _(
            "%(leaders)d leaders take %(most)d runners at most: our convention. Offer fewer lanes, or name a"
            " leader more."
        )
    return words % {"leaders": draft.leaders, "most": most}


def _peers(draft: Draft) -> str:
    """Who leads runs along only in a small group of people who know what they do."""
    if not draft.is_peer_led:
        return ""
    if draft.lowest_stage < LOWEST_STAGE_OF_PEERS:
        words = _("The leader runs along only where nobody is below stage %(stage)d: our convention.")
        return words % {"stage": LOWEST_STAGE_OF_PEERS}
    if draft.capacity > MOST_PEERS:
        words = _("The leader runs along only where you are at most %(most)d: our convention.")
        return words % {"most": MOST_PEERS}
    return ""


def _fit(draft: Draft) -> str:
    """What the place and the zone say to it."""
    fault = fault_of(draft)
    return fault.sentence if fault else ""


def _session(draft: Draft) -> str:
    if not runs_backward(draft.session) or draft.runners_per_spotter is not None:
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


type Check = Callable[[Draft], str]

OF_NUMBERS: tuple[Check, ...] = (_signup, _stages, _lanes, _peers)
CHECKS: tuple[Check, ...] = (_time, *OF_NUMBERS, _fit, _session)
