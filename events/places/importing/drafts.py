"""From proposals to rows, a batch at a time: new drafts, and outlines for points. All else stays as it is."""

from collections.abc import Iterator, Sequence

from django.utils import timezone

from accounts.geography import Towns, time_zone_at
from accounts.words import folded_words
from events.places.importing.naming import Names
from events.places.importing.outcomes import Merged, Outcome
from events.places.importing.twins import Known, Twins
from events.places.keeping.models import PlaceEvent, What
from events.places.models import Place, PlaceState, Source
from events.places.naming import free_slugs
from events.places.opendata import Proposal, Reason, Skip


class Drafts:
    """Makes drafts of proposals; what is looked up once serves all batches of an import."""

    def __init__(self, *, added_by_id: int | None) -> None:
        self.added_by_id = added_by_id
        self.towns = Towns()
        self.names = Names()

    def settle(self, batch: Sequence[Proposal]) -> Iterator[Outcome]:
        """What becomes of each proposal; the queries are as many however large the batch."""
        fresh, known = _fresh(batch)
        yield from known
        twins = Twins(fresh)
        new: list[Place] = []
        outcomes: list[Outcome] = []
        widened: dict[int, Proposal] = {}
        for index, proposal in enumerate(fresh):
            if (twin := twins.twin_of(index, proposal)) is None:
                new.append(draft := self._draft(proposal))
                twins.add(draft)
            elif twin.source == Source.PERSON:
                outcomes.append(Skip(proposal.ref, proposal.name, Reason.KNOWN, twin.name))
            else:
                outcomes.append(Merged(proposal.ref, proposal.name, twin.name))
                if proposal.outline and not twin.has_outline:
                    twin.has_outline = True
                    _widen(twin, proposal, widened)
        self._save(new)
        _save_widened(widened)
        yield from new
        yield from outcomes

    def _draft(self, proposal: Proposal) -> Place:
        return Place(
            name=proposal.name,
            kind=proposal.kind,
            state=PlaceState.DRAFT,
            latitude=proposal.latitude,
            longitude=proposal.longitude,
            address=proposal.address,
            outline=proposal.outline,
            source=proposal.source,
            source_ref=proposal.ref,
            proposed=_proposed(proposal),
            added_by_id=self.added_by_id,
        )

    def _save(self, drafts: list[Place]) -> None:
        if not drafts:
            return
        self.towns.learn((draft.latitude, draft.longitude) for draft in drafts)
        for draft in drafts:
            draft.city_label = self.towns.label_of((draft.latitude, draft.longitude))
            draft.time_zone = time_zone_at(draft.latitude, draft.longitude)
        self.names.give([draft for draft in drafts if not draft.name])
        for draft, slug in zip(drafts, free_slugs(draft.name for draft in drafts), strict=True):
            draft.slug = slug
            draft.search_words = folded_words(draft.name, draft.city_label)
        Place.objects.bulk_create(drafts)
        now = timezone.now()
        PlaceEvent.objects.bulk_create(
            PlaceEvent(
                place=draft,
                what=What.IMPORTED,
                state=PlaceState.DRAFT,
                by_id=self.added_by_id,
                happened_at=now,
            )
            for draft in drafts
        )


def _fresh(batch: Sequence[Proposal]) -> tuple[list[Proposal], list[Skip]]:
    """Those whose refs were never imported, and why the others stay as they are."""
    taken = Place.objects.known_refs({(proposal.source, proposal.ref) for proposal in batch})
    fresh, known = [], []
    for proposal in batch:
        if (proposal.source, proposal.ref) in taken:
            known.append(Skip(proposal.ref, proposal.name, Reason.KNOWN))
        else:
            taken.add((proposal.source, proposal.ref))
            fresh.append(proposal)
    return fresh, known


def _proposed(proposal: Proposal) -> dict[str, object]:
    """The map's facts, and its own name for the place, by which it is known again whatever people call it."""
    proposed: dict[str, object] = {**proposal.facts, "map_name": proposal.name}
    if proposal.length_m:
        proposed["length_m"] = proposal.length_m
    if proposal.attribution:
        proposed["attribution"] = proposal.attribution
    return proposed


def _widen(twin: Known, proposal: Proposal, widened: dict[int, Proposal]) -> None:
    if twin.draft:
        _take_outline(twin.draft, proposal)
    elif twin.pk:
        widened[twin.pk] = proposal


def _take_outline(place: Place, proposal: Proposal) -> None:
    """The outline tells more than the point: the entry goes by it from now on."""
    place.latitude, place.longitude = proposal.latitude, proposal.longitude
    place.outline = proposal.outline
    place.source_ref = proposal.ref
    place.address = place.address or proposal.address
    place.proposed = place.proposed | _proposed(proposal)


def _save_widened(widened: dict[int, Proposal]) -> None:
    """Give points their outlines, where no person has worked on them."""
    if not widened:
        return
    places = Place.objects.untouched().in_bulk(widened)
    for key, place in places.items():
        _take_outline(place, widened[key])
    fields = ["latitude", "longitude", "outline", "source_ref", "address", "proposed"]
    Place.objects.bulk_update(places.values(), fields)
