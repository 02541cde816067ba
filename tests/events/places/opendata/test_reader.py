import io
import json
import tracemalloc
from collections import Counter

import pytest

from events.places.opendata import BrokenFile, Lender, Proposal, Reason, Skip, read_places

SQUARE = [[[8.7, 49.4], [8.701, 49.4], [8.701, 49.401], [8.7, 49.401], [8.7, 49.4]]]


def feature(ref="way/1", geometry=None, **tags):
    geometry = geometry or {"type": "Polygon", "coordinates": SQUARE}
    return {"type": "Feature", "id": ref, "properties": tags, "geometry": geometry}


def at(longitude, latitude):
    return {"type": "Point", "coordinates": [longitude, latitude]}


def read(*features, **options):
    text = json.dumps({"type": "FeatureCollection", "features": features})
    return outcomes(read_places(io.BytesIO(text.encode()), **options))


def outcomes(found):
    """What becomes of each feature; what paths lend comes beside."""
    return [item for item in found if not isinstance(item, Lender)]


def reason_for(**tags):
    (found,) = read(feature(**({"name": "Birkenwiese"} | tags)))
    return found.reason if isinstance(found, Skip) else found.kind


def real(shared_data, name):
    with (shared_data / "geo" / name).open("rb") as file:
        return outcomes(read_places(file))


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
            name="Birkenwiese Park",
            kind="track",
            latitude=49.4005,
            longitude=8.7005,
            length_m=367,
            facts={"surface": "synthetic_track", "lit": True},
            address="Birkenweg 4, Heidelberg",
            outline=[[49.4, 8.7], [49.4, 8.701], [49.401, 8.701], [49.401, 8.7], [49.4, 8.7]],
        )
    ]


def test_a_long_name_is_cut():
    (found,) = read(feature(name="x" * 10_000, leisure="park"))
    assert len(found.name) == 80


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
