"""Files as they come: each feature comes in right or is left out with its reason, and the rest comes in."""

import io
import json
import tracemalloc

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.permissions import Refused, System
from events.places.importing.actions import import_places
from events.places.keeping.models import PlaceEvent
from events.places.models import Place
from tests.events.places.importing.conftest import feature, line, park, path, point, square, track, written

NAMES = [
    "Volkspark Friedrichshain",
    "Парк Горького",
    "حديقة الأزهر",
    "上野公園",
    "पार्क‌बाग",
    "Πάρκο Ελευθερίας",
]
CRS84 = {"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}}


def utm(crs="urn:ogc:def:crs:EPSG::25832"):
    return {"type": "name", "properties": {"name": crs}}


def nested(depth):
    value = "deep"
    for _ in range(depth):
        value = [value]
    return value


def counted(imported):
    return imported.added, dict(imported.skipped)


GOOD = park("way/900", square(9.5), name="The rest")


@pytest.mark.parametrize("name", NAMES)
def test_names_in_any_script_come_in_as_they_are(bring, name):
    bring(park(name=name))

    assert Place.objects.get().name == name


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("x" * 10_240, "x" * 79 + "…"),
        ("Birken\x00wiese\x1b[31m\n Park", "Birken wiese [31m Park"),
        ("Birken\u202ewiese", "Birken wiese"),
        ("Birken\u200bwiese\ufeff", "Birkenwiese"),
        ("Birken\ud800wiese", "Birken?wiese"),
        ("Gru\u0308nanlage", "Grünanlage"),
        ("<b>Birkenwiese</b>", "<b>Birkenwiese</b>"),
    ],
)
def test_names_are_tidied(bring, name, shown):
    bring(park(name=name))

    assert Place.objects.get().name == shown


@pytest.mark.parametrize("name", ["", " \n\t", "\u200b\u200c", "\x00\x01", "\u3164", 7, None, ["Park"], {}])
def test_a_name_that_shows_nothing_is_none(bring, name):
    assert counted(bring(park(name=name), GOOD)) == (1, {"no_name": 1})


@pytest.mark.parametrize(
    ("tags", "facts"),
    [
        ({"width": "2,5 m"}, {"clear_width": 2.5}),
        ({"width": "9'6\""}, {"clear_width": 2.9}),
        ({"width": "narrow"}, {}),
        ({"width": "-3"}, {}),
        ({"width": "nan"}, {}),
        ({"incline": "up"}, {}),
        ({"incline": "yes"}, {}),
        ({"incline": "-3%"}, {"gradient": 3.0}),
        ({"incline": "9" * 400 + "%"}, {}),
    ],
)
def test_widths_and_inclines_as_people_write_them(bring, tags, facts):
    bring(track("way/1", **tags))
    proposed = Place.objects.get().proposed

    assert {key: proposed[key] for key in proposed.keys() - {"map_name", "length_m"}} == facts


@pytest.mark.parametrize(("tags", "reason"), [({"width": "2'6\""}, "narrow"), ({"incline": "-15%"}, "steep")])
def test_a_track_that_stops_by_our_convention_is_left_out(bring, tags, reason):
    assert counted(bring(track("way/1", **tags), GOOD)) == (1, {reason: 1})


@pytest.mark.parametrize(
    ("geometry", "reason"),
    [
        (None, "no_point"),
        ([], "no_point"),
        ({"type": "Point"}, "no_point"),
        ({"type": "Point", "coordinates": []}, "no_point"),
        ({"type": "Point", "coordinates": ["8.7", "49.4"]}, "no_point"),
        ({"type": "Point", "coordinates": [True, False]}, "no_point"),
        ({"type": "Point", "coordinates": [None, 49.4]}, "no_point"),
        ({"type": "Polygon", "coordinates": [[]]}, "no_point"),
        ({"type": "Polygon", "coordinates": [8.7, 49.4]}, "no_point"),
        ({"type": "Sphere", "coordinates": [8.7, 49.4]}, "no_point"),
        ({"type": "GeometryCollection", "geometries": [point()]}, "no_point"),
        (point(8.7, 90.1), "off_earth"),
        (point(180.1, 0), "off_earth"),
        (point(-181, -91), "off_earth"),
        (point(49.4, 151.2), "off_earth"),
        (point(477_000.5, 5_472_000.1), "projected"),
        (line((8.7, 49.4), (8.7001, 49.4)), "short"),
    ],
)
def test_a_geometry_that_is_no_place_is_left_out_and_the_rest_comes_in(bring, geometry, reason):
    assert counted(bring(feature("way/1", geometry, leisure="park", name="Nowhere"), GOOD)) == (
        1,
        {reason: 1},
    )


