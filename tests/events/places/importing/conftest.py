"""Small maps, written as OpenStreetMap writes them, around a square of about 110 by 73 meters."""

import io
import json

import pytest

from accounts.permissions import System
from events.places.importing.actions import import_places

NORTH, EAST = 49.4, 8.7


def point(longitude=EAST, latitude=NORTH):
    return {"type": "Point", "coordinates": [longitude, latitude]}


def square(longitude=EAST, latitude=NORTH, side=0.001):
    west, south, east, north = longitude, latitude, longitude + side, latitude + side
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


def line(*positions):
    return {"type": "LineString", "coordinates": [list(position) for position in positions]}


def feature(ref, geometry, **tags):
    return {"type": "Feature", "id": ref, "properties": tags, "geometry": geometry}


def park(ref="way/1", geometry=None, name="Birkenwiese", **tags):
    return feature(ref, geometry or square(), leisure="park", name=name, **tags)


def path(ref, *positions, **tags):
    return feature(ref, line(*positions), **{"highway": "footway"} | tags)


def track(ref, geometry=None, **tags):
    return feature(ref, geometry or square(), leisure="track", sport="running", **tags)


def written(*features, **members):
    return json.dumps({"type": "FeatureCollection", **members, "features": features}).encode()


@pytest.fixture
def bring(db):
    """Import these features as one file: ``bring(park(), path("way/2", …))``."""

    def bring(*features, **options):
        return import_places(io.BytesIO(written(*features)), by=System(), **options)

    return bring


@pytest.fixture
def bring_file(db, shared_data):
    """Import one of the real files: ``bring_file("monaco_paths")``."""

    def bring(name, **options):
        with (shared_data / "geo" / f"{name}.geojson").open("rb") as file:
            return import_places(file, by=System(), **options)

    return bring


@pytest.fixture
def bring_bytes(db):
    def bring(content, **options):
        return import_places(io.BytesIO(content), by=System(), **options)

    return bring
