"""Paths lend their tags to the places they touch: the map says of the path what it does not of the park."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from accounts.geography import around
from events.places.importing.outcomes import Lent
from events.places.models import Place
from events.places.opendata import Lender
from events.places.opendata.shapes import Box, Ground, half_diagonal_m

EDGE_WITHIN_KM = 1.5
"""How far the edge of a place may lie from its middle, and a path still be found to touch it."""
MOST_AROUND = 40
MOST_PATHS = 60
COLUMNS = ("pk", "name", "source", "source_ref", "proposed", "latitude", "longitude", "outline")


class Borrower(NamedTuple):
    """A draft that takes what the map says of its paths."""

    key: int
    name: str
    source: str
    ref: str
    proposed: dict[str, Any]
    ground: Ground

    def is_touched_by(self, lender: Lender, box: Box) -> bool:
        is_other = (self.source, self.ref) != (lender.source, lender.ref)
        return self.source == lender.source and is_other and self.ground.is_touched_by(lender.line, box)

    def take(self, lender: Lender) -> bool:
        """Note what the path is like; False if it is noted, or if there are enough."""
        paths = self.proposed.setdefault("paths", {})
        if lender.ref in paths or len(paths) >= MOST_PATHS:
            return False
        paths[lender.ref] = lender.facts
        return True


def lend(batch: Sequence[Lender]) -> Iterator[Lent]:
    """Write down at each draft what the paths there are like. A path that is known there stays as it was."""
    boxes = [Box(lender.line) for lender in batch]
    drafts = Place.objects.from_sources({lender.source for lender in batch}).open_to_paths()
    centers = [(*box.middle, EDGE_WITHIN_KM + half_diagonal_m(box) / 1000) for box in boxes]
    found = around(drafts, centers, most=MOST_AROUND)
    borrowers = _borrowers({key for keys in found for key in keys})
    changed: dict[int, dict[str, Any]] = {}
    for lender, box, keys in zip(batch, boxes, found, strict=True):
        touched = [place for key in keys if (place := borrowers[key]).is_touched_by(lender, box)]
        changed |= {place.key: place.proposed for place in touched if place.take(lender)}
        if touched:
            yield Lent(lender.ref, tuple(place.name for place in touched))
    Place.objects.propose(changed)


def _borrowers(keys: set[int]) -> dict[int, Borrower]:
    rows = Place.objects.as_known(keys).values_list(*COLUMNS)
    return {
        key: Borrower(key, name, source, ref, proposed, Ground(outline or [[latitude, longitude]]))
        for key, name, source, ref, proposed, latitude, longitude, outline in rows
    }
