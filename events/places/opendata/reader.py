"""From a GeoJSON file to proposals: drafts for people to look at, and a reason for all that is left out."""

from collections.abc import Iterator
from typing import IO

from events.places.opendata import openstreetmap
from events.places.opendata.features import Features, OtherCoordinates, Unreadable
from events.places.opendata.geometry import (
    NoPlaceOnEarth,
    OffEarth,
    extent_m,
    length_m,
    lines_of,
    point_of,
)
from events.places.opendata.mapping import Mapping, shipped
from events.places.opendata.proposals import (
    LONGEST_NAME,
    SHORTEST_M,
    LeftOut,
    Lender,
    Proposal,
    Reason,
    Skip,
    tidy,
)
from events.places.opendata.shapes import outline_of
from events.places.opendata.tags import Tags, facts_of

type Found = Proposal | Skip | Lender

BOUNDS = 4


def read_places(file: IO[bytes], *, source: str = "", mapping: Mapping | None = None) -> Iterator[Found]:
    """Every feature of the file as a Proposal or a Skip, in order; after a path, what it lends to places.

    With ``source`` only features of that source are proposed; ``mapping`` comes before those we ship. Nothing
    is kept of a feature. Raises BrokenFile where the file ends too early, and if nothing in it counts in
    degrees.
    """
    mappings = (mapping, *shipped()) if mapping else shipped()
    features = Features(file)
    is_projected = has_point = False
    for feature in features:
        found, lender = look_at(feature, mappings)
        has_point = has_point or lender is not None or isinstance(found, Proposal)
        is_projected = is_projected or (isinstance(found, Skip) and found.reason is Reason.PROJECTED)
        yield _asked_for(found, source, features.bbox)
        if lender and source in ("", lender.source):
            yield lender
    if is_projected and not has_point:
        raise OtherCoordinates(features.read)


def look_at(feature: object, mappings: tuple[Mapping, ...]) -> tuple[Proposal | Skip, Lender | None]:
    """One feature, on its own, and what it lends."""
    if isinstance(feature, Unreadable):
        return Skip("", "", feature.reason), None
    tags = feature.get("properties") if isinstance(feature, dict) else None
    if not isinstance(feature, dict) or not isinstance(tags, dict):
        return Skip("", "", Reason.NOT_A_FEATURE), None
    mapping = next((mapping for mapping in mappings if mapping.fits(tags)), None)
    if not mapping and not openstreetmap.is_openstreetmap(feature, tags):
        return Skip("", tidy(tags.get("name"), LONGEST_NAME), Reason.UNKNOWN_SOURCE), None
    if mapping:
        ref, name = mapping.ref_of(tags), mapping.name_of(tags)
    else:
        ref, name = openstreetmap.ref_of(feature, tags), tidy(tags.get("name"), LONGEST_NAME)
    geometry = feature.get("geometry")
    try:
        found: Proposal | Skip = _proposal(geometry, tags, ref, name, mapping)
    except LeftOut as left_out:
        found = Skip(ref, name, left_out.reason, left_out.detail)
    except OffEarth as off:
        found = Skip(ref, name, Reason.PROJECTED if off.is_projected else Reason.OFF_EARTH, str(off))
    except NoPlaceOnEarth:
        found = Skip(ref, name, Reason.NO_POINT)
    return found, None if mapping else _lender(geometry, tags, ref)


def _proposal(geometry: object, tags: Tags, ref: str, name: str, mapping: Mapping | None) -> Proposal:
    kind = mapping.kind_of(tags) if mapping else openstreetmap.kind_of(tags)
    if not ref:
        raise LeftOut(Reason.NO_ID)
    if not name and kind != "track":  # a running track is found by where it lies
        raise LeftOut(Reason.NO_NAME)
    facts = mapping.facts_of(tags) if mapping else facts_of(tags)
    openstreetmap.refuse_by_facts(kind, facts)
    lines = lines_of(geometry)
    if len(lines[0]) > 1 and extent_m(lines) < SHORTEST_M:
        raise LeftOut(Reason.SHORT, f"{extent_m(lines):.0f} m")
    latitude, longitude = point_of(lines[0])
    return Proposal(
        source=mapping.source if mapping else openstreetmap.SOURCE,
        ref=ref,
        name=name,
        kind=kind,
        latitude=round(latitude, 6),
        longitude=round(longitude, 6),
        length_m=round(length_m(lines[0])),
        facts=facts,
        address=mapping.address_of(tags) if mapping else openstreetmap.address_of(tags),
        outline=outline_of(lines[0]),
        attribution=mapping.attribution if mapping else "",
    )


def _lender(geometry: object, tags: Tags, ref: str) -> Lender | None:
    if not (facts := openstreetmap.lent_facts(tags)):
        return None
    try:
        line = outline_of(lines_of(geometry)[0])
    except NoPlaceOnEarth:
        return None
    return Lender(openstreetmap.SOURCE, ref, line, facts) if line else None


def _asked_for(found: Proposal | Skip, source: str, bbox: object) -> Proposal | Skip:
    """Leave out what comes from another source, and what its own file says lies elsewhere."""
    if isinstance(found, Skip):
        return found
    if source and found.source != source:
        return Skip(found.ref, found.name, Reason.OTHER_SOURCE, found.source)
    point = (found.latitude, found.longitude)
    if not _is_in(bbox, *point) and _is_in(bbox, *reversed(point)):
        return Skip(found.ref, found.name, Reason.SWAPPED, f"{found.longitude}, {found.latitude}")
    return found


def _is_in(bbox: object, latitude: float, longitude: float) -> bool:
    """Bounds are west, south, east, north; without them all is in."""
    if not isinstance(bbox, list) or len(bbox) != BOUNDS or not all(isinstance(n, float | int) for n in bbox):
        return True
    west, south, east, north = bbox
    is_between = west <= longitude <= east if west <= east else longitude >= west or longitude <= east
    return south <= latitude <= north and is_between
