import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from accounts.geography import snap_to_cell
from tests.accounts.geography_judge import haversine_km

pytestmark = pytest.mark.once

points = st.tuples(st.floats(-90, 90), st.floats(-180, 180))


@given(points)
@example((90.0, 77.0))
@example((-90.0, -180.0))
@example((89.955, 180.0))
@example((0.0, 180.0))
@example((0.0, -180.0))
@example((49.4077, 8.6908))
def test_centre_is_a_point_at_most_half_a_diagonal_away(point):
    centre = snap_to_cell(*point)
    assert -90 <= centre[0] <= 90
    assert -180 <= centre[1] <= 180
    assert haversine_km(point, centre) <= 7.1


@given(points)
@example((89.9, -179.99))
@example((-0.0001, 179.9999))
def test_snapping_again_changes_nothing(point):
    centre = snap_to_cell(*point)
    assert snap_to_cell(*point) == centre
    assert snap_to_cell(*centre) == centre


@given(st.floats(-90, 90))
def test_both_names_of_the_antimeridian_are_one_cell(latitude):
    assert snap_to_cell(latitude, 180.0) == snap_to_cell(latitude, -180.0)


@given(st.floats(-180, 180))
def test_a_pole_is_one_cell_whatever_the_longitude(longitude):
    assert snap_to_cell(90.0, longitude) == (90.0, 0.0)
    assert snap_to_cell(-90.0, longitude) == (-90.0, 0.0)


def test_neighbours_share_a_cell_and_towns_do_not():
    assert snap_to_cell(49.4077, 8.6908) == snap_to_cell(49.4080, 8.6910)
    assert snap_to_cell(49.4077, 8.6908) != snap_to_cell(49.4875, 8.4660)


def test_a_cell_holds_more_than_a_few_streets():
    grid = {snap_to_cell(48 + i / 100, 11 + j / 100) for i in range(100) for j in range(100)}
    assert 70 <= len(grid) <= 130


@pytest.mark.parametrize("point", [(90.1, 0.0), (-91.0, 0.0), (float("nan"), 0.0), (0.0, float("inf"))])
def test_what_is_no_point_is_refused(point):
    with pytest.raises(ValueError, match="no point on Earth"):
        snap_to_cell(*point)
