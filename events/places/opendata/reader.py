"""From a GeoJSON file to proposals: drafts for people to look at, and a reason for all that is left out."""

import math
from collections.abc import Iterator
from itertools import product
from typing import IO

from accounts.geography import fold
from events.places.opendata import openstreetmap, washington
from events.places.opendata.features import features
from events.places.opendata.geometry import (
    EARTH_RADIUS_M,
    Line,
    NoPlaceOnEarth,
    Point,
    distance_m,
    extent_m,
    length_m,
    lines_of,
    point_of,
)
from events.places.opendata.proposals import LONGEST_NAME, SHORTEST_M, LeftOut, Proposal, Reason, Skip, tidy
from events.places.opendata.tags import Facts, Tags, facts_of

type Found = Proposal | Skip
type Cell = tuple[int, int, int]

SAME_NAME_WITHIN_M = 300
UNNAMED_WITHIN_M = 100


def read_places(file: IO[bytes], *, source: str = "") -> Iterator[Found]:
    """Every feature of the file as a Proposal or a Skip, in order; raises BrokenFile where it ends too early.

    With ``source`` only features of that source are proposed. Nothing is kept of a feature but, for the
    proposed ones, name and point, to know the same place when it comes again.
    """
    seen = Seen()
    for feature in features(file):
        found = look_at(feature)
        if isinstance(found, Proposal):
            if source and found.source != source:
                found = Skip(found.ref, found.name, Reason.OTHER_SOURCE, found.source)
            elif twin := seen.twin_of(found):
                found = Skip(found.ref, found.name, Reason.SAME_PLACE, twin)
            else:
                seen.add(found)
        yield found


def look_at(feature: object) -> Found:
    """One feature, on its own."""
    properties = feature.get("properties") if isinstance(feature, dict) else None
    if not isinstance(feature, dict) or not isinstance(properties, dict):
        return Skip("", "", Reason.NOT_A_FEATURE)
    is_washington = bool(washington.data_set_of(properties))
    name = tidy(properties.get("NAME" if is_washington else "name"), LONGEST_NAME)
    if not is_washington and not openstreetmap.is_openstreetmap(feature, properties):
        return Skip("", name, Reason.UNKNOWN_SOURCE)
    ref = washington.ref_of(properties) if is_washington else openstreetmap.ref_of(feature, properties)
    look = _look_at_washington if is_washington else _look_at_openstreetmap
    try:
        return look(feature.get("geometry"), properties, ref, name)
    except LeftOut as left_out:
        return Skip(ref, name, left_out.reason, left_out.detail)
    except NoPlaceOnEarth:
        return Skip(ref, name, Reason.NO_POINT)


class Seen:
    """Refs, names and points of what was proposed so far: a place may be drawn as point and as outline.

    Points are kept by cubes of space as wide as a name reaches, so that a file of many twins costs no more.
    """

    def __init__(self) -> None:
        self._by_name: dict[tuple[str, Cell], list[tuple[Point, str]]] = {}
        self._refs: set[str] = set()

    def twin_of(self, proposal: Proposal) -> str:
        """The ref of the same place seen before; empty if there is none."""
        if proposal.ref in self._refs:
            return proposal.ref
        point = (proposal.latitude, proposal.longitude)
        within = SAME_NAME_WITHIN_M if proposal.name else UNNAMED_WITHIN_M
        near = self.neighbors_of(self._key(proposal), point)
        return next((ref for other, ref in near if distance_m(point, other) <= within), "")

    def neighbors_of(self, name: str, point: Point) -> list[tuple[Point, str]]:
        """Points and refs of what goes by this name and may be near enough."""
        return [found for cell in cells_around(point) for found in self._by_name.get((name, cell), ())]

    def add(self, proposal: Proposal) -> None:
        point = (proposal.latitude, proposal.longitude)
        self._refs.add(proposal.ref)
        self._by_name.setdefault((self._key(proposal), cell_of(point)), []).append((point, proposal.ref))

    def _key(self, proposal: Proposal) -> str:
        return fold(proposal.name) or proposal.kind


def cell_of(point: Point) -> Cell:
    """The cube of space, SAME_NAME_WITHIN_M wide, that a point lies in."""
    lat, lon = (math.radians(degrees) for degrees in point)
    axes = (math.cos(lat) * math.cos(lon), math.cos(lat) * math.sin(lon), math.sin(lat))
    x, y, z = (math.floor(axis * EARTH_RADIUS_M / SAME_NAME_WITHIN_M) for axis in axes)
    return x, y, z


def cells_around(point: Point) -> Iterator[Cell]:
    """The cube of a point and those that touch it."""
    xs, ys, zs = (range(axis - 1, axis + 2) for axis in cell_of(point))
    return product(xs, ys, zs)


def _look_at_openstreetmap(geometry: object, tags: Tags, ref: str, name: str) -> Proposal:
    kind = openstreetmap.kind_of(tags)
    if not name and openstreetmap.needs_name(kind):
        raise LeftOut(Reason.NO_NAME)
    facts = facts_of(tags)
    openstreetmap.refuse_by_facts(kind, facts)
    address = openstreetmap.address_of(tags)
    return _proposal(openstreetmap.SOURCE, ref, name, kind, lines_of(geometry), facts, address)


def _look_at_washington(geometry: object, tags: Tags, ref: str, name: str) -> Proposal:
    kind = washington.kind_of(tags)
    if not name and kind != "track":
        raise LeftOut(Reason.NO_NAME)
    facts, address = washington.facts_of(tags), washington.address_of(tags)
    return _proposal(washington.SOURCE, ref, name, kind, lines_of(geometry), facts, address)


def _proposal(
    source: str, ref: str, name: str, kind: str, lines: list[Line], facts: Facts, address: str
) -> Proposal:
    if len(lines[0]) > 1 and extent_m(lines) < SHORTEST_M:
        raise LeftOut(Reason.SHORT, f"{extent_m(lines):.0f} m")
    latitude, longitude = point_of(lines[0])
    return Proposal(
        source=source,
        ref=ref,
        name=name,
        kind=kind,
        latitude=round(latitude, 6),
        longitude=round(longitude, 6),
        length_m=round(length_m(lines[0])),
        facts=facts,
        address=address,
    )
