"""What the list of places and its map show: the same rows, asked for in two ways."""

from collections.abc import Mapping

from django.urls import reverse
from django.utils import timezone

from accounts.geography import City
from accounts.permissions import Viewer
from events.places.finding.box import Box
from events.places.finding.filters import HOURS, STAGES, SURFACES, Filters
from events.places.finding.paging import page_of
from events.places.finding.standpoint import LONGEST, standpoint
from events.places.models import Place, PlaceKind
from events.places.querysets import PlaceQuerySet
from events.places.rules import can_import_places

RADII_KM = (50, 200, 1000)
MAP_MOST = 300
CITIES_MOST = 12
SHAPES_WITHIN_DEGREES = 0.2


def asked_for(viewer: Viewer, filters: Filters) -> PlaceQuerySet:
    """The places that the list and the map are about."""
    return filters.of(Place.objects.visible_to(viewer).listed(), timezone.localdate())


def places_near(viewer: Viewer, data: Mapping[str, str]) -> dict[str, object]:
    """Places around where somebody looks from, nearest first; without that, those of a name."""
    typed = data.get("q", "").strip()[:LONGEST]
    filters, within_km = Filters.in_address(data), _radius(data.get("within", ""))
    here, namesakes = standpoint(viewer, data)
    rows, beyond = asked_for(viewer, filters).for_cards(), data.get("beyond", "")
    places, behind = ([], "") if typed and not here else page_of(rows, here, within_km, beyond)
    return {
        "typed": typed,
        "here": here,
        "latitude": here.latitude if here else None,
        "longitude": here.longitude if here else None,
        "namesakes": namesakes,
        "filters": filters,
        "places": places,
        "behind": behind,
        "is_later_page": bool(beyond),
        "within_km": within_km,
        "wider_km": next((radius for radius in RADII_KM if within_km and radius > within_km), 0),
        "kinds": PlaceKind.choices,
        "surfaces": SURFACES,
        "stages": STAGES,
        "hours": HOURS,
        "may_import": can_import_places(viewer, None),
    }


def map_data(viewer: Viewer, data: Mapping[str, str]) -> dict[str, object]:
    """The places of a part of the map, those nearest to its middle first."""
    box = Box.in_address(data.get("bbox", ""))
    rows = asked_for(viewer, Filters.in_address(data)).in_box(*box.sides).for_map(viewer)
    found = list(rows.nearest(*box.middle, within_km=box.reach_km, limit=MAP_MOST + 1))
    is_close = box.north - box.south <= SHAPES_WITHIN_DEGREES
    return {
        "places": [_on_map(place, is_close=is_close) for place in found[:MAP_MOST]],
        "cities": [
            [city.local_name(), city.latitude, city.longitude]
            for city in City.objects.largest_in(*box.sides, CITIES_MOST)
        ],
        "is_more": len(found) > MAP_MOST,
    }


def _on_map(place: Place, *, is_close: bool) -> dict[str, object]:
    """What a map says of a place; its shapes only where they would be larger than its sign."""
    badge = place.badge
    facts: dict[str, object] = {
        "slug": place.slug,
        "name": place.name,
        "kind": place.get_kind_display(),
        "at": [place.latitude, place.longitude],
        "url": reverse("places:detail", args=[place.slug]),
        "verdict": str(badge.kind),
        "words": badge.words,
    }
    if is_close and place.outline:
        facts["outline"] = place.outline
    zones = [zone for zone in place.zones.all() if zone.shape and zone.is_readable]
    if is_close and zones:
        facts["zones"] = [{"points": zone.shape, "area": zone.is_area} for zone in zones]
    return facts


def _radius(text: str) -> int:
    """How far to look, in kilometres; 0 is anywhere."""
    return next((radius for radius in (*RADII_KM, 0) if text == str(radius)), RADII_KM[0])
