"""How many runners one spotter may have. Pure.

Our convention, not science: no study of it exists. The table is for the sessions we offer; whatever else sets
a limit can only make it stricter.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

RUNNERS_PER_LEADER = 8
MOST_PEERS = 6
"""People at a date without a leader who only leads. Our convention."""
MOST_OFF_TRACK = 2
PERMIT_FROM = 25
"""Lanes from which its organizers are told to ask for a permit: the advice of RRCA for group runs."""
LOWEST_STAGE_OF_PEERS = 2
STAGES = range(5)

# Runners per spotter by the lowest stage invited, 0 to 4; None means that we do not do this.
TABLE: dict[str, tuple[int | None, ...]] = {
    "walking_drill": (2, 2, 2, 3, 3),
    "straight": (1, 1, 2, 2, 3),
    "laps": (None, None, None, 1, 2),
    "path": (None, None, 1, 1, 1),
    "training": (2, 2, 2, 3, 3),  # calls and practice at a walk, as in a walking drill
}


def runners_per_spotter(session: str, lowest_stage: int) -> int | None:
    """The convention for a session that invites people from this stage on; None: not allowed."""
    return TABLE[session][lowest_stage]


def where_not_closed(limit: int | None) -> int | None:
    """Three runners to one spotter is for a closed track: anywhere else somebody may cross."""
    return limit if limit is None else min(limit, MOST_OFF_TRACK)


def one_step_stricter(limit: int | None) -> int | None:
    """For dusk under full light; stricter than one to one is not allowed."""
    return limit - 1 if limit is not None and limit > 1 else None


class Source(StrEnum):
    """Who says how many; of two that say the same, the first."""

    CONVENTION = "convention"
    SITE = "site"
    PLACE = "place"
    GROUP = "group"
    MEETUP = "meetup"


@dataclass(frozen=True)
class Ratio:
    """Runners per spotter, and who decided; None: our convention does not do this."""

    most: int | None
    source: Source = Source.CONVENTION


def strictest(convention: int | None, wishes: Mapping[Source, int | None]) -> Ratio:
    """The limit that holds when several apply: what the convention forbids, nobody allows."""
    if convention is None:
        return Ratio(None)
    limits = {Source.CONVENTION: convention} | {
        source: most for source in Source if (most := wishes.get(source)) is not None
    }
    source = min(limits, key=lambda one: limits[one])
    return Ratio(limits[source], source)
