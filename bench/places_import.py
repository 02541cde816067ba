"""Places from a map into the database: features a second after parsing, and memory while a file is read.

The file is a town's worth of everything: of 20 features 10 are parks with outlines, 1 is the point of one of
them, 2 are tracks without a name, 6 are paths that tell about the parks, 1 is left out. The reference writes
the same rows as they are, by bare ``bulk_create``, with nothing looked up.
"""

import io
import json
import math
import time
import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import batched
from typing import IO, Any

from django.db import transaction

from accounts.geography.gazetteer import load_cities, read_cities
from accounts.permissions import System
from bench.report import Row
from events.places.importing.actions import import_places
from events.places.importing.batches import BATCH, outcomes_of
from events.places.models import Place
from events.places.opendata import read_places

PER_TOWN = 1_000
SPACING = 0.004
SIDE = 0.0012
GOAL = 2_000
MOST_GROWTH = 1.2


class Undone(Exception):
    """Ends a measurement that is to leave nothing."""


def run(scale: int) -> list[Row]:
    """Measure with ``scale`` features and with five times as many; nothing stays in the database."""
    load_cities(read_cities())
    rows = [row for features in (scale, 5 * scale) for row in _rates(features)]
    small, large = _peak_megabytes(scale // 4), _peak_megabytes(scale)
    name = f"peak memory, {scale:,} beside {scale // 4:,} features"
    return [
        *rows,
        Row(name, large, "MB", small, large / small, "flat: <= 1.20x", is_met=large / small <= 1.2),
    ]


def _rates(features: int) -> list[Row]:
    found = list(read_places(_file(features)))
    with _undone():
        began = time.perf_counter()
        drafts = [item for item in outcomes_of(iter(found), added_by_id=None) if isinstance(item, Place)]
        rate = features / (time.perf_counter() - began)
    with _undone():
        copies = [_copy(draft) for draft in drafts]
        began = time.perf_counter()
        for batch in batched(copies, BATCH):
            Place.objects.bulk_create(batch)
        bare = features / (time.perf_counter() - began)
    goal = f"goal >= {GOAL:,}/s"
    return [Row(f"import of {features:,} features", rate, "/s", bare, rate / bare, goal, is_met=rate >= GOAL)]


@contextmanager
def _undone() -> Iterator[None]:
    try:
        with transaction.atomic():
            yield
            raise Undone
    except Undone:
        pass


def _copy(draft: Place) -> Place:
    names = {field.attname for field in Place._meta.concrete_fields if not field.generated} - {"id"}
    return Place(**{name: getattr(draft, name) for name in names})


def _peak_megabytes(features: int) -> float:
    """From the bytes of the file, which is not counted, to the last row."""
    file = _file(features)
    with _undone():
        tracemalloc.start()
        import_places(file, by=System())
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    return peak / 1e6


def _file(features: int) -> IO[bytes]:
    towns = _towns(1 + features // PER_TOWN)
    items = (_feature(number, *towns[number // PER_TOWN]) for number in range(features))
    text = ",".join(json.dumps(item) for item in items)
    return io.BytesIO(f'{{"type":"FeatureCollection","features":[{text}]}}'.encode())


def _towns(count: int) -> list[tuple[float, float]]:
    largest = sorted(read_cities(), key=lambda row: -int(row["population"]))
    return [(float(row["latitude"]), float(row["longitude"])) for row in largest[:count]]


def _feature(number: int, latitude: float, longitude: float) -> dict[str, Any]:
    """One of the 20 around a corner of the town's grid."""
    block, role = divmod(number % PER_TOWN, 20)
    park = role if role < 10 else role % 10
    row, column = divmod(block * 10 + park, 25)
    south, west = latitude + row * SPACING - 0.04, longitude + column * SPACING - 0.04
    name = f"Park {number - role + park}"
    tags, shape = _content(role, name, south, west)
    return {"type": "Feature", "id": f"way/{number}", "properties": tags, "geometry": shape}


def _content(role: int, name: str, south: float, west: float) -> tuple[dict[str, str], dict[str, Any]]:
    middle = [west + SIDE / 2, south + SIDE / 2]
    if role < 10:
        return {"leisure": "park", "name": name, "lit": "yes"}, _area(south, west, 24)
    if role == 10:
        return {"leisure": "park", "name": name}, {"type": "Point", "coordinates": middle}
    if role < 13:
        return {"leisure": "track", "sport": "running", "surface": "tartan"}, _area(south, west, 40)
    if role == 19:
        return {"leisure": "playground"}, {"type": "Point", "coordinates": middle}
    line = [[west + SIDE * step / 8, south + SIDE * step / 9] for step in range(-2, 10)]
    tags = {"highway": "footway", "surface": "asphalt", "lit": "yes", "width": "3"}
    return tags, {"type": "LineString", "coordinates": line}


def _area(south: float, west: float, corners: int) -> dict[str, Any]:
    turns = [2 * math.pi * corner / corners for corner in range(corners)]
    ring = [
        [round(west + SIDE * (1 + math.cos(t)) / 2, 6), round(south + SIDE * (1 + math.sin(t)) / 2, 6)]
        for t in turns
    ]
    return {"type": "Polygon", "coordinates": [[*ring, ring[0]]]}
