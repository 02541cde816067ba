"""The time zone of a point, and the country of a time zone."""

from functools import cache
from importlib.resources import files
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import tzfpy


def time_zone_at(latitude: float, longitude: float) -> str:
    """The IANA zone of a point in degrees; "UTC" where the map or this machine knows none."""
    zone = tzfpy.get_tz(longitude, latitude)
    try:
        return ZoneInfo(zone).key if zone else "UTC"
    except ZoneInfoNotFoundError:
        return "UTC"


def country_of_zone(time_zone: str) -> str:
    """ISO code of the country a zone of ``zone.tab`` lies in; empty for UTC and for old names of zones."""
    return _countries().get(time_zone, "")


@cache
def _countries() -> dict[str, str]:
    """``{zone: country}``: in ``zone.tab`` each country has zones of its own."""
    table = files("tzdata").joinpath("zoneinfo", "zone.tab").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in table.splitlines() if not line.startswith("#"))
    return {row[2]: row[0] for row in rows}