@pytest.mark.parametrize(
    ("geometry", "latitude", "longitude"),
    [
        (point(180, 0), 0, 180),
        (point(-180, 0), 0, -180),
        (point(0, 90), 90, 0),
        (point(17, -90), -90, 17),
        ({"type": "Point", "coordinates": [8.7, 49.4, 113.0, 7]}, 49.4, 8.7),
        # A bow tie: its halves cancel out, so the middle of its corners stands for it.
        (
            {
                "type": "Polygon",
                "coordinates": [[[8.7, 49.4], [8.701, 49.401], [8.701, 49.4], [8.7, 49.401], [8.7, 49.4]]],
            },
            49.4005,
            8.7005,
        ),
        (
            {
                "type": "Polygon",
                "coordinates": [[[179.999, 1], [-179.999, 1], [-179.999, 2], [179.999, 2], [179.999, 1]]],
            },
            1.5,
            -180,
        ),
    ],
)
def test_edges_of_the_map_and_crossed_outlines_come_in(bring, geometry, latitude, longitude):
    bring(feature("way/1", geometry, leisure="park", name="Edge"))

    place = Place.objects.get()
    assert (place.latitude, place.longitude) == (pytest.approx(latitude), pytest.approx(longitude))


@pytest.mark.parametrize("token", ["NaN", "Infinity", "-Infinity"])
def test_no_number_costs_its_feature_and_no_other(bring_bytes, token):
    bad = json.dumps(park("way/1", point("NOW", 49.4), name='NaN, Infinity \\ " NaN')).replace('"NOW"', token)
    good = json.dumps(park("way/2", square(), name='Quoted "NaN", NaN'))
    content = f'{{"features":[{bad}, {good}]}}'.encode()

    assert counted(bring_bytes(content)) == (1, {"no_point": 1})
    assert Place.objects.get().name == 'Quoted "NaN", NaN'


def test_a_mark_at_the_start_of_a_file_is_no_matter(bring_bytes):
    assert counted(bring_bytes(b"\xef\xbb\xbf" + written(GOOD))) == (1, {})


@pytest.mark.parametrize(
    "crs", [utm(), utm("EPSG:3857"), {"type": "link", "properties": {"href": "x"}}, "UTM"]
)
@pytest.mark.parametrize("is_last", [False, True])
def test_another_coordinate_system_is_refused(bring_bytes, crs, is_last):
    parts = [f'"crs":{json.dumps(crs)}', f'"features":[{json.dumps(GOOD)}]']
    content = "{" + ",".join(reversed(parts) if is_last else parts) + "}"

    with pytest.raises(Refused, match="not longitude and latitude"):
        bring_bytes(content.encode())
    assert not Place.objects.exists()


@pytest.mark.parametrize("crs", [None, CRS84, utm("EPSG:4326"), utm("urn:ogc:def:crs:EPSG::4326")])
def test_degrees_by_any_name_are_taken(bring_bytes, crs):
    assert counted(bring_bytes(written(GOOD, crs=crs))) == (1, {})


def test_a_file_in_metres_is_refused(bring):
    far = [park(f"way/{n}", point(477_000 + n, 5_472_000), name=f"Park {n}") for n in range(3)]

    with pytest.raises(Refused, match="not longitude and latitude"):
        bring(*far, feature("way/9", point(), leisure="playground"))
    assert not Place.objects.exists()


def test_swapped_coordinates_are_told_by_the_bounds_of_the_file(bring_bytes):
    swapped = park("way/1", point(49.4, 8.7), name="Swapped")
    right = park("way/2", point(8.7, 49.4), name="Right")

    assert counted(bring_bytes(written(swapped, right, bbox=[8, 49, 9, 50]))) == (1, {"swapped": 1})


