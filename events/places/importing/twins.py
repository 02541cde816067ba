"""Is a place on a map here already? Twins share source, name and neighborhood; sources stay apart."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from accounts.geography import around, fold
from events.places.models import Place, PlaceKind, Source
from events.places.opendata import Proposal
from events.places.opendata.geometry import distance_m

SAME_NAME_WITHIN_M = 300
SAME_NAME_WITHIN_DEGREES = 0.003
UNNAMED_WITHIN_M = 100
MOST_AROUND = 50


@dataclass
class Known:
    """A place that is here, or a draft that is about to be."""

    source: str
    name: str
    folded: str
    is_unnamed: bool
    kind: str
    latitude: float
    longitude: float
    has_outline: bool
    pk: int | None = None
    draft: Place | None = None

    @classmethod
    def from_draft(cls, draft: Place) -> Self:
        name = draft.proposed["map_name"]
        return cls(
            source=draft.source,
            name=name,
            folded=fold(name),
            is_unnamed=not name,
            kind=draft.kind,
            latitude=draft.latitude,
            longitude=draft.longitude,
            has_outline=draft.outline is not None,
            draft=draft,
        )


class Twins:
    """What is around the proposals of one batch, found with two queries, and the new drafts among them."""

    def __init__(self, proposals: Sequence[Proposal]) -> None:
        within_km = SAME_NAME_WITHIN_M / 1000
        sources = {proposal.source for proposal in proposals} | {Source.PERSON.value}
        centers = [(proposal.latitude, proposal.longitude, within_km) for proposal in proposals]
        self._keys = around(Place.objects.from_sources(sources), centers, most=MOST_AROUND)
        self._known = _known({key for keys in self._keys for key in keys})
        self._drafts: dict[str, list[Known]] = {}

    def twin_of(self, index: int, proposal: Proposal) -> Known | None:
        """The same place, if it is here; the proposal is the batch's ``index``-th."""
        there = [self._known[key] for key in self._keys[index]]
        folded = fold(proposal.name)
        near = [known for known in there if known.folded == folded] + self._drafts.get(folded, [])
        return next((known for known in near if _is_twin(proposal, known)), None)

    def add(self, draft: Place) -> None:
        known = Known.from_draft(draft)
        self._drafts.setdefault(known.folded, []).append(known)


def _known(keys: set[int]) -> dict[int, Known]:
    if not keys:
        return {}
    columns = ("pk", "source", "name", "map_name", "kind", "latitude", "longitude", "has_outline")
    rows = Place.objects.as_known(keys).values_list(*columns)
    return {
        pk: Known(
            source=source,
            name=name if map_name is None else map_name,
            folded=fold(name if map_name is None else map_name),
            is_unnamed=map_name == "",
            kind=kind,
            latitude=latitude,
            longitude=longitude,
            has_outline=has_outline,
            pk=pk,
        )
        for pk, source, name, map_name, kind, latitude, longitude, has_outline in rows
    }


def _is_twin(proposal: Proposal, known: Known) -> bool:
    """Of one name within 300 m; tracks without a name within 100 m. A hall is never the ground around it."""
    if abs(known.latitude - proposal.latitude) > SAME_NAME_WITHIN_DEGREES:
        return False
    if known.source not in (proposal.source, Source.PERSON):
        return False
    if (known.kind == PlaceKind.HALL) != (proposal.kind == PlaceKind.HALL):
        return False
    if not proposal.name and not (known.is_unnamed and known.kind == proposal.kind):
        return False
    within = SAME_NAME_WITHIN_M if proposal.name else UNNAMED_WITHIN_M
    here, there = (proposal.latitude, proposal.longitude), (known.latitude, known.longitude)
    return distance_m(here, there) <= within
