"""The plan of a place: its outline and its zones from above, north up and to scale, as numbers for an SVG."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from accounts.geography.cells import EARTH_RADIUS_KM
from accounts.templatetags.drawing import number
from events.places.models import Place, Travel, Zone

WIDTH, HEIGHT = 900, 420
MARGIN_X, MARGIN_Y = 130, 90
LARGEST_SCALE = 8.0  # pixels a metre: a zone of a few metres need not fill the sheet
BARS_M = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000)
LONGEST_BAR = 200
LARGER = 4
HEAD, KEY_OFF, SHY = 16, 54, 34
METRES_A_DEGREE = EARTH_RADIUS_KM * 1000 * math.pi / 180

type Point = tuple[float, float]


@dataclass(frozen=True)
class DrawnZone:
    """A zone on the plan; all but its number and name is path data."""

    key: int
    name: str
    length_m: int
    is_area: bool
    body: str
    arrow: str
    key_x: str
    key_y: str
    start: str = ""
    end_x: str = ""
    end_y: str = ""


@dataclass(frozen=True)
class Plan:
    outline: str
    bar_m: int
    bar_px: str
    zones: list[DrawnZone] = field(default_factory=list)


def plan_of(place: Place, zones: Iterable[Zone]) -> Plan | None:
    """A place as it lies; None where nobody has drawn anything yet."""
    with_shape = [zone for zone in zones if zone.shape and len(zone.shape) > 1]
    outline = place.outline if place.outline and len(place.outline) > 2 else []
    if not with_shape and not outline:
        return None
    here = (place.latitude, place.longitude)
    shapes = [_metres(zone.shape or [], here) for zone in with_shape]
    around = _metres(outline, here)
    sheet = _Sheet.around(_worth_showing([at for shape in shapes for at in shape], around))
    return Plan(
        _closed(sheet.at(around)) if around else "",
        sheet.bar_m,
        number(sheet.bar_m * sheet.scale),
        [
            _drawn(key, zone, shape, sheet)
            for key, (zone, shape) in enumerate(zip(with_shape, shapes, strict=True), 1)
        ],
    )


def _worth_showing(zones: list[Point], around: list[Point]) -> list[Point]:
    """The zones, and all of the place unless they would be lost in it."""
    if zones and (not around or _extent(around) > LARGER * _extent(zones)):
        return zones
    return zones + around


def _extent(points: Sequence[Point]) -> float:
    return max(max(point[axis] for point in points) - min(point[axis] for point in points) for axis in (0, 1))


@dataclass(frozen=True)
class _Sheet:
    """Where metres east and north of the place lie on the paper."""

    middle: Point
    scale: float

    @classmethod
    def around(cls, points: Sequence[Point]) -> "_Sheet":
        east, north = ([point[axis] for point in points] for axis in (0, 1))
        width, height = max(east) - min(east), max(north) - min(north)
        fits = ((WIDTH - 2 * MARGIN_X) / max(width, 1), (HEIGHT - 2 * MARGIN_Y) / max(height, 1))
        middle = ((max(east) + min(east)) / 2, (max(north) + min(north)) / 2)
        return cls(middle, min(*fits, LARGEST_SCALE))

    def at(self, points: Iterable[Point]) -> list[Point]:
        return [
            (
                WIDTH / 2 + (east - self.middle[0]) * self.scale,
                HEIGHT / 2 - (north - self.middle[1]) * self.scale,
            )
            for east, north in points
        ]

    @property
    def bar_m(self) -> int:
        return max((metres for metres in BARS_M if metres * self.scale <= LONGEST_BAR), default=BARS_M[0])


def _metres(points: Sequence[Sequence[float]], here: Point) -> list[Point]:
    """East and north of a point, over flat ground; across the antimeridian the short way."""
    shrink = math.cos(math.radians(here[0]))
    return [
        (
            ((longitude - here[1] + 180) % 360 - 180) * shrink * METRES_A_DEGREE,
            (latitude - here[0]) * METRES_A_DEGREE,
        )
        for latitude, longitude in points
    ]


def _drawn(key: int, zone: Zone, shape: Sequence[Point], sheet: _Sheet) -> DrawnZone:
    points = sheet.at(shape)
    way = _through(points) if zone.is_area else points
    length = round(sum(math.dist(*pair) for pair in pairwise(way)) / sheet.scale)
    (x, y), beside = _halfway(way)
    off = KEY_OFF if not zone.is_area else 0
    drawn = DrawnZone(
        key=key,
        name=zone.name,
        length_m=length,
        is_area=zone.is_area,
        body=_closed(points) if zone.is_area else _open(points),
        arrow=_arrow(way, both=zone.travel == Travel.EITHER),
        key_x=number(x + beside[0] * off),
        key_y=number(y + beside[1] * off),
    )
    if zone.is_area:
        return drawn
    end_x, end_y = map(number, points[-1])
    return replace(drawn, start=_triangle(points[0], points[1]), end_x=end_x, end_y=end_y)


def _through(points: Sequence[Point]) -> list[Point]:
    """In an area people move along its first side: a line through its middle, as long as it is."""
    (x, y), (ahead, beside) = points[0], points[1]
    long = math.dist((x, y), (ahead, beside)) or 1
    way = ((ahead - x) / long, (beside - y) / long)
    middle = (sum(at[0] for at in points) / len(points), sum(at[1] for at in points) / len(points))
    reach = [(at[0] - middle[0]) * way[0] + (at[1] - middle[1]) * way[1] for at in points]
    return [
        (middle[0] + way[0] * far * 0.8, middle[1] + way[1] * far * 0.8) for far in (min(reach), max(reach))
    ]


def _halfway(points: Sequence[Point]) -> tuple[Point, Point]:
    """The middle of a line, and which way lies beside it there, towards the foot of the sheet."""
    left = sum(math.dist(*pair) for pair in pairwise(points)) / 2
    for (ax, ay), (bx, by) in pairwise(points):
        long = math.dist((ax, ay), (bx, by))
        if long and left <= long:
            beside = ((ay - by) / long, (bx - ax) / long)
            beside = beside if beside[1] >= 0 else (-beside[0], -beside[1])
            return (ax + (bx - ax) * left / long, ay + (by - ay) * left / long), beside
        left -= long
    return points[0], (0.0, 1.0)


def _arrow(points: Sequence[Point], *, both: bool) -> str:
    points = [_shy(points[0], points[1]), *points[1:-1], _shy(points[-1], points[-2])]
    heads = [_head(points[-2], points[-1])] + ([_head(points[1], points[0])] if both else [])
    return _open(points) + "".join(heads)


def _shy(end: Point, inward: Point) -> Point:
    """A little inward of an end, so that the arrow keeps off what is drawn there."""
    part = min(SHY / (math.dist(end, inward) or 1), 0.3)
    return end[0] + (inward[0] - end[0]) * part, end[1] + (inward[1] - end[1]) * part


def _head(behind: Point, tip: Point) -> str:
    """Two strokes that meet at the tip."""
    angle = math.atan2(tip[1] - behind[1], tip[0] - behind[0])
    sides = [
        (tip[0] - HEAD * math.cos(angle + turn), tip[1] - HEAD * math.sin(angle + turn))
        for turn in (0.6, -0.6)
    ]
    return _open([sides[0], tip, sides[1]])


def _triangle(at: Point, ahead: Point) -> str:
    """The start, as on a course: a triangle that points the way."""
    angle = math.atan2(ahead[1] - at[1], ahead[0] - at[0])
    return _closed(
        [
            (
                at[0] + HEAD * math.cos(angle + turn * math.tau / 3),
                at[1] + HEAD * math.sin(angle + turn * math.tau / 3),
            )
            for turn in range(3)
        ]
    )


def _open(points: Iterable[Point]) -> str:
    return "M" + "L".join(f"{number(x)} {number(y)}" for x, y in points)


def _closed(points: Iterable[Point]) -> str:
    return _open(points) + "Z"
