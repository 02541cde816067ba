"""Outlines as places keep them, and which of them a path touches.

Pure. Points are ``(latitude, longitude)`` in degrees; nearness is worked out on a flat map around the place.
"""

import heapq
import math
from collections.abc import Sequence
from itertools import pairwise

from events.places.opendata.geometry import (
    EARTH_RADIUS_M,
    Line,
    is_closed,
    is_inside,
    unwrapped,
    wrapped,
)

MOST_POINTS = 200
DECIMALS = 6
TOUCH_M = 25.0
METRES_PER_DEGREE = math.pi * EARTH_RADIUS_M / 180

type Shape = list[list[float]]


def simplified(line: Line, most: int = MOST_POINTS) -> Line:
    """The line with at most so many points: those go first that bend it least (Visvalingam)."""
    points = unwrapped(line)
    before = list(range(-1, len(points) - 1))
    after = list(range(1, len(points) + 1))
    bends = {i: _bend(points[i - 1], points[i], points[i + 1]) for i in range(1, len(points) - 1)}
    heap = [(bend, index) for index, bend in bends.items()]
    heapq.heapify(heap)
    while len(bends) + 2 > most and heap:
        bend, index = heapq.heappop(heap)
        if bends.get(index) != bend:
            continue
        del bends[index]
        left, right = before[index], after[index]
        after[left], before[right] = right, left
        for near in (left, right):
            if near in bends:
                bends[near] = max(bend, _bend(points[before[near]], points[near], points[after[near]]))
                heapq.heappush(heap, (bends[near], near))
    last = len(points) - 1
    return [point for i, point in enumerate(line) if i in (0, last) or i in bends]


def outline_of(line: Line) -> Shape | None:
    """What a place keeps of a way or an area; None for a point."""
    if len(line) < 2:
        return None
    kept = line if len(line) <= MOST_POINTS else simplified(line)
    return [[round(lat, DECIMALS), round(lon, DECIMALS)] for lat, lon in kept]


class Box:
    """Where a line lies, in degrees: the middle, and how far it reaches to all sides."""

    def __init__(self, line: Sequence[Sequence[float]]) -> None:
        points = unwrapped([(lat, lon) for lat, lon in line])
        south, west, north, east = _box(points)
        self.middle = wrapped(((south + north) / 2, (west + east) / 2))
        self.high, self.wide = (north - south) / 2, (east - west) / 2


def half_diagonal_m(box: Box) -> float:
    """How far the box reaches from its middle."""
    return math.hypot(box.high, box.wide) * METRES_PER_DEGREE


class Ground:
    """A place on a flat map, in metres: what is near it is asked again and again."""

    def __init__(self, outline: Sequence[Sequence[float]]) -> None:
        line = unwrapped([(lat, lon) for lat, lon in outline])
        self.origin = line[0]
        self.shrink = math.cos(math.radians(self.origin[0]))
        self.degrees = Box(outline)
        self.points = [self._flat(point) for point in line]
        self.is_area = is_closed(line)
        self.edges = _segments(self.points)

    def is_touched_by(self, line: Sequence[Sequence[float]], box: Box) -> bool:
        """Does the line, which lies in the box, run through the place, or within TOUCH_M of its edge?"""
        if not self._meets(box):
            return False
        flat = [self._flat((lat, lon)) for lat, lon in line]
        if self.is_area and is_inside(flat[len(flat) // 2], self.points):
            return True
        low_y, low_x, high_y, high_x = _box(flat, TOUCH_M)
        edges = [
            (a, b)
            for a, b in self.edges
            if min(a[0], b[0]) <= high_y
            and max(a[0], b[0]) >= low_y
            and min(a[1], b[1]) <= high_x
            and max(a[1], b[1]) >= low_x
        ]
        return any(_are_near(step, edge) for step in _segments(flat) for edge in edges)

    def _meets(self, box: Box) -> bool:
        margin, mine = TOUCH_M / METRES_PER_DEGREE, self.degrees
        if abs(box.middle[0] - mine.middle[0]) > box.high + mine.high + margin:
            return False
        apart = abs((box.middle[1] - mine.middle[1] + 180) % 360 - 180)
        return (apart - box.wide - mine.wide) * self.shrink <= margin * 2

    def _flat(self, point: tuple[float, float]) -> tuple[float, float]:
        lat, lon = point
        east = (lon - self.origin[1] + 180) % 360 - 180
        return (lat - self.origin[0]) * METRES_PER_DEGREE, east * self.shrink * METRES_PER_DEGREE


type Flat = tuple[float, float]
type Segment = tuple[Flat, Flat]


def _bend(one: Flat, middle: Flat, other: Flat) -> float:
    """The area of the triangle that would be cut off."""
    shrink = math.cos(math.radians(middle[0]))
    up, right = middle[0] - one[0], (middle[1] - one[1]) * shrink
    return abs(up * (other[1] - one[1]) * shrink - right * (other[0] - one[0]))


def _box(points: Sequence[Flat], margin: float = 0.0) -> tuple[float, float, float, float]:
    ys, xs = [y for y, _ in points], [x for _, x in points]
    return min(ys) - margin, min(xs) - margin, max(ys) + margin, max(xs) + margin


def _segments(points: Sequence[Flat]) -> list[Segment]:
    return list(pairwise(points)) or [(points[0], points[0])]


def _are_near(one: Segment, other: Segment) -> bool:
    return (
        _cross(one, other)
        or _distance(one[0], other) <= TOUCH_M
        or _distance(one[1], other) <= TOUCH_M
        or _distance(other[0], one) <= TOUCH_M
        or _distance(other[1], one) <= TOUCH_M
    )


def _cross(one: Segment, other: Segment) -> bool:
    return _side(*one, other[0]) * _side(*one, other[1]) < 0 and (
        _side(*other, one[0]) * _side(*other, one[1]) < 0
    )


def _side(a: Flat, b: Flat, point: Flat) -> float:
    return (b[0] - a[0]) * (point[1] - a[1]) - (b[1] - a[1]) * (point[0] - a[0])


def _distance(point: Flat, segment: Segment) -> float:
    (ay, ax), (by, bx) = segment
    dy, dx = by - ay, bx - ax
    squared = dy * dy + dx * dx
    share = ((point[0] - ay) * dy + (point[1] - ax) * dx) / squared if squared else 0.0
    share = min(1.0, max(0.0, share))
    return math.hypot(point[0] - ay - share * dy, point[1] - ax - share * dx)
