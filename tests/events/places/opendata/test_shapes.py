import math
import random

import pytest

from events.places.opendata.shapes import Box, Ground, outline_of, simplified

SQUARE = [[49.4, 8.7], [49.4, 8.701], [49.401, 8.701], [49.401, 8.7], [49.4, 8.7]]


def circle(corners):
    turns = [2 * math.pi * corner / corners for corner in range(corners)]
    ring = [(49.4 + math.sin(turn) / 1000, 8.7 + math.cos(turn) / 1000) for turn in turns]
    return [*ring, ring[0]]


def touches(outline, *line):
    return Ground(outline).is_touched_by(line, Box(line))


def test_a_point_has_no_outline():
    assert outline_of([(49.4, 8.7)]) is None


def test_a_short_outline_is_kept_as_it_is():
    assert outline_of([(lat, lon) for lat, lon in SQUARE]) == SQUARE


@pytest.mark.parametrize("corners", [201, 5_000])
def test_a_long_outline_keeps_two_hundred_points_and_its_form(corners):
    ring = circle(corners)
    outline = outline_of(ring)

    assert len(outline) == 200
    assert outline[0] == outline[-1]
    assert touches(outline, (49.4, 8.7))
    radii = [math.hypot(lat - 49.4, lon - 8.7) for lat, lon in outline]
    assert max(radii) - min(radii) < 2e-6


def test_corners_stay_and_points_between_them_go():
    line = [(0.0, step / 100) for step in range(300)] + [(step / 100, 3.0) for step in range(300)]

    assert set(simplified(line, 3)) == {(0.0, 0.0), (0.0, 3.0), (2.99, 3.0)}


@pytest.mark.parametrize("points", [1, 2, 200, 201, 999])
def test_ends_stay_whatever_the_line(points):
    chance = random.Random(points)
    line = [(chance.random(), chance.random()) for _ in range(points)]
    kept = simplified(line)

    assert (kept[0], kept[-1], len(kept)) == (line[0], line[-1], min(points, 200))


@pytest.mark.parametrize(
    ("line", "is_touched"),
    [
        ([(49.4005, 8.7005)], True),
        ([(49.4005, 8.69), (49.4005, 8.71)], True),
        ([(49.39, 8.6995), (49.41, 8.6995)], False),
        ([(49.39, 8.6997), (49.41, 8.6997)], True),
        ([(49.4012, 8.7005)], True),
        ([(49.4013, 8.7005)], False),
        ([(50.4, 8.7)], False),
    ],
)
def test_what_touches(line, is_touched):
    assert touches(SQUARE, *line) == is_touched


@pytest.mark.parametrize("longitude", [179.9999, -179.9999, 180, -180])
def test_what_touches_at_the_antimeridian(longitude):
    strip = [[0, 179.999], [0, -179.999], [0.001, -179.999], [0.001, 179.999], [0, 179.999]]

    assert touches(strip, (0.0005, longitude))
    assert not touches(strip, (0.0005, math.copysign(179.99, longitude)))


def test_at_the_pole_nothing_breaks():
    assert touches([[90, 0]], (89.9999, 120))
    assert not touches([[90, 0]], (89.99, 120))
