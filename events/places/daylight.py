"""When it is light at a place: dawn, sunrise, sunset and civil dusk, computed without any network.

Dark means that the sun is more than 6 degrees below the horizon: before civil dawn or after civil dusk. Times
are for a flat horizon at sea level, and good to about two minutes; hills and clouds take light away.
The sun's position comes from astral, which follows the equations NOAA publishes (gml.noaa.gov/grad/solcalc).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from astral import Observer
from astral.sun import zenith
from django.utils.formats import time_format
from django.utils.translation import gettext as _

HALF_A_DAY = timedelta(hours=12)
# Angles of the sun's centre from straight up, in degrees.
HORIZON = 90.833  # the upper rim touches the horizon
CIVIL = 96.0  # civil twilight ends
LOOK_EVERY = timedelta(minutes=5)
CLOSE_ENOUGH = timedelta(seconds=1)


class Sun(StrEnum):
    """What the sun does on a day."""

    RISES_AND_SETS = "rises_and_sets"
    WHITE_NIGHT = "white_night"  # sets, and it never gets dark
    POLAR_DAY = "polar_day"  # never sets
    POLAR_TWILIGHT = "polar_twilight"  # never rises, and some hours are light
    POLAR_NIGHT = "polar_night"  # never light


@dataclass(frozen=True)
class Daylight:
    """A day's light around noon, in local time; None where it does not happen."""

    sun: Sun
    dawn: datetime | None
    sunrise: datetime | None
    sunset: datetime | None
    dusk: datetime | None


def daylight(day: date, latitude: float, longitude: float, time_zone: str) -> Daylight:
    """The light of the solar day whose noon falls nearest to noon of ``day``. In summer far north, dusk may
    come after midnight."""
    zone = ZoneInfo(time_zone)
    noon = _solar_noon(day, longitude, zone)

    def crossing(hours: timedelta, angle: float) -> datetime | None:
        found = _crossing(noon, noon + hours, angle, latitude, longitude)
        return found.astimezone(zone) if found else None

    dawn, dusk = crossing(-HALF_A_DAY, CIVIL), crossing(HALF_A_DAY, CIVIL)
    sunrise, sunset = crossing(-HALF_A_DAY, HORIZON), crossing(HALF_A_DAY, HORIZON)
    highest = _angle(noon, latitude, longitude)
    return Daylight(_kind(highest, dusk=dusk, sunset=sunset), dawn, sunrise, sunset, dusk)


def is_dark(at: datetime, latitude: float, longitude: float) -> bool:
    """After civil dusk or before civil dawn, at any moment, on any day, anywhere."""
    return _angle(at, latitude, longitude) > CIVIL


def ends_in_the_dark(starts_at: datetime, ends_at: datetime, latitude: float, longitude: float) -> bool:
    """Is it dark at the end, or at any time before it since the start?"""
    return dark_from(starts_at, ends_at, latitude, longitude) is not None


def dark_from(starts_at: datetime, ends_at: datetime, latitude: float, longitude: float) -> datetime | None:
    """The first dark moment from start to end, in the zone of ``starts_at``; None if all of it is light."""
    light_until = starts_at
    for moment in _moments(starts_at, ends_at):
        if is_dark(moment, latitude, longitude):
            if moment == starts_at:
                return starts_at
            dusk = _crossing(light_until, moment, CIVIL, latitude, longitude) or moment
            return dusk.astimezone(starts_at.tzinfo)
        light_until = moment
    return None


def dark_moments(
    starts_at: datetime, ends_at: datetime, latitude: float, longitude: float
) -> Iterator[datetime]:
    """Every few minutes between start and end at which it is dark, in the zone of ``starts_at``."""
    return (moment for moment in _moments(starts_at, ends_at) if is_dark(moment, latitude, longitude))