@pytest.mark.parametrize(
    "bbox", [None, "all", [8, 49], [8, 49, None, 50], [8, 49, 0, 9, 50, 100], [1, 1, 2, 2]]
)
def test_bounds_that_say_nothing_are_no_matter(bring_bytes, bbox):
    assert counted(bring_bytes(written(GOOD, bbox=bbox))) == (1, {})


def test_a_feature_nested_too_deep_is_left_out(bring):
    assert counted(bring(park("way/1", name="Deep", note=nested(30)), GOOD)) == (1, {"too_deep": 1})


def test_a_feature_with_too_many_points_is_left_out(bring):
    endless = {"type": "LineString", "coordinates": [[8.7, 49.4]] * 80_000}

    assert counted(bring(park("way/1", endless, name="Endless"), GOOD)) == (1, {"too_large": 1})


def test_a_feature_without_an_id_is_left_out(bring_bytes):
    row = {"USE_TYPE": "PARK", "PROPID": "1", "TOPO": "Flt", "OBJECTID": None, "NAME": "Birkenwiese"}
    city = {"type": "Feature", "properties": row, "geometry": square()}

    assert counted(bring_bytes(written(city, GOOD))) == (1, {"no_id": 1})


def test_memory_stays_flat_however_many_drafts_a_file_makes(db):
    """Counted while the rows are made, in one batch and in four."""

    def peak(parks):
        content = io.BytesIO(
            written(
                *(park(f"way/{parks}{n}", square(n / 100), name=f"Park {parks} {n}") for n in range(parks))
            )
        )
        tracemalloc.start()
        try:
            assert import_places(content, by=System()).added == parks
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    peak(100)
    assert peak(2_000) < 1.5 * peak(500)


scalars = st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=20)
values = st.recursive(scalars, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner))
words = st.sampled_from(
    ["park", "track", "pitch", "footway", "path", "running", "asphalt", "yes", "no", "2 m"]
)
keys = st.sampled_from(
    ["name", "leisure", "highway", "sport", "surface", "width", "incline", "lit", "kerb", "access", "osm_id"]
)
degrees = st.floats(-200, 200) | st.sampled_from([0, 90, -90, 180, -180, 1e308, float("nan")])
positions = st.lists(degrees, min_size=2, max_size=3)
geometries = st.builds(
    lambda kind, coordinates: {"type": kind, "coordinates": coordinates},
    st.sampled_from(["Point", "LineString", "Polygon", "MultiPolygon", "MultiLineString"]),
    positions
    | st.lists(positions, max_size=6)
    | st.lists(st.lists(positions, max_size=6), max_size=3)
    | values,
)
features = st.builds(
    lambda ref, geometry, tags: {"id": ref, "properties": tags, "geometry": geometry},
    st.sampled_from(["way/1", "way/2", "node/3"]),
    geometries,
    st.dictionaries(keys, words | values, max_size=8),
)


@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.lists(features | values, max_size=5))
def test_no_tags_and_no_geometry_break_an_import(db, listed):
    """Whatever stands beside it, the good feature comes in; each draft has its history."""
    PlaceEvent.objects.all().delete()
    Place.objects.all().delete()
    content = json.dumps({"features": [*listed, GOOD]}).encode()

    imported = import_places(io.BytesIO(content), by=System())

    assert imported.read == len(listed) + 1
    assert Place.objects.filter(source_ref="way/900", state="draft").exists()
    assert Place.objects.count() == PlaceEvent.objects.count() == imported.added


def test_paths_of_any_form_break_nothing(bring):
    odd = [
        path("way/1", (8.7, 49.4), surface="asphalt"),
        path("way/2", (8.7, 49.4), (8.7, 49.4), surface="asphalt"),
        feature("way/3", square(), highway="pedestrian", surface="asphalt"),
        feature("way/4", None, highway="footway", surface="asphalt"),
    ]
    imported = bring(*odd, park("way/9", square()))

    assert (imported.added, imported.lent) == (1, 2)
