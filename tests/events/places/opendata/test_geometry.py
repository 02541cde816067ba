import pytest

from events.places.opendata.geometry import (
    NoPlaceOnEarth,
    distance_m,
    extent_m,
    length_m,
    lines_of,
    point_of,
)


def near(point, latitude, longitude):
    return point == pytest.approx((latitude, longitude), abs=1e-6)


def outline(*corners):
    """A closed GeoJSON ring from (longitude, latitude) pairs."""
    return [list(corner) for corner in (*corners, corners[0])]


def middle_of(geometry):
    return point_of(lines_of(geometry)[0])


def test_a_degree_of_latitude_is_111_km():
    assert distance_m((0, 0), (1, 0)) == pytest.approx(111_195, abs=1)


def test_a_point_stands_for_itself():
    assert middle_of({"type": "Point", "coordinates": [8.7, 49.4, 110.0]}) == (49.4, 8.7)


def test_the_middle_of_a_square():
    square = outline((8, 49), (8.002, 49), (8.002, 49.002), (8, 49.002))

    assert near(middle_of({"type": "Polygon", "coordinates": [square]}), 49.001, 8.001)


def test_a_horseshoe_is_not_stood_for_by_a_point_outside_of_it():
    horseshoe = outline((0, 0), (4, 0), (4, 10), (3, 10), (3, 1), (1, 1), (1, 10), (0, 10))
    found = middle_of({"type": "Polygon", "coordinates": [horseshoe]})

    assert near(found, sum(lat for _, lat in horseshoe[:-1]) / 8, sum(lon for lon, _ in horseshoe[:-1]) / 8)


def test_the_largest_part_stands_for_all():
    small, large = outline((0, 0), (1, 0), (1, 1), (0, 1)), outline((10, 10), (14, 10), (14, 14), (10, 14))

    assert near(middle_of({"type": "MultiPolygon", "coordinates": [[small], [large]]}), 12, 12)


def test_an_outline_across_the_antimeridian():
    square = outline((179.999, -17), (-179.999, -17), (-179.999, -16.998), (179.999, -16.998))
    lines = lines_of({"type": "Polygon", "coordinates": [square]})

    assert abs(abs(point_of(lines[0])[1]) - 180) < 1e-6
    assert extent_m(lines) < 400


def test_half_way_along_a_line():
    line = {"type": "LineString", "coordinates": [[8, 49], [8, 49.001], [8, 49.002]]}

    assert near(middle_of(line), 49.001, 8)
    assert length_m(lines_of(line)[0]) == pytest.approx(222.4, abs=0.1)


def test_a_line_of_one_spot_is_that_spot():
    assert middle_of({"type": "LineString", "coordinates": [[8, 49], [8, 49]]}) == (49, 8)


@pytest.mark.parametrize(
    "geometry",
    [
        None,
        [],
        {},
        {"type": "Point"},
        {"type": "Point", "coordinates": []},
        {"type": "Point", "coordinates": [8]},
        {"type": "Point", "coordinates": ["8", "49"]},
        {"type": "Point", "coordinates": [True, False]},
        {"type": "Point", "coordinates": [181, 0]},
        {"type": "Point", "coordinates": [0, 90.1]},
        {"type": "Point", "coordinates": [0, float("nan")]},
        {"type": "Point", "coordinates": [0, float("inf")]},
        {"type": "LineString", "coordinates": []},
        {"type": "Polygon", "coordinates": []},
        {"type": "Polygon", "coordinates": [[]]},
        {"type": "MultiPolygon", "coordinates": [[]]},
        {"type": "GeometryCollection", "geometries": []},
        {"type": "Circle", "coordinates": [1, 2]},
    ],
)
def test_what_names_no_point_on_earth_is_refused(geometry):
    with pytest.raises(NoPlaceOnEarth):
        lines_of(geometry)
