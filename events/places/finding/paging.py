"""Pages of a list of places: each starts behind the last place of the one before, which its address names."""

import math
from typing import Any

from events.places.finding.standpoint import Standpoint
from events.places.models import Place
from events.places.querysets import PlaceQuerySet

PAGE = 20
ROUNDING_KM = 0.001
LARGEST_KEY = 2**63 - 1


def page_of(
    rows: PlaceQuerySet, here: Standpoint | None, within_km: int, beyond: str
) -> tuple[list[Place], str]:
    """One page, and behind what the next one starts: nearest first, or by name from nowhere."""
    if here is None:
        return _by_name(rows, beyond)
    behind_km, behind_key = _place_behind(beyond)
    found = _near(rows, here, within_km or None, behind_km, behind_key)
    if len(found) <= PAGE:
        return found, ""
    farthest = found[-1].distance_km
    shown = [place for place in found if place.distance_km < farthest]
    if not shown:
        # More than a page at one distance: which of them the limit cut off was up to the index.
        at_most = rows.nearest(
            here.latitude,
            here.longitude,
            within_km=farthest + ROUNDING_KM,
            limit=None,
            beyond_km=behind_km,
            beyond_key=behind_key,
        )
        shown = list(at_most.order_by("distance_km", "pk")[:PAGE])
    return shown, f"{shown[-1].distance_km!r},{shown[-1].pk}"


def _near(
    rows: PlaceQuerySet, here: Standpoint, within_km: int | None, behind_km: float | None, key: int | None
) -> list[Any]:
    return list(
        rows.nearest(
            here.latitude,
            here.longitude,
            within_km=within_km,
            limit=PAGE + 1,
            beyond_km=behind_km,
            beyond_key=key,
        )
    )


def _by_name(rows: PlaceQuerySet, beyond: str) -> tuple[list[Place], str]:
    key = _key(beyond)
    found = list(rows.by_name(behind=key)[: PAGE + 1])
    return found[:PAGE], str(found[PAGE - 1].pk) if len(found) > PAGE else ""


def _place_behind(text: str) -> tuple[float | None, int | None]:
    """A distance, and a key if one was written: as a page before wrote it."""
    number, _comma, key = text[:60].partition(",")
    try:
        distance = float(number)
    except ValueError:
        return None, None
    return (distance, _key(key)) if distance >= 0 and math.isfinite(distance) else (None, None)


def _key(text: str) -> int | None:
    is_key = text.isascii() and text.isdecimal() and len(text) < 20 and int(text) <= LARGEST_KEY
    return int(text) if is_key else None
