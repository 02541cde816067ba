"""Pages of a list of places: each starts behind the last place of the one before, which its address names."""

import math
from functools import partial
from typing import Any

from accounts.geography import NearestQuerySet
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
    return _by_name(rows, beyond) if here is None else page_near(rows, here, within_km, beyond)


def page_near(
    rows: NearestQuerySet, here: Standpoint, within_km: int, beyond: str, *, through: str = ""
) -> tuple[list[Any], str]:
    """The same of any rows with a point, or of those whose point is that of a relation."""
    behind_km, behind_key = _place_behind(beyond)
    near = partial(
        rows.nearest,
        here.latitude,
        here.longitude,
        through=through,
        beyond_km=behind_km,
        beyond_key=behind_key,
    )
    found: list[Any] = list(near(within_km=within_km or None, limit=PAGE + 1))
    if len(found) <= PAGE:
        return found, ""
    farthest = found[-1].distance_km
    shown = [row for row in found if row.distance_km < farthest]
    if not shown:
        # More than a page at one distance: which of them the limit cut off was up to the index.
        at_most = near(within_km=farthest + ROUNDING_KM, limit=None)
        shown = list(at_most.order_by("distance_km", "pk")[:PAGE])
    return shown, f"{shown[-1].distance_km!r},{shown[-1].pk}"


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
