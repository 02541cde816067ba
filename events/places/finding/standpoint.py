"""Where somebody looks from: a city they chose or typed, their position, or their home area."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from accounts.geography import City, snap_to_cell
from accounts.permissions import Viewer

LONGEST = 100
NAMESAKES = slice(1, 5)


@dataclass(frozen=True)
class Standpoint:
    """Where somebody looks from, in degrees, and what to call it."""

    latitude: float
    longitude: float
    label: str
    city_id: int | None = None


def standpoint(viewer: Viewer, data: Mapping[str, str]) -> tuple[Standpoint | None, list[City]]:
    """Where to look from, and other cities of the name that was typed."""
    key = data.get("city", "")[:10]
    if key.isdecimal() and (city := City.objects.filter(pk=key).first()):
        return _of(city), []
    if typed := data.get("q", "").strip()[:LONGEST]:
        found = list(City.objects.search(typed))
        return (_of(found[0]), found[NAMESAKES]) if found else (None, [])
    if point := _position(data):
        city = City.objects.nearest_to(*point)
        return Standpoint(*point, city.local_name() if city else _degrees(point)), []
    profile = getattr(viewer.user, "profile", None)
    if profile and profile.home:
        latitude, longitude = profile.home
        return Standpoint(latitude, longitude, profile.home_label.split(",")[0]), []
    return None, []


def _of(city: City) -> Standpoint:
    return Standpoint(city.latitude, city.longitude, city.local_name(), city.pk)


def _position(data: Mapping[str, str]) -> tuple[float, float] | None:
    """The cell that somebody's browser named; a point is snapped to its cell here too, and never kept."""
    try:
        latitude, longitude = (float(data.get(axis, "")[:20]) for axis in ("latitude", "longitude"))
    except ValueError:
        return None
    if not (-90 <= latitude <= 90 and math.isfinite(longitude)):
        return None
    return snap_to_cell(latitude, longitude)


def _degrees(point: tuple[float, float]) -> str:
    return f"{point[0]:.1f}, {point[1]:.1f}"
