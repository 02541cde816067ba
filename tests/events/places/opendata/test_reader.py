import io
import json
import math
import random
import tracemalloc
from collections import Counter

import pytest

from events.places.opendata import BrokenFile, Proposal, Reason, Skip, read_places
from events.places.opendata.geometry import distance_m
from events.places.opendata.reader import SAME_NAME_WITHIN_M, Seen

SQUARE = [[[8.7, 49.4], [8.701, 49.4], [8.701, 49.401], [8.7, 49.401], [8.7, 49.4]]]


def feature(ref="way/1", geometry=None, **tags):
    geometry = geometry or {"type": "Polygon", "coordinates": SQUARE}
    return {"type": "Feature", "id": ref, "properties": tags, "geometry": geometry}


def at(longitude, latitude):
    return {"type": "Point", "coordinates": [longitude, latitude]}


def read(*features, **options):
    text = json.dumps({"type": "FeatureCollection", "features": features})
    return list(read_places(io.BytesIO(text.encode()), **options))


def reason_for(**tags):
    (found,) = read(feature(**({"name": "Birkenwiese"} | tags)))
    return found.reason if isinstance(found, Skip) else found.kind


def real(shared_data, name):
    with (shared_data / "geo" / name).open("rb") as file:
        return list(read_places(file))


def proposals(found):
    return [item for item in found if isinstance(item, Proposal)]


def counted(found):
    return Counter(item.reason.value for item in found if isinstance(item, Skip))


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ({"leisure": "track", "sport": "running"}, "track"),
        ({"leisure": "track", "sport": "soccer; athletics"}, "track"),
        ({"leisure": "track", "sport": "cycling"}, Reason.OTHER_SPORT),
        ({"leisure": "track", "sport": "motor"}, Reason.OTHER_SPORT),
        ({"leisure": "track", "sport": "equestrian"}, Reason.OTHER_SPORT),
        ({"leisure": "track"}, Reason.NO_SPORT),
        ({"leisure": "track", "sport": "running", "access": "private"}, Reason.PRIVATE),
        ({"leisure": "track", "sport": "running", "surface": "gravel"}, Reason.SURFACE),
        ({"leisure": "track", "sport": "running", "disused": "yes"}, Reason.CLOSED),
        ({"leisure": "park"}, "park"),
        ({"leisure": "park", "name": ""}, Reason.NO_NAME),
        ({"leisure": "park", "access": "closed"}, Reason.CLOSED),
        ({"leisure": "park", "access": "customers"}, Reason.PRIVATE),
        ({"leisure": "common", "sport": "boules"}, Reason.OTHER_SPORT),
        ({"landuse": "recreation_ground"}, "park"),
        ({"leisure": "playground"}, Reason.PLAYGROUND),
        ({"leisure": "garden"}, Reason.NOT_FOR_RUNNING),
        ({"leisure": "dog_park"}, Reason.NOT_FOR_RUNNING),
        ({"leisure": "stadium", "sport": "athletics"}, "track"),
        ({"leisure": "stadium", "sport": "soccer"}, Reason.OTHER_SPORT),
        ({"leisure": "sports_centre"}, Reason.NO_SPORT),
        ({"leisure": "sports_centre", "sport": "athletics", "building": "yes"}, "hall"),
        ({"leisure": "pitch", "sport": "athletics"}, "field"),
        ({"leisure": "pitch", "sport": "athletics", "surface": "sand"}, Reason.OTHER_SPORT),
        ({"highway": "footway"}, "path"),
        ({"highway": "footway", "foot": "no"}, Reason.PRIVATE),
        ({"highway": "path", "smoothness": "bad"}, Reason.UNEVEN),
        ({"highway": "path", "smoothness": "intermediate"}, "path"),
        ({"highway": "path", "incline": "-15%"}, Reason.STEEP),
        ({"highway": "path", "incline": "up"}, "path"),
        ({"highway": "path", "width": "2.0"}, Reason.NARROW),
        ({"highway": "path", "width": "2.5"}, "path"),
        ({"highway": "path", "surface": "sett"}, Reason.SURFACE),
        ({"highway": "path", "motor_vehicle": "destination"}, Reason.MOTOR_TRAFFIC),
        ({"highway": "path", "bicycle": "designated"}, Reason.CYCLISTS),
        ({"highway": "path", "bicycle": "designated", "segregated": "yes"}, "path"),
        ({"highway": "cycleway"}, Reason.CYCLISTS),
        ({"highway": "steps"}, Reason.STEPS),
        ({"highway": "track"}, Reason.MOTOR_TRAFFIC),
        ({"highway": "living_street"}, Reason.MOTOR_TRAFFIC),
    ],
)
def test_which_openstreetmap_features_are_proposed(tags, expected):
    assert reason_for(**tags) == expected


