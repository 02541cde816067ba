"""What places ask of higher concepts."""

from collections.abc import Collection, Mapping
from typing import Any

from accounts.contracts import contract
from accounts.permissions import Viewer


@contract
def checker_role_of(user_id: int) -> str:
    """As what may this person check places? A value of ``CheckerRole``; empty: nothing is known."""
    raise NotImplementedError


@contract
def place_closed(place_id: int) -> None:
    """Nobody may meet here from now on: it is suspended, given up, or a check said stop.

    Runs inside the transaction that closes it, after the place's row is held.
    """
    raise NotImplementedError


@contract
def place_opened(place_id: int) -> None:
    """People may meet here again, or under other conditions than before."""
    raise NotImplementedError


@contract
def why_not_open(place_id: int, user_id: int) -> str:
    """Why must this person not open a closed place? A sentence; empty if nothing stands against it."""
    raise NotImplementedError


@contract
def zone_changed(zone_id: int) -> None:
    """What the checks of a zone say is not what they said before, while its place stays in its state.

    Runs inside the transaction that stores it, after the place's row is held.
    """
    raise NotImplementedError


@contract
def place_merged(place_id: int, into_id: int) -> None:
    """Two entries were one place: what pointed at the first now belongs to the second."""
    raise NotImplementedError


@contract
def hazard_changed(hazard_id: int) -> None:
    """A hazard was reported, confirmed, resolved or taken back: whoever meets there soon is told."""
    raise NotImplementedError


@contract
def next_meetups_at(place_id: int, viewer: Viewer) -> Any:
    """The next dates at this place that the viewer may read; cards."""
    raise NotImplementedError


@contract
def who_meets_at(place_ids: Collection[int]) -> Mapping[int, set[int]]:
    """Who runs dates there now or did lately: ``{place pk: {user pk of leaders and organizers}}``."""
    raise NotImplementedError
