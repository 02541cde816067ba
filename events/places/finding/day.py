"""A day's light at a place, as numbers for a drawing and as words beside it."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from accounts.templatetags.drawing import MINUTES, day_x
from events.places.daylight import Daylight, Sun, daylight, in_words, is_dark
from events.places.models import Lamps, Light, Place

LAMP_EVERY = 32


@dataclass(frozen=True)
class Span:
    x: str
    width: str


@dataclass(frozen=True)
class Day:
    """From midnight to midnight, local time."""

    twilight: Span | None
    sunlight: Span | None
    lamps: list[str]
    now_x: str
    now: str
    words: str
    is_dark: bool
    lit_until: time | None
    times: list[tuple[str, str]]


def day_of(place: Place, at: datetime) -> Day:
    """The light at a place on the day of a moment there."""
    local = at.astimezone(ZoneInfo(place.time_zone))
    light = daylight(local.date(), place.latitude, place.longitude, place.time_zone)
    minutes = {name: _minute(getattr(light, name), local) for name in ("dawn", "sunrise", "sunset", "dusk")}
    whole = (0, MINUTES)
    twilight = whole if light.sun in (Sun.POLAR_DAY, Sun.WHITE_NIGHT) else (minutes["dawn"], minutes["dusk"])
    sunlight = whole if light.sun is Sun.POLAR_DAY else (minutes["sunrise"], minutes["sunset"])
    lamps = place.light_on(local.date())
    dark_from = 0 if light.sun is Sun.POLAR_NIGHT else twilight[1]
    return Day(
        _span(*twilight),
        _span(*sunlight),
        _strokes(lamps, dark_from),
        day_x(local.hour * 60 + local.minute),
        f"{local:%H:%M}",
        in_words(light),
        is_dark(at, place.latitude, place.longitude),
        lamps.until if lamps.light == Light.FULL else None,
        _times(light),
    )


def _minute(at: datetime | None, local: datetime) -> int | None:
    """Minutes from the midnight the day begins with; light of a summer night may end after the next one."""
    if at is None:
        return None
    midnight = datetime.combine(local.date(), time(), local.tzinfo)
    return round((at.replace(tzinfo=None) - midnight.replace(tzinfo=None)) / timedelta(minutes=1))


def _span(start: int | None, end: int | None) -> Span | None:
    if start is None or end is None:
        return None
    start, end = max(start, 0), min(end, MINUTES)
    return Span(day_x(start), day_x(end - start))


def _strokes(lamps: Lamps, dark_from: int | None) -> list[str]:
    """A stroke for every half hour that lamps are on after dusk."""
    if lamps.light != Light.FULL or dark_from is None:
        return []
    until = lamps.until
    end = MINUTES if until is None or until.hour < 12 else until.hour * 60 + until.minute
    return [f"M{day_x(minute)} 52l5-18" for minute in range(dark_from + 8, end - 16, LAMP_EVERY)]


def _times(light: Daylight) -> list[tuple[str, str]]:
    named = (
        (_("first light"), light.dawn),
        (_("sunrise"), light.sunrise),
        (_("sunset"), light.sunset),
        (_("dark from"), light.dusk),
    )
    return [(name, f"{at:%H:%M}") for name, at in named if at is not None]
