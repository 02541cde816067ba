"""Which points are a line or an area that people could run in."""

import pytest

from events.places.adding.drawn import crosses_itself, farthest_m, is_too_long, without_repeats

SQUARE = [(49.398, 8.651), (49.398, 8.652), (49.399, 8.652), (49.399, 8.651)]


def test_a_point_tapped_twice_is_one():
    assert without_repeats([(1, 2), (1, 2), (3, 4), (1, 2)]) == [(1, 2), (3, 4), (1, 2)]


@pytest.mark.parametrize(
    ("outline", "crosses"),
    [
        (SQUARE, False),
        ([*SQUARE, SQUARE[0]], False),
        (list(reversed(SQUARE)), False),
        (SQUARE[:3], False),
        ([SQUARE[0], SQUARE[2], SQUARE[1], SQUARE[3]], True),
        ([(0, 0), (0, 4), (4, 4), (4, 2), (0, 2), (4, 0)], True),
        ([(0, 0), (0, 4), (4, 4), (0, 2), (4, 0)], True),
        ([(0, 0), (0, 2), (0, 1)], True),
        ([(0, 0), (0, 4), (0, 2), (4, 2)], True),
        ([(0, 0), (0, 2), (0, 4), (4, 2)], False),
        ([(0, 0), (0, 2), (2, 2), (0, 2), (1, 1)], True),
        ([(0, 179.999), (0, -179.999), (0.002, -179.999), (0.002, 179.999)], False),
        ([(0, 179.999), (0.002, -179.999), (0, -179.999), (0.002, 179.999)], True),
        ([(89.999, 0), (89.999, 90), (89.999, 180)], True),
        ([(89.999, 0), (89.998, 90), (89.999, 180)], False),
    ],
)
def test_an_outline_that_crosses_itself_is_found(outline, crosses):
    assert crosses_itself(outline) is crosses


def test_a_kilometer_is_the_longest_line():
    one_km = 1000 / 111_195
    assert is_too_long([(0, 0), (one_km * 0.999, 0)]) is False
    assert is_too_long([(0, 0), (one_km * 0.6, 0), (0, 0)]) is True


def test_the_farthest_point_counts_across_the_antimeridian():
    assert farthest_m((0, 179.999), [(0, -179.999), (0, 179.998)]) == pytest.approx(222.4, abs=0.1)
