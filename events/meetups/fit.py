"""Will a zone do for what a group means to do there at that hour? Nothing of it is stored: whichever changes
last, the date or the place, the page says what is true now."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _

from events.meetups.kinds import ASKS_OF_ZONE, MeetupKind, runs_backward
from events.places.daylight import dark_from, dark_moments, why_too_dark
from events.places.lines import CONVENTION
from events.places.models import OPEN_STATES, Light, Place, PlaceKind, PlaceState, Verdict, Zone
from events.places.sessions import Session, sessions_left

NOON = time(12)
AFTER_DUSK_IN_PARTS = CONVENTION.sessions_left("light", "partial")


class Occasion(Protocol):
    """A date that is planned or posted."""

    @property
    def zone(self) -> Zone: ...
    @property
    def place(self) -> Place: ...
    @property
    def session(self) -> str: ...
    @property
    def lowest_stage(self) -> int: ...
    @property
    def starts_at(self) -> datetime: ...
    @property
    def ends_at(self) -> datetime: ...


@dataclass(frozen=True)
class AnyDate:
    """Of a date that is not planned yet only the zone is known."""

    zone: Zone
    place: Place
    starts_at: datetime
    ends_at: datetime
    session: str = ""
    lowest_stage: int = 0


@dataclass(frozen=True)
class Fault:
    """Why nobody may meet so: to who plans it, what to do; to who comes, what is the matter."""

    sentence: str
    reason: str


def fault_of(occasion: Occasion) -> Fault | None:
    """The first thing that speaks against it.

    Where nobody runs backwards, checks of the zone, stages and light say nothing: a social needs a place that
    is open, at an hour at which it may be used. What is reported of it stands on its page all the same.
    """
    checks = CHECKS if runs_backward(occasion.session) else OF_A_SOCIAL
    return next((fault for check in checks if (fault := check(occasion))), None)


def standing_fault_of(zone: Zone, place: Place) -> Fault | None:
    """What speaks against every date there, from now on until somebody looks again."""
    now = timezone.now()
    any_date = AnyDate(zone, place, now, now)
    return _state(any_date) or _zone(any_date)


def is_dark(occasion: Occasion) -> bool:
    """Some of it lies before civil dawn or after civil dusk, under the sky."""
    place = occasion.place
    if place.kind == PlaceKind.HALL:
        return False
    return dark_from(occasion.starts_at, occasion.ends_at, place.latitude, place.longitude) is not None


def _state(occasion: Occasion) -> Fault | None:
    place = occasion.place
    if place.state in OPEN_STATES:
        return None
    words = {"place": place.name}
    if place.state == PlaceState.SUSPENDED:
        return Fault(
            _(
                "%(place)s is closed for now. Pick another place; who checks places can open it again once"
                " the reason is gone."
            )
            % words,
            _("%(place)s is closed for now.") % words,
        )
    if place.state == PlaceState.RETIRED:
        return Fault(
            _("%(place)s is given up: nobody meets there any more. Pick another place.") % words,
            _("%(place)s is given up: nobody meets there any more.") % words,
        )
    return _unchecked(occasion)


def _unchecked(occasion: Occasion) -> Fault:
    names = {"zone": occasion.zone.name, "place": occasion.place.name}
    return Fault(
        _("%(zone)s at %(place)s is not checked yet. Two people need to check it before anyone meets.")
        % names,
        _("%(zone)s at %(place)s is not checked.") % names,
    )


def _zone(occasion: Occasion) -> Fault | None:
    """Why nobody may meet at this zone on that day."""
    zone, names = occasion.zone, {"zone": occasion.zone.name, "place": occasion.place.name}
    if zone.verdict == Verdict.STOP:
        return Fault(
            _("%(zone)s at %(place)s is at stop: nobody meets there until it is checked again.") % names,
            _("A check of %(zone)s says stop.") % names,
        )
    if zone.verdict == Verdict.UNKNOWN or zone.expires_on is None:
        return _unchecked(occasion)
    clock = ZoneInfo(occasion.place.time_zone)
    last_day = max(occasion.ends_at.astimezone(clock).date(), timezone.localdate(timezone=clock))
    if zone.expires_on > last_day:
        return None
    names["day"] = date_format(zone.expires_on, "MONTH_DAY_FORMAT")
    if zone.expires_on <= timezone.localdate(timezone=clock):
        return Fault(
            _(
                "The check of %(zone)s ran out on %(day)s. Two people need to walk it again before anyone can"
                " meet here."
            )
            % names,
            _("The check of %(zone)s ran out on %(day)s.") % names,
        )
    return Fault(
        _(
            "The check of %(zone)s runs out on %(day)s. Pick an earlier date, or have two people walk it"
            " again first."
        )
        % names,
        _("The check of %(zone)s runs out on %(day)s, before this date.") % names,
    )


def _stage(occasion: Occasion) -> Fault | None:
    zone, place = occasion.zone, occasion.place
    if occasion.lowest_stage < zone.minimum_stage:
        words: dict[str, object] = {"zone": zone.name, "stage": zone.minimum_stage}
        return Fault(
            _("%(zone)s is for stage %(stage)d and up. Invite from that stage on, or pick another zone.")
            % words,
            _("%(zone)s is for stage %(stage)d and up.") % words,
        )
    if occasion.lowest_stage < place.restricted_stage:
        words = {"place": place.name, "stage": place.restricted_stage}
        return Fault(
            _(
                "%(place)s is for stage %(stage)d and up, says who checks it. Invite from that stage on, or"
                " pick another place."
            )
            % words,
            _("%(place)s is for stage %(stage)d and up.") % words,
        )
    return None


def _session(occasion: Occasion) -> Fault | None:
    left = sessions_left(occasion.zone.sessions, occasion.place.restricted_sessions)
    asked = ASKS_OF_ZONE[occasion.session]
    if asked is None or asked in left:
        return _laps(occasion)
    words = {
        "zone": occasion.zone.name,
        "session": MeetupKind(occasion.session).label,
        "left": ", ".join(f"“{Session(session).label}”" for session in left),
    }
    reason = _("%(zone)s will not do for “%(session)s”.") % words
    if left:
        return Fault(
            _("%(zone)s will not do for “%(session)s”, only for %(left)s. Choose that, or another zone.")
            % words,
            reason,
        )
    return Fault(_("%(zone)s will do for no kind of session now. Pick another zone.") % words, reason)


def _laps(occasion: Occasion) -> Fault | None:
    if occasion.session != MeetupKind.LAPS or occasion.place.kind == PlaceKind.TRACK:
        return None
    words = {"place": occasion.place.name}
    reason = _("%(place)s is no track, and laps are run on a track.") % words
    return Fault(_("%(reason)s Pick a track, or another kind of meetup.") % {"reason": reason}, reason)


def _hours(occasion: Occasion) -> Fault | None:
    """Hours somebody set for the place; both ends of a date, which is short, have to lie in them."""
    place = occasion.place
    clock = ZoneInfo(place.time_zone)
    ends = [at.astimezone(clock).time() for at in (occasion.starts_at, occasion.ends_at)]
    if all(_is_between(place.restricted_from, at, place.restricted_until) for at in ends):
        return None
    words = {"place": place.name, "hours": _hours_in_words(place.restricted_from, place.restricted_until)}
    return Fault(
        _("%(place)s may be used %(hours)s only. Pick a time that lies in these hours.") % words,
        _("%(place)s may be used %(hours)s only.") % words,
    )


def _is_between(first: time | None, at: time, last: time | None) -> bool:
    after, before = first is None or at >= first, last is None or at <= last
    if first and last and last < first:  # over midnight
        return after or before
    return after and before


def _hours_in_words(first: time | None, last: time | None) -> str:
    words = {"from": time_format(first or time(), "H:i"), "to": time_format(last or time(), "H:i")}
    if first and last:
        return _("from %(from)s to %(to)s") % words
    return _("from %(from)s on") % words if first else _("until %(to)s") % words


def _light(occasion: Occasion) -> Fault | None:
    zone, place = occasion.zone, occasion.place
    if not is_dark(occasion):
        return None
    # Lamps seen in the season before are not known to burn: somebody has to look again.
    light, lit_until = zone.light_on(timezone.localdate(timezone=ZoneInfo(place.time_zone)))
    if light == Light.PARTIAL and ASKS_OF_ZONE[occasion.session] in (None, *AFTER_DUSK_IN_PARTS):
        return None
    if light == Light.FULL:
        return None if lit_until is None or _burn(occasion, lit_until) else _lamps_out(zone, lit_until)
    dark = why_too_dark(
        occasion.starts_at, occasion.ends_at, place.latitude, place.longitude, place.time_zone
    )
    reason = _("It is dark at that hour, and %(zone)s is not lit all along.") % {"zone": zone.name}
    if light == Light.PARTIAL:
        parts = _("Where it is lit in parts, only walking drills go on after dusk.")
        return Fault(f"{dark} {parts}", reason)
    if light == Light.UNKNOWN:
        unseen = _("If it is lit, somebody who checks it can say so.")
        return Fault(f"{dark} {unseen}", reason)
    return Fault(dark, reason)


def _lamps_out(zone: Zone, until: time) -> Fault:
    words = {"zone": zone.name, "time": time_format(until, "H:i")}
    reason = _("The light at %(zone)s goes out at %(time)s.") % words
    earlier = _("Pick an end before that.")
    return Fault(f"{reason} {earlier}", reason)


def _burn(occasion: Occasion, until: time) -> bool:
    """Do the lamps of that evening still burn at every dark moment of it?"""
    place, clock = occasion.place, ZoneInfo(occasion.place.time_zone)
    span = (occasion.starts_at.astimezone(clock), occasion.ends_at.astimezone(clock))
    dark = dark_moments(*span, place.latitude, place.longitude)
    return all(moment.replace(tzinfo=None) <= _out_at(moment, until) for moment in dark)


def _out_at(moment: datetime, until: time) -> datetime:
    """When the lamps of an evening go out, by the clock: an hour before noon is one after midnight."""
    evening = moment.date() if moment.hour >= NOON.hour else moment.date() - timedelta(days=1)
    return datetime.combine(evening if until >= NOON else evening + timedelta(days=1), until)


type Check = Callable[[Occasion], Fault | None]

CHECKS: tuple[Check, ...] = (_state, _zone, _stage, _session, _hours, _light)
OF_A_SOCIAL: tuple[Check, ...] = (_state, _hours)
