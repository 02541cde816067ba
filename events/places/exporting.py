"""Places of one source as GeoJSON, with what people changed about them: the copy that a licence asks for."""

import json
from collections.abc import Iterator

from django.db import models

from events.places.models import Place, Source

LICENCES: dict[str, dict[str, str]] = {
    Source.OPENSTREETMAP.value: {
        "licence": "Open Data Commons Open Database License (ODbL) 1.0",
        "licence_url": "https://opendatacommons.org/licenses/odbl/1-0/",
        "attribution": "© OpenStreetMap contributors",
        "attribution_url": "https://www.openstreetmap.org/copyright",
    },
    Source.OPEN_DATA_DC.value: {
        "licence": "Creative Commons Attribution 4.0 International (CC BY 4.0)",
        "licence_url": "https://creativecommons.org/licenses/by/4.0/",
        "attribution": "District of Columbia, Open Data DC",
        "attribution_url": "https://opendata.dc.gov",
    },
}
NOTE = (
    "Places taken from this source, with the changes people made here. "
    "Checks, photos and who made them are no part of the source and are not in this file."
)
FIELDS = (
    "name",
    "kind",
    "state",
    "address",
    "light",
    "is_step_free",
    "has_toilets",
    "has_seating",
    "has_shelter",
    "has_transport",
    "has_quiet_option",
    "has_phone_signal",
    "direction_rule",
)
BATCH = 1_000


def geojson_of(source: str, places: models.QuerySet[Place]) -> Iterator[str]:
    """The text of the file, piece by piece, of a source from which at least one place came."""
    rows = places.filter(source=source).order_by("source_ref", "pk").select_related("merged_into")
    licence = LICENCES.get(source) or {"attribution": rows[0].attribution}
    about = {"source": source, **licence, "note": NOTE}
    yield f'{{"type":"FeatureCollection","metadata":{_text(about)},"features":['
    for number, place in enumerate(rows.iterator(chunk_size=BATCH)):
        yield (",\n" if number else "\n") + _text(_feature(place))
    yield "\n]}\n"


def _feature(place: Place) -> dict[str, object]:
    facts = {name: getattr(place, name) for name in FIELDS}
    given = {name: value for name, value in facts.items() if value not in (None, "", "unknown")}
    if place.merged_into:
        given["merged_into"] = place.merged_into.source_ref or place.merged_into.slug
    properties = {**given, "proposed": place.proposed}
    return {"type": "Feature", "id": place.source_ref, "properties": properties, "geometry": _geometry(place)}


def _geometry(place: Place) -> dict[str, object]:
    if not place.outline:
        return {"type": "Point", "coordinates": [place.longitude, place.latitude]}
    line = [[longitude, latitude] for latitude, longitude in place.outline]
    is_area = len(line) > 3 and line[0] == line[-1]
    return {"type": "Polygon" if is_area else "LineString", "coordinates": [line] if is_area else line}


def _text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