@pytest.mark.parametrize(
    ("broken", "expected"),
    [
        (7, Reason.NOT_A_FEATURE),
        (None, Reason.NOT_A_FEATURE),
        ({}, Reason.NOT_A_FEATURE),
        ({"properties": None}, Reason.NOT_A_FEATURE),
        ({"properties": {"name": "Somewhere"}}, Reason.UNKNOWN_SOURCE),
        ({"properties": {"name": "Somewhere", "leisure": "park"}}, Reason.UNKNOWN_SOURCE),
        ({"id": "way/1", "properties": {"name": "P", "leisure": "park"}, "geometry": None}, Reason.NO_POINT),
        ({"id": "way/1", "properties": {"name": "P", "leisure": ["park"]}}, Reason.NOT_FOR_RUNNING),
    ],
)
def test_a_feature_that_is_none_is_left_out_and_the_rest_is_read(broken, expected):
    found = read(broken, feature("way/2", name="Birkenwiese", leisure="park"))

    assert [item.reason for item in found[:1]] == [expected]
    assert len(proposals(found)) == 1


def test_a_proposal_carries_what_the_map_says():
    tags = {
        "name": " Birken­wiese\n Park ",
        "leisure": "track",
        "sport": "running",
        "surface": "tartan",
        "lit": "yes",
    }
    address = {"addr:street": "Birkenweg", "addr:housenumber": "4", "addr:city": "Heidelberg"}

    assert read(feature("way/9", **tags, **address)) == [
        Proposal(
            source="openstreetmap",
            ref="way/9",
            name="Birken wiese Park",
            kind="track",
            latitude=49.4005,
            longitude=8.7005,
            length_m=367,
            facts={"surface": "synthetic_track", "lit": True},
            address="Birkenweg 4, Heidelberg",
        )
    ]


def test_a_long_name_is_cut():
    (found,) = read(feature(name="x" * 10_000, leisure="park"))
    assert len(found.name) == 80


def test_the_same_park_as_point_and_outline_is_proposed_once():
    found = read(
        feature("node/1", at(8.7005, 49.4005), name="Madison Square", leisure="park"),
        feature("way/2", name="madison  square", leisure="park"),
        feature("way/3", at(8.71, 49.4005), name="Madison Square", leisure="park"),
    )

    assert [type(item) for item in found] == [Proposal, Skip, Proposal]
    assert (found[1].reason, found[1].detail) == (Reason.SAME_PLACE, "node/1")


def test_two_parts_of_an_unnamed_track_are_one():
    near, far = at(8.7010, 49.4), at(8.7060, 49.4)
    tags = {"leisure": "track", "sport": "running"}
    found = read(feature("way/1", **tags), feature("way/2", near, **tags), feature("way/3", far, **tags))

    assert [type(item) for item in found] == [Proposal, Skip, Proposal]


@pytest.mark.parametrize(("latitude", "longitude"), [(49.4, 8.7), (0, 179.9995), (89.9995, 0), (-90, 17)])
def test_a_twin_is_found_as_far_as_a_name_reaches_and_no_farther(latitude, longitude):
    chance = random.Random(7)
    for _ in range(300):
        north = min(90, max(-90, latitude + chance.uniform(-0.004, 0.004)))
        east = (
            longitude + chance.uniform(-0.004, 0.004) / max(0.01, math.cos(math.radians(north))) + 180
        ) % 360
        found = read(
            feature("node/1", at(longitude, latitude), leisure="park", name="Birkenwiese"),
            feature("node/2", at(east - 180, north), leisure="park", name="Birkenwiese"),
        )
        is_near = distance_m((latitude, longitude), (north, east - 180)) <= SAME_NAME_WITHIN_M
        assert isinstance(found[1], Skip) == is_near


def test_a_place_is_compared_with_its_neighbors_only():
    rows = [at(8.7, 49 + number / 200) for number in range(400)]
    seen = Seen()
    for item in read(
        *(feature(f"way/{n}", row, leisure="track", sport="running") for n, row in enumerate(rows))
    ):
        seen.add(item)
    assert len(seen.neighbors_of("track", (49.5, 8.7))) < 4


def test_what_is_shorter_than_thirty_metres_is_left_out():
    line = {"type": "LineString", "coordinates": [[8.7, 49.4], [8.7003, 49.4]]}
    (found,) = read(feature(geometry=line, leisure="track", sport="running"))

    assert (found.reason, found.detail) == (Reason.SHORT, "22 m")


def test_only_the_source_asked_for_is_proposed():
    park = feature(name="Birkenwiese", leisure="park")

    assert read(park, source="openstreetmap")[0].kind == "park"
    assert read(park, source="open_data_dc")[0].reason is Reason.OTHER_SOURCE


