"""Points, lines and outlines of GeoJSON: one point that stands for them, and how long they are.

Pure. Points are ``(latitude, longitude)`` in degrees, lengths in metres. GeoJSON writes longitude first.
"""

import math
from collections.abc import Iterable, Sequence
from itertools import pairwise

type Point = tuple[float, float]
type Line = list[Point]

EARTH_RADIUS_M = 6_371_008.8


class NoPlaceOnEarth(ValueError):
    """A geometry that names no point."""


class OffEarth(NoPlaceOnEarth):
    """A geometry with degrees that the Earth does not have."""

    def __init__(self, longitude: float, latitude: float) -> None:
        super().__init__(f"{longitude:g}, {latitude:g}")
        self.is_projected = max(abs(longitude), abs(latitude)) > 360


def distance_m(one: Point, other: Point) -> float:
    """Along the surface (haversine)."""
    lat1, lon1, lat2, lon2 = (math.radians(degrees) for degrees in (*one, *other))
    half = (
        math.sin((lat2 - lat1) / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    )
    return 2 * EARTH_RADIUS_M * math.asin(min(1.0, math.sqrt(half)))


def length_m(line: Line) -> float:
    return sum(distance_m(one, other) for one, other in pairwise(line))


def extent_m(lines: Iterable[Line]) -> float:
    """The diagonal of the box around all points: no straight line inside is longer."""
    points = [point for line in lines for point in unwrapped(line)]
    south, north = min(lat for lat, _ in points), max(lat for lat, _ in points)
    west, east = min(lon for _, lon in points), max(lon for _, lon in points)
    return distance_m((south, west), (north, east))


def lines_of(geometry: object) -> list[Line]:
    """The point, line or outer outlines of a GeoJSON geometry, largest first; raises NoPlaceOnEarth."""
    if not isinstance(geometry, dict):
        raise NoPlaceOnEarth
    coordinates = geometry.get("coordinates")
    match geometry.get("type"):
        case "Point":
            found = [_line([coordinates])]
        case "LineString":
            found = [_line(coordinates)]
        case "MultiLineString":
            found = [_line(part) for part in _parts(coordinates)]
        case "Polygon":
            found = [_line(_parts(coordinates)[0])]
        case "MultiPolygon":
            found = [_line(_parts(part)[0]) for part in _parts(coordinates)]
        case _:
            raise NoPlaceOnEarth
    return sorted(found, key=length_m, reverse=True)


def is_closed(line: Line) -> bool:
    return len(line) > 3 and line[0] == line[-1]


def point_of(line: Line) -> Point:
    """One point for a line: half-way along it, or for an outline its middle, if that lies inside."""
    if len(line) == 1:
        return line[0]
    if not is_closed(line):
        return _halfway(line)
    outline = unwrapped(line)
    center = _centroid(outline)
    if center is None or not is_inside(center, outline):
        center = _mean(outline[:-1])
    return wrapped(center)


def _parts(coordinates: object) -> Sequence:
    if not isinstance(coordinates, list) or not coordinates:
        raise NoPlaceOnEarth
    return coordinates


def _line(coordinates: object) -> Line:
    return [_point(position) for position in _parts(coordinates)]


def _point(position: object) -> Point:
    if not isinstance(position, list) or len(position) < 2:
        raise NoPlaceOnEarth
    lon, lat = position[:2]
    numbers = all(isinstance(number, int | float) and not isinstance(number, bool) for number in (lat, lon))
    if not numbers:
        raise NoPlaceOnEarth
    if not (-90 <= lat <= 90 and -180 <= lon <= 180):
        raise OffEarth(lon, lat)
    return float(lat), float(lon)


def unwrapped(line: Line) -> Line:
    """The same line with longitudes that do not jump at the antimeridian."""
    first = line[0][1]
    if all(-180 <= lon - first <= 180 for _lat, lon in line):
        return line
    return [(lat, lon - 360 * round((lon - first) / 360)) for lat, lon in line]


def wrapped(point: Point) -> Point:
    lat, lon = point
    return lat, (lon + 180) % 360 - 180


def _halfway(line: Line) -> Point:
    left = length_m(line) / 2
    for (lat1, lon1), (lat2, lon2) in pairwise(unwrapped(line)):
        step = distance_m((lat1, lon1), (lat2, lon2))
        if step >= left > 0:
            share = left / step
            return wrapped((lat1 + (lat2 - lat1) * share, lon1 + (lon2 - lon1) * share))
        left -= step
    return line[0]


def _centroid(outline: Line) -> Point | None:
    """The middle of an area, on a flat map: good for anything as small as a park."""
    lat0, lon0 = outline[0]
    doubled = lat_sum = lon_sum = 0.0
    for (lat1, lon1), (lat2, lon2) in pairwise((lat - lat0, lon - lon0) for lat, lon in outline):
        cross = lon1 * lat2 - lon2 * lat1
        doubled += cross
        lat_sum += (lat1 + lat2) * cross
        lon_sum += (lon1 + lon2) * cross
    if abs(doubled) < 1e-16:
        return None
    return lat0 + lat_sum / (3 * doubled), lon0 + lon_sum / (3 * doubled)


def _mean(points: Line) -> Point:
    return sum(lat for lat, _ in points) / len(points), sum(lon for _, lon in points) / len(points)


def is_inside(point: Point, outline: Line) -> bool:
    """Does a ray from the point cross the outline an odd number of times?"""
    lat, lon = point
    inside = False
    for (lat1, lon1), (lat2, lon2) in pairwise(outline):
        if (lat1 > lat) != (lat2 > lat) and lon < lon1 + (lat - lat1) / (lat2 - lat1) * (lon2 - lon1):
            inside = not inside
    return inside
