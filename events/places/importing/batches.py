"""What becomes of all that is on a map, a batch at a time: memory stays flat, and queries are few."""

from collections.abc import Iterator
from contextlib import ExitStack
from itertools import batched

from events.places.importing.drafts import Drafts
from events.places.importing.later import Later
from events.places.importing.lending import lend
from events.places.importing.outcomes import Outcome
from events.places.opendata import Found, Lender, Proposal, Skip

BATCH = 500


def outcomes_of(found: Iterator[Found], *, added_by_id: int | None) -> Iterator[Outcome]:
    """First what has a name; then tracks, to be named after it; then the paths that touch all of these."""
    drafts = Drafts(added_by_id=added_by_id)
    with ExitStack() as stack:
        unnamed = stack.enter_context(Later(Proposal))
        lenders = stack.enter_context(Later(Lender))
        for batch in batched(found, BATCH):
            yield from (item for item in batch if isinstance(item, Skip))
            for item in batch:
                if isinstance(item, Lender):
                    lenders.add(item)
                elif isinstance(item, Proposal) and not item.name:
                    unnamed.add(item)
            yield from drafts.settle([item for item in batch if isinstance(item, Proposal) and item.name])
        for tracks in batched(unnamed, BATCH):
            yield from drafts.settle(tracks)
        for paths in batched(lenders, BATCH):
            yield from lend(paths)
