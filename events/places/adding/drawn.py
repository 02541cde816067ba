"""What somebody drew as a zone: is it a line or an area that people could run in?

Pure. Points are ``(latitude, longitude)`` in degrees, lengths in metres. The ground is taken as flat:
good for anything as small as a zone.
"""

from collections.abc import Sequence
from itertools import combinations, pairwise

from events.places.opendata.geometry import Line, Point, distance_m, length_m, unwrapped

REACH_M = 2_000
LONGEST_M = 1_000
LEAST_OF_LINE, LEAST_OF_AREA, MOST = 2, 3, 50


def without_repeats(points: Sequence[Point]) -> Line:
    """The same points; one that was tapped twice in a row is one."""
    return [point for index, point in enumerate(points) if index == 0 or point != points[index - 1]]


def farthest_m(center: Point, points: Sequence[Point]) -> float:
    return max(distance_m(center, point) for point in points)


def is_too_long(line: Line) -> bool:
    return length_m(line) > LONGEST_M


def crosses_itself(outline: Line) -> bool:
    """Do two sides of this outline, which need not be closed, meet anywhere but at a common corner?"""
    corners = unwrapped(outline)
    if corners[0] == corners[-1]:
        corners = corners[:-1]
    if len(set(corners)) < len(corners):
        return True
    sides = list(pairwise([*corners, corners[0]]))
    apart = (pair for pair in combinations(sides, 2) if not set(pair[0]) & set(pair[1]))
    around = zip(corners, [*corners[1:], corners[0]], [*corners[2:], *corners[:2]], strict=True)
    return any(_meet(*pair) for pair in apart) or any(_folds_back(*three) for three in around)


def _meet(one: tuple[Point, Point], other: tuple[Point, Point]) -> bool:
    """Two stretches without a common end meet if each has the ends of the other on both sides."""
    a, b = (_side(*one, end) for end in other)
    c, d = (_side(*other, end) for end in one)
    if a == b == c == d == 0:
        return _overlap(one, other)
    return a * b <= 0 and c * d <= 0


def _side(start: Point, end: Point, point: Point) -> int:
    """On which side of a line a point lies: 1, -1, or 0 for on it."""
    (lat1, lon1), (lat2, lon2), (lat, lon) = start, end, point
    turn = (lat2 - lat1) * (lon - lon1) - (lon2 - lon1) * (lat - lat1)
    return (turn > 0) - (turn < 0)


def _overlap(one: tuple[Point, Point], other: tuple[Point, Point]) -> bool:
    """Do two stretches of one straight line share a part?"""
    return all(
        min(first) <= max(second) and min(second) <= max(first)
        for first, second in zip(zip(*one, strict=True), zip(*other, strict=True), strict=True)
    )


def _folds_back(before: Point, corner: Point, after: Point) -> bool:
    """Does the outline turn round at this corner and run over itself?"""
    back = [(one - at) * (other - at) for one, at, other in zip(before, corner, after, strict=True)]
    return _side(before, corner, after) == 0 and sum(back) > 0
