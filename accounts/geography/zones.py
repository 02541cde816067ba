"""The time zone of a point."""

from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import tzfpy


def time_zone_at(latitude: float, longitude: float) -> str:
    """The IANA zone of a point in degrees; "UTC" where the map or this machine knows none."""
    zone = tzfpy.get_tz(longitude, latitude)
    try:
        return ZoneInfo(zone).key if zone else "UTC"
    except ZoneInfoNotFoundError:
        return "UTC"
