"""What the page of one meetup shows, put together once."""

from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from accounts.permissions import Viewer
from events.meetups.contracts import after_the_date
from events.meetups.glance import access_in_words, for_whom, leaders_of, left_of, numbers_of
from events.meetups.holds import dangers_of
from events.meetups.models import RSVP, Meetup, Part, RSVPState
from events.meetups.replies import ordinal
from events.meetups.rules import (
    can_bring_back_meetup,
    can_call_off_meetup,
    can_edit_meetup,
    can_see_all_names,
    can_step_back,
    is_leader,
)
from events.meetups.series.rules import can_edit_series
from events.meetups.sharing.public import shared
from events.meetups.turns import Share, share_of, turns_in
from events.meetups.walltime import abbreviation, wall
from events.meetups.wording import programme
from events.places.daylight import Daylight, Sun, daylight
from events.places.models import Light, PlaceKind

IN_LINE = (RSVPState.WAITING, RSVPState.WAITLISTED)
NOON_MINUTES = 12 * 60
DAY_MINUTES = 24 * 60


def page_of(meetup: Meetup, viewer: Viewer) -> dict[str, Any]:
    """The context of ``events/meetups/detail.html``; as many queries for 200 people as for 10."""
    if meetup.is_called_off:
        return _page_of_called_off(meetup, viewer)
    place = _place_in_line(meetup, viewer)
    return {
        **_when(meetup, viewer),
        "seats": meetup.seats,
        "mine": meetup.my_state if meetup.my_state != RSVPState.DECLINED else "",
        "my_lane": _my_lane(meetup),
        "place_in_line": place,
        "my_place": ordinal(place) if place else "",
        "my_share": _my_share(meetup),
        "is_parked": _is_live(meetup) and not viewer.is_ready,
        "above_stage": _above_stage(meetup, viewer),
        "is_leader": is_leader(viewer, meetup) and not meetup.is_peer_led,
        "for_whom": for_whom(meetup),
        "left": left_of(meetup),
        "leaders": leaders_of(meetup, viewer),
        "access": access_in_words(meetup),
        "numbers": numbers_of(meetup),
        "may_edit": can_edit_meetup(viewer, meetup),
        "may_edit_series": _may_edit_series(meetup, viewer),
        "may_step_back": can_step_back(viewer, meetup) and len(meetup.leader_ids) > 1,
        "is_member": viewer.is_member_of(meetup.group_id),
        "may_spot": _may_spot(meetup, viewer),
        "can_call_off": meetup.takes_answers and can_call_off_meetup(viewer, meetup),
        "people": roster(meetup, viewer),
        "light": light_bar(meetup),
        "programme": _programme(meetup),
        "at_risk": meetup.at_risk,
        "dangers": dangers_of(meetup),
        "after": next(iter(after_the_date(meetup, viewer)), None) if meetup.is_over else None,
    }


def _may_edit_series(meetup: Meetup, viewer: Viewer) -> bool:
    """Who leads one date of a series leads the others only where the series says so."""
    if meetup.series is None or not meetup.takes_answers:
        return False
    return can_edit_meetup(viewer, meetup) and can_edit_series(viewer, meetup.series)


def _page_of_called_off(meetup: Meetup, viewer: Viewer) -> dict[str, Any]:
    """When and where it would have been, and what comes instead."""
    return {
        **_when(meetup, viewer),
        "next_dates": Meetup.objects.next_of_group(meetup.group_id, viewer),
        "may_bring_back": can_bring_back_meetup(viewer, meetup),
    }


def _when(meetup: Meetup, viewer: Viewer) -> dict[str, Any]:
    return {
        "meetup": meetup,
        "runs_it": can_see_all_names(viewer, meetup),
        "shared": shared(meetup),
        "knows_own_time": own_zone(viewer) is not None,
        "other_time": other_time(meetup, viewer),
    }


def roster(meetup: Meetup, viewer: Viewer) -> list[SafeString]:
    """Who comes, a line each: first names for people going, all for who leads or organizes."""
    sees_all = can_see_all_names(viewer, meetup)
    if not sees_all and meetup.my_state != RSVPState.GOING:
        return []
    people = RSVP.objects.of_meetup(meetup.pk).visible_to(viewer).for_roster()
    language = get_language()
    return [
        _line(
            name if sees_all else name.split()[0],
            part if state == RSVPState.GOING else state,
            language,
            is_asked=sees_all and asked_at is not None,
        )
        for name, part, state, asked_at in people
    ]


@lru_cache(maxsize=2_000)
def _line(name: str, words: str, language: str | None, *, is_asked: bool = False) -> SafeString:
    """A person in a list, made once for each name and language."""
    labels = {**dict(Part.choices), **dict(RSVPState.choices)}
    context = {"name": name, "words": labels[words], "is_asked": is_asked}
    return render_to_string("events/meetups/_person.html", context)