def why_too_dark(
    starts_at: datetime, ends_at: datetime, latitude: float, longitude: float, time_zone: str
) -> str:
    """In a sentence, why there is not enough daylight from start to end; empty if there is."""
    zone = ZoneInfo(time_zone)
    dark = dark_from(starts_at.astimezone(zone), ends_at.astimezone(zone), latitude, longitude)
    if dark is None:
        return ""
    light = daylight(starts_at.astimezone(zone).date(), latitude, longitude, time_zone)
    if light.sun is Sun.POLAR_NIGHT:
        return _("It stays dark all day on that date and this place has no light. Pick a place with light.")
    if dark > starts_at:
        return _("Dusk ends at %(dusk)s and this place has no light. Pick an end before that.") % {
            "dusk": _clock(dark)
        }
    if light.dawn and starts_at < light.dawn:
        return _("It is dark until %(dawn)s and this place has no light. Pick a start after that.") % {
            "dawn": _clock(light.dawn + timedelta(minutes=1))
        }
    return _("It is dark at that hour and this place has no light. Pick an earlier time.")


def in_words(light: Daylight) -> str:
    """A day's light in a sentence, for the page of a meetup."""
    match light.sun:
        case Sun.POLAR_DAY:
            return _("The sun does not set: it stays light.")
        case Sun.POLAR_NIGHT:
            return _("The sun does not rise: it stays dark.")
        case Sun.WHITE_NIGHT if light.sunset:
            return _("The sun sets at %(sunset)s and it stays light.") % {"sunset": _clock(light.sunset)}
        case _ if light.sunset and light.dusk:
            words = {"sunset": _clock(light.sunset), "dusk": _clock(light.dusk)}
            return _("The sun sets at %(sunset)s, dusk ends at %(dusk)s.") % words
        case _ if light.dusk:
            return _("The sun does not rise; dusk ends at %(dusk)s.") % {"dusk": _clock(light.dusk)}
    return ""


def _kind(highest: float, *, dusk: datetime | None, sunset: datetime | None) -> Sun:
    if highest > CIVIL:
        return Sun.POLAR_NIGHT
    if dusk is None:
        return Sun.POLAR_DAY if sunset is None else Sun.WHITE_NIGHT
    return Sun.POLAR_TWILIGHT if sunset is None else Sun.RISES_AND_SETS


def _solar_noon(day: date, longitude: float, zone: ZoneInfo) -> datetime:
    """Mean solar noon nearest to 12:00 on the clock: a zone can lie a day away from its sun."""
    clock = datetime.combine(day, time(12), zone).astimezone(UTC)
    mean = datetime.combine(clock.date(), time(12), UTC) - timedelta(hours=longitude / 15)
    return min((mean + timedelta(days=shift) for shift in (-1, 0, 1)), key=lambda noon: abs(noon - clock))


def _crossing(
    lighter: datetime, darker: datetime, angle: float, latitude: float, longitude: float
) -> datetime | None:
    """When the sun passes ``angle`` between two moments, in UTC; None if both lie on one side of it."""
    lighter, darker = lighter.astimezone(UTC), darker.astimezone(UTC)
    if _angle(lighter, latitude, longitude) > angle or _angle(darker, latitude, longitude) <= angle:
        return None
    while abs(darker - lighter) > CLOSE_ENOUGH:
        middle = lighter + (darker - lighter) / 2
        if _angle(middle, latitude, longitude) > angle:
            darker = middle
        else:
            lighter = middle
    return lighter


def _angle(at: datetime, latitude: float, longitude: float) -> float:
    return zenith(Observer(latitude, longitude), at.astimezone(UTC), with_refraction=False)


def _moments(starts_at: datetime, ends_at: datetime):
    """Every few minutes from start to end, both included; elapsed time, whatever the clocks do."""
    zone = starts_at.tzinfo
    moment, end = starts_at.astimezone(UTC), ends_at.astimezone(UTC)
    while moment < end:
        yield moment.astimezone(zone)
        moment += LOOK_EVERY
    yield end.astimezone(zone)


def _clock(at: datetime) -> str:
    """Hours and minutes, cut off: an end before this minute is before dusk."""
    return time_format(at.timetz(), "H:i")
