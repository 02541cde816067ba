"""Facts of a meetup in words, for cards, pages and mails."""

from datetime import date, datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.users.stages import STAGES
from events.meetups.kinds import MeetupKind
from events.meetups.seats import Seats
from events.meetups.walltime import abbreviation, wall

LAST_STAGE = len(STAGES) - 1
DAYS_WITH_A_NAME = 6
"""Farther away, "Tuesday" could be more than one."""


def when_in_words(start: datetime, end: datetime) -> str:
    """Weekday, day and hours of local wall time: "Tuesday 16 June, 18:30–19:30"."""
    return _("%(weekday)s %(day)s %(month)s, %(start)s–%(end)s") % {
        "weekday": date_format(start, "l"),
        "day": start.day,
        "month": date_format(start, "F"),
        "start": f"{start:%H:%M}",
        "end": f"{end:%H:%M}",
    }


def moment_in_words(local: datetime) -> str:
    """ "Monday 15 June, 18:00" """
    return _("%(weekday)s %(day)s %(month)s, %(clock)s") % {
        "weekday": date_format(local, "l"),
        "day": local.day,
        "month": date_format(local, "F"),
        "clock": f"{local:%H:%M}",
    }


def day_in_words(day: date, today: date) -> str:
    """The weekday; with the date where the weekday alone could be another: "Tuesday 7 July"."""
    weekday = date_format(day, "l")
    if abs((day - today).days) <= DAYS_WITH_A_NAME:
        return weekday
    words = {"weekday": weekday, "day": day.day, "month": date_format(day, "F")}
    return _("%(weekday)s %(day)s %(month)s") % words


def when_for_reader(starts_at: datetime, ends_at: datetime, time_zone: str) -> str:
    """When it is on the clock of the place, and on the reader's (the active time zone) where that differs:
    "Tuesday 16 June, 18:30–19:30 (CEST); on your clock 12:30–13:30 (EDT)".

    UTC is the zone of somebody who has told us no city, so it says nothing about their clock.
    """
    there = (wall(starts_at, time_zone), wall(ends_at, time_zone))
    words = f"{when_in_words(*there)} ({abbreviation(starts_at, time_zone)})"
    own = timezone.get_current_timezone_name()
    yours = (wall(starts_at, own), wall(ends_at, own))
    if own == "UTC" or yours == there:
        return words
    same_day = yours[0].date() == there[0].date()
    hours = f"{yours[0]:%H:%M}–{yours[1]:%H:%M}" if same_day else when_in_words(*yours)
    return _("%(when)s; on your clock %(hours)s (%(zone)s)") % {
        "when": words,
        "hours": hours,
        "zone": abbreviation(starts_at, own),
    }


def clock_in_words(
    starts_at: datetime, time_zone: str, own: str | None, ends_at: datetime | None = None
) -> str:
    """Which clock that is, for a line that says the time of the place: "CEST; on your clock 12:30–13:30 EDT".

    ``own`` is the reader's zone; None where they have told us no city.
    """
    there, zone = wall(starts_at, time_zone), abbreviation(starts_at, time_zone)
    if own is None or wall(starts_at, own) == there:
        return zone
    start = wall(starts_at, own)
    hours = f"{start:%H:%M}–{wall(ends_at, own):%H:%M}" if ends_at else f"{start:%H:%M}"
    return _("%(there)s; on your clock %(hours)s %(zone)s") % {
        "there": zone,
        "hours": hours if start.date() == there.date() else f"{date_format(start, 'D')} {hours}",
        "zone": abbreviation(starts_at, own),
    }


def need_in_words(seats: Seats) -> tuple[str, str]:
    """What is needed next, and the rest: how many can still run and how many spotters that takes."""
    if seats.spotters_wanted:
        rest = _("for the runners who are there.")
        return spotters_in_words(seats.spotters_wanted), f"{rest} {lanes_in_words(seats)}"
    if seats.free:
        return lanes_in_words(seats), _spotters_for_all(seats)
    return lanes_in_words(seats), _("The waitlist is open.")