def own_zone(viewer: Viewer) -> str | None:
    """The viewer's time zone; None until a city gave one (a new profile starts in UTC)."""
    own = getattr(getattr(viewer.user, "profile", None), "time_zone", "UTC")
    return None if own == "UTC" else own


def other_time(meetup: Meetup, viewer: Viewer) -> dict[str, Any] | None:
    """Start and end on the viewer's own clock, where that differs from the clock of the place."""
    own = own_zone(viewer)
    if own is None or wall(meetup.starts_at, own) == meetup.local_start:
        return None
    return {
        "start": wall(meetup.starts_at, own),
        "end": wall(meetup.ends_at, own),
        "zone": abbreviation(meetup.starts_at, own),
    }


def light_bar(meetup: Meetup) -> dict[str, Any] | None:
    """The day's light and the meetup in minutes of the local day; None under a roof."""
    place = meetup.place
    if place.kind == PlaceKind.HALL:
        return None
    day = meetup.local_start.date()
    light = daylight(day, place.latitude, place.longitude, meetup.time_zone)
    is_white = light.sun in (Sun.POLAR_DAY, Sun.WHITE_NIGHT)
    return {
        "start": _minutes(meetup.local_start),
        "end": _minutes(meetup.local_end),
        "all_day": "day" if is_white else "night",
        "lit_until": _lit_until(meetup),
        **{name: _at(light, name, day, meetup.time_zone) for name in ("dawn", "sunrise", "sunset", "dusk")},
    }


def _at(light: Daylight, name: str, day, time_zone: str) -> int | None:
    """Minutes after midnight, kept within the day: in summer far north dusk may come after midnight."""
    at: datetime | None = getattr(light, name)
    if at is None:
        return None
    local = at.astimezone(ZoneInfo(time_zone)).replace(tzinfo=None)
    passed = local - datetime.combine(day, datetime.min.time())
    return min(max(int(passed.total_seconds() // 60), 0), DAY_MINUTES)


def _lit_until(meetup: Meetup) -> int | None:
    light, lit_until = meetup.zone.light_on(meetup.local_end.date())
    if light != Light.FULL:
        return None
    if lit_until is None or _minutes(lit_until) < NOON_MINUTES:
        return DAY_MINUTES
    return _minutes(lit_until)


def _minutes(clock) -> int:
    return clock.hour * 60 + clock.minute


def _my_lane(meetup: Meetup) -> str:
    """Which row of the straight is lit for the viewer."""
    if meetup.my_part == Part.SPOTTER and meetup.my_state == RSVPState.GOING:
        return "spotting"
    if meetup.my_part == Part.EITHER and meetup.my_state == RSVPState.GOING:
        return Part.EITHER
    shown = (RSVPState.GOING, RSVPState.WAITING, RSVPState.OFFERED)
    return meetup.my_state if meetup.my_state in shown else ""


def _place_in_line(meetup: Meetup, viewer: Viewer) -> int:
    """Where the viewer stands on the waitlist, or among those who wait for a spotter; 0 if in neither."""
    if meetup.my_state not in IN_LINE:
        return 0
    return RSVP.objects.of_meetup(meetup.pk).place_in_queue(viewer.person_pk, meetup.my_state)


def _is_live(meetup: Meetup) -> bool:
    return meetup.my_state not in ("", None, RSVPState.DECLINED)


def _my_share(meetup: Meetup) -> Share | None:
    """About how many turns the viewer runs, as people have answered so far; who waits: once they go."""
    seats = meetup.seats
    if not _is_live(meetup) or seats.ratio is None:
        return None
    if meetup.my_state != RSVPState.GOING:
        seats = seats.with_runner() if meetup.my_part == Part.RUNNER else seats.with_either()
    if seats.lacks_people:
        return None
    return share_of(
        turns_in(meetup.ends_at - meetup.starts_at),
        meetup.my_part,
        runners=seats.going,
        either=seats.either,
        spotters=seats.spotters,
        ratio=seats.ratio,
    )


def _above_stage(meetup: Meetup, viewer: Viewer) -> bool:
    """Who is further on may come; it is only said that it will be easy."""
    stage = getattr(getattr(viewer.user, "profile", None), "stage", None)
    return stage is not None and stage > meetup.highest_stage


def _may_spot(meetup: Meetup, viewer: Viewer) -> bool:
    if meetup.runners_per_spotter is None or (is_leader(viewer, meetup) and not meetup.is_peer_led):
        return False
    if not viewer.is_member_of(meetup.group_id):
        return False
    return viewer.is_adult and viewer.counts_as_spotter


def _programme(meetup: Meetup) -> list[tuple[datetime, str]]:
    return [
        ((meetup.local_start if minutes >= 0 else meetup.local_end) + timedelta(minutes=minutes), words)
        for minutes, words in programme(meetup.session)
        if meetup.ends_at - meetup.starts_at >= timedelta(minutes=30) or minutes == 0
    ]
