"""From proposals to rows, a batch at a time: new drafts only, nothing that is here is touched."""

from collections.abc import Iterable, Iterator
from itertools import batched

from django.utils.text import slugify
from django.utils.translation import gettext as _

from accounts.geography import City, time_zone_at
from accounts.identifiers import new_public_id
from events.places.models import Place, PlaceState
from events.places.opendata import Proposal, Reason, Skip

BATCH = 200
RESERVED_SLUGS = frozenset({"new", "import", "how-we-check"})
TOWN_WITHIN_KM = 10
CITY_WITHIN_KM = 50

type Outcome = Place | Skip


def drafts(found: Iterable[Proposal | Skip], *, added_by_id: int | None) -> Iterator[Outcome]:
    """A new, unsaved draft for each proposal that is not here yet; a Skip for all else."""
    for batch in batched(found, BATCH):
        known = _known_refs(batch)
        for item in batch:
            yield item if isinstance(item, Skip) else _draft(item, known, added_by_id)


def free_slug(name: str) -> str:
    """A readable address; with a random tail if the plain one is taken or means something else."""
    plain = slugify(name)[:60]
    if plain and plain not in RESERVED_SLUGS and not Place.objects.taken_slugs([plain]):
        return plain
    return f"{plain or 'place'}-{new_public_id()[:6].lower().replace('_', 'x').replace('-', 'x')}"


def city_label_of(latitude: float, longitude: float) -> str:
    """The largest town around, not the nearest: cities are made of quarters that nobody looks for."""
    around = City.objects.nearest(latitude, longitude, within_km=TOWN_WITHIN_KM)
    if towns := sorted(around, key=lambda city: -city.population):
        return towns[0].label()
    cities = City.objects.nearest(latitude, longitude, within_km=CITY_WITHIN_KM, limit=1)
    return next((city.label() for city in cities), "")


def _known_refs(batch: Iterable[Proposal | Skip]) -> set[tuple[str, str]]:
    by_source: dict[str, list[str]] = {}
    for item in batch:
        if isinstance(item, Proposal):
            by_source.setdefault(item.source, []).append(item.ref)
    return {
        (source, ref) for source, refs in by_source.items() for ref in Place.objects.known_refs(source, refs)
    }


def _draft(proposal: Proposal, known: set[tuple[str, str]], added_by_id: int | None) -> Outcome:
    if (proposal.source, proposal.ref) in known:
        return Skip(proposal.ref, proposal.name, Reason.KNOWN)
    where = (proposal.latitude, proposal.longitude)
    if proposal.name and (twin := Place.objects.same_as(proposal.name, *where)):
        return Skip(proposal.ref, proposal.name, Reason.KNOWN, twin)
    city_label = city_label_of(*where)
    name = proposal.name or _name_for_track(proposal, city_label)
    return Place(
        slug=free_slug(name),
        name=name,
        kind=proposal.kind,
        state=PlaceState.DRAFT,
        latitude=proposal.latitude,
        longitude=proposal.longitude,
        city_label=city_label,
        time_zone=time_zone_at(*where),
        address=proposal.address,
        source=proposal.source,
        source_ref=proposal.ref,
        proposed=_facts(proposal),
        added_by_id=added_by_id,
    )


def _name_for_track(proposal: Proposal, city_label: str) -> str:
    """Most tracks have no name on a map: the neighbor's says best where one is, else they are numbered."""
    neighbor = Place.objects.neighbor_of(proposal.latitude, proposal.longitude)
    city = city_label.split(",")[0]
    if neighbor:
        name = _("Track at %(place)s") % {"place": neighbor[:60]}
    else:
        name = _("Track in %(city)s") % {"city": city[:60]} if city else _("Running track")
    others = Place.objects.called_like(name)
    return f"{name} {others + 1}" if others else name


def _facts(proposal: Proposal) -> dict[str, object]:
    facts: dict[str, object] = dict(proposal.facts)
    if proposal.length_m:
        facts["length_m"] = proposal.length_m
    return facts