def lanes_in_words(seats: Seats) -> str:
    if seats.is_full:
        return _("All lanes are taken.")
    words = ngettext("%(count)d can still run.", "%(count)d can still run.", seats.free)
    return words % {"count": seats.free}


def spotters_in_words(count: int) -> str:
    return ngettext("%(count)d spotter wanted", "%(count)d spotters wanted", count) % {"count": count}


def _spotters_for_all(seats: Seats) -> str:
    if seats.ratio is None:
        return _("No spotter is needed.")
    missing = seats.spotters_wanted_in_all
    return f"{spotters_in_words(missing)}." if missing else _("Spotters are there for all.")


def stages_in_words(lowest: int, highest: int) -> str:
    """Whom it is for: "Stages 0–1", "Stage 2 and up", "All stages"."""
    if lowest == highest:
        return _("Stage %(stage)d") % {"stage": lowest}
    if highest == LAST_STAGE:
        return _("Stage %(stage)d and up") % {"stage": lowest} if lowest else _("All stages")
    return _("Stages %(lowest)d–%(highest)d") % {"lowest": lowest, "highest": highest}


def stage_names(lowest: int, highest: int) -> str:
    """The same without figures: "First steps to jogging straights"."""
    names = [str(stage[1]) for stage in STAGES]
    if lowest == highest:
        return names[lowest]
    return _("%(lowest)s to %(highest)s") % {"lowest": names[lowest], "highest": names[highest]}


def seats_in_words(seats: Seats) -> str:
    """ "3 of 8 seats left" """
    if seats.is_full:
        return _("All %(count)d seats are taken") % {"count": seats.capacity}
    words = ngettext("%(free)d of %(count)d seat left", "%(free)d of %(count)d seats left", seats.capacity)
    return words % {"free": seats.free, "count": seats.capacity}


def still_needed(seats: Seats) -> str:
    """ "2 spotters still needed": for the runners who are there, else for all seats; empty if none is."""
    if not seats.ratio:
        return ""
    missing = seats.spotters_wanted or seats.spotters_wanted_in_all
    if not missing:
        return _("spotters are there for all")
    words = ngettext("%(count)d spotter still needed", "%(count)d spotters still needed", missing)
    return words % {"count": missing}


def sentence(text: str) -> str:
    """What somebody typed, with a full stop unless it ends like a sentence already."""
    return text if text.endswith((".", "!", "?", "…")) else f"{text}."


def programme(session: str) -> list[tuple[int, str]]:
    """How the hour goes: minutes after the start, and what happens. The last is counted from the end."""
    if session == MeetupKind.SOCIAL:
        return _social()
    return [
        (
            0,
            _("Meet at the place. The leader walks the zone and looks at ground, crowd and light."),
        ),
        (10, _("Call words: STOP, EASY, IN, OUT. First standing still, then at a walk.")),
        (20, _MIDDLE[session]()),
        (-10, _("Walk forward together, and say who spots next time.")),
    ]


def _social() -> list[tuple[int, str]]:
    return [
        (0, _("Meet at the place. Nobody runs backwards today.")),
        (10, _("Talk, walk forward together, plan the next dates.")),
    ]


_MIDDLE = {
    "walking_drill": lambda: _("Walk backwards, 8 × 30 m; swap after each turn and walk back forward."),
    "straight": lambda: _("Jog 50 m backwards with your spotter facing you; walk back forward; again."),
    "laps": lambda: _(
        "Laps in the outer lane, in the normal direction, your spotter in front of you; walk every other one."
    ),
    "training": lambda: _("Calls and hand signs at a walk: each spots, is spotted, and says STOP once."),
    "path": lambda: _("Run backwards along the path, your spotter in front of you and seeing past you."),
}
