"""May this be posted? Each fault is a sentence that says what to do; the first one counts."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _

from events.meetups.daylight import dark_from, why_too_dark
from events.meetups.models import Session
from events.meetups.querysets import LONGEST
from events.meetups.ratio import RUNNERS_PER_LEADER, STAGES, one_step_stricter, runners_per_spotter, strictest
from events.places.models import Light, Place, PlaceKind, Verdict, Zone

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

    @property
    def place(self) -> Place:
        return self.zone.place

    @cached_property
    def is_dark(self) -> bool:
        """Some of it lies before civil dawn or after civil dusk, under the sky."""
        if self.place.kind == PlaceKind.HALL:
            return False
        dark = dark_from(self.starts_at, self.ends_at, self.place.latitude, self.place.longitude)
        return dark is not None

    @property
    def runners_per_spotter(self) -> int | None:
        """The strictest limit that applies; None: not allowed."""
        convention = runners_per_spotter(self.session, self.lowest_stage)
        limits = [one_step_stricter(convention) if self.is_dark else convention]
        if self.own_limit is not None:
            limits.append(self.own_limit)
        return strictest(*limits)


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


def _zone(draft: Draft) -> str:
    """Why nobody may meet at this zone on that day."""
    zone, names = draft.zone, {"zone": draft.zone.name, "place": draft.place.name}
    if zone.verdict == Verdict.STOP:
        return _("%(zone)s at %(place)s is at stop: nobody meets there until it is checked again.") % names
    if zone.verdict == Verdict.UNKNOWN or zone.expires_on is None:
        words = _(
            "%(zone)s at %(place)s is not checked yet. Two people need to check it before anyone meets."
        )
        return words % names
    if zone.expires_on > draft.ends_at.astimezone(ZoneInfo(draft.place.time_zone)).date():
        return ""
    names["day"] = date_format(zone.expires_on, "MONTH_DAY_FORMAT")
    if zone.expires_on <= timezone.localdate(timezone=ZoneInfo(draft.place.time_zone)):
        return (
            _(
                "The check of %(zone)s ran out on %(day)s. Two people need to walk it again before anyone can"
                " meet here."
            )
            % names
        )
    return (
        _(
            "The check of %(zone)s runs out on %(day)s. Pick an earlier date, or have two people walk it"
            " again first."
        )
        % names
    )


def _stage(draft: Draft) -> str:
    if draft.lowest_stage >= draft.zone.minimum_stage:
        return ""
    words = _("%(zone)s is for stage %(stage)d and up. Invite from that stage on, or pick another zone.")
    return words % {"zone": draft.zone.name, "stage": draft.zone.minimum_stage}


def _light(draft: Draft) -> str:
    place = draft.place
    if not draft.is_dark:
        return ""
    if place.light == Light.FULL:
        return _lamps(draft)
    too_dark = why_too_dark(draft.starts_at, draft.ends_at, place.latitude, place.longitude, place.time_zone)
    if place.light == Light.PARTIAL:
        return f"{too_dark} {_('Some light is not enough: it has to be lit all along.')}"
    if place.light == Light.UNKNOWN:
        return f"{too_dark} {_('If it is lit, somebody who checks it can say so.')}"
    return too_dark


def _lamps(draft: Draft) -> str:
    """The lamps go out before the end; a time before noon means after midnight."""
    place, end = draft.place, draft.ends_at.astimezone(ZoneInfo(draft.place.time_zone))
    if place.lit_until is None or place.lit_until.hour < 12 or end.time() <= place.lit_until:
        return ""
    words = _("The light at %(place)s goes out at %(time)s. Pick an end before that.")
    return words % {"place": place.name, "time": time_format(place.lit_until, "H:i")}


def _session(draft: Draft) -> str:
    if draft.runners_per_spotter is not None:
        return ""
    if runners_per_spotter(draft.session, draft.lowest_stage) is None:
        words = _(
            "Our convention keeps “%(session)s” for stage %(stage)d and up. Pick another session or stage."
        )
        return words % {"session": Session(draft.session).label, "stage": _first_stage(draft.session)}
    return _(
        "In the dark our convention is one step stricter, even under full light, and leaves no runner for"
        " this session and stage. Choose walking drills, a higher stage, or a time in daylight."
    )


def _first_stage(session: str) -> int:
    return next(stage for stage in STAGES if runners_per_spotter(session, stage) is not None)


CHECKS: tuple[Callable[[Draft], str], ...] = (_time, _lanes, _zone, _stage, _light, _session)