@pytest.mark.parametrize(
    ("cut", "read_before"),
    [(b"", 0), (b"not json", 0), (b"[]", 0), (b"{}", 0), (b'{"features":{}}', 0), (b'{"features":[]}', 0)],
)
def test_what_is_no_geojson_says_so(cut, read_before):
    with pytest.raises(BrokenFile, match="not a GeoJSON file") as caught:
        list(read_places(io.BytesIO(cut)))
    assert caught.value.read == read_before


@pytest.mark.parametrize("damage", [b'{"type":', b"\xff\xfe", b"}", b"[" * 5000, b'{"n":' + b"9" * 400])
def test_a_file_damaged_in_the_middle_says_at_which_feature(damage):
    park = json.dumps(feature(name="Birkenwiese", leisure="park")).encode()
    found = []
    with pytest.raises(BrokenFile, match="after feature 1,") as caught:
        for item in read_places(io.BytesIO(b'{"features":[' + park + b"," + damage)):
            found.append(item)

    assert caught.value.read == len(proposals(found)) == 1


def test_a_hole_too_deep_to_read_ends_at_once():
    with pytest.raises(BrokenFile):
        list(read_places(io.BytesIO(b'{"x":' + b"[" * 5_000_000)))


def test_memory_stays_flat_however_long_the_file_is():
    skipped = json.dumps(feature(leisure="garden", note="x" * 2000)).encode()

    def peak(features):
        file = io.BytesIO(b'{"features":[' + b",".join([skipped] * features) + b"]}")
        tracemalloc.start()
        try:
            assert sum(1 for _ in read_places(file)) == features
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    assert peak(4000) < 2 * peak(400)


def test_of_fourteen_tracks_in_heidelberg_only_running_tracks_are_proposed(shared_data):
    found = real(shared_data, "heidelberg_venues.geojson")
    raw = json.loads((shared_data / "geo" / "heidelberg_venues.geojson").read_text())["features"]
    tracks = {
        item["id"]: item["properties"].get("sport")
        for item in raw
        if item["properties"].get("leisure") == "track"
    }
    outcome = {item.ref: item for item in found if item.ref in tracks}

    assert len(tracks) == len(outcome) == 14
    refused = Counter(item.reason.value for item in outcome.values() if isinstance(item, Skip))
    assert refused == {"other_sport": 3, "no_sport": 4, "short": 2}
    proposed = {ref for ref, item in outcome.items() if isinstance(item, Proposal)}
    assert {tracks[ref] for ref in proposed} == {"running", "athletics"}
    assert len(proposed) == 5


@pytest.mark.parametrize(
    ("name", "features", "proposed"),
    [
        ("heidelberg_venues.geojson", 734, {"track": 6, "park": 22}),
        ("heidelberg_paths.geojson", 859, {"path": 16, "park": 1}),
        ("monaco_venues.geojson", 86, {"park": 8}),
        ("monaco_paths.geojson", 327, {"path": 6}),
        ("baltimore_venues.geojson", 142, {"park": 35, "field": 1}),
        ("dc_parks_and_recreation_areas.geojson", 242, {"park": 110}),
        ("dc_recreation_facilities.geojson", 134, {"hall": 69}),
        ("dc_athletics_tracks.geojson", 33, {"track": 32}),
    ],
)
def test_every_feature_of_the_real_files_is_proposed_or_skipped(shared_data, name, features, proposed):
    found = real(shared_data, name)

    assert len(found) == features
    assert Counter(item.kind for item in proposals(found)) == proposed


def test_traffic_triangles_and_medians_of_washington_are_never_proposed(shared_data):
    found = real(shared_data, "dc_parks_and_recreation_areas.geojson")
    raw = json.loads((shared_data / "geo" / "dc_parks_and_recreation_areas.geojson").read_text())["features"]
    islands = {
        f"parks/{item['properties']['OBJECTID']}"
        for item in raw
        if item["properties"]["USE_TYPE"] in ("TRIANGLE", "MEDIAN")
    }

    assert len(islands) == 92
    assert not islands & {item.ref for item in proposals(found)}
    assert counted(found)["traffic_island"] == 96  # with four traffic circles


def test_closed_centers_and_pools_of_washington_are_never_proposed(shared_data):
    found = real(shared_data, "dc_recreation_facilities.geojson")

    assert counted(found)["closed"] == 5  # one more says so in its name
    assert not [item.name for item in proposals(found) if "Pool" in item.name or "Closed" in item.name]


def test_playgrounds_are_never_proposed(shared_data):
    for path in sorted((shared_data / "geo").glob("*.geojson")):
        names = [item.name.lower() for item in proposals(real(shared_data, path.name))]
        assert not [name for name in names if "playground" in name]


def test_parks_of_baltimore_drawn_twice_are_proposed_once(shared_data):
    names = Counter(item.name for item in proposals(real(shared_data, "baltimore_venues.geojson")))

    assert (names["Madison Square"], names["Joseph Lee Park"]) == (1, 1)
