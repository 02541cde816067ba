"""What pages show of hazards."""

from collections.abc import Sequence
from dataclasses import dataclass

from accounts.permissions import Viewer
from events.places.hazards.banners import Banner, banner_of
from events.places.hazards.models import Hazard
from events.places.hazards.rules import (
    can_report_hazard,
    can_resolve_hazard,
    can_speak_of_hazard,
    can_withdraw_hazard,
    speaks_for_places,
)
from events.places.models import Place, PlaceState

SHOWN = 10


@dataclass(frozen=True)
class HazardsNow:
    """The worst open reports of a place, and which of them stand above everything else."""

    hazards: Sequence[Hazard]
    banner: Banner | None
    may_report: bool


def hazards_now(viewer: Viewer, place: Place) -> HazardsNow:
    """One query, however many there are."""
    found = Hazard.objects.of_place(place.pk).open().worst_first().with_sight_of(viewer)
    hazards = list(found.for_list()[:SHOWN])
    return HazardsNow(hazards, banner_of(hazards), can_report_hazard(viewer, place))


def hazard_page(viewer: Viewer, hazard: Hazard) -> dict[str, object]:
    """The context of ``events/places/hazards/detail.html``."""
    is_open = hazard.is_open
    is_mine = viewer.pk == hazard.reported_by_id
    may_name = bool(viewer.roles)
    return {
        "hazard": hazard,
        "place": hazard.place,
        "is_mine": is_mine,
        "may_name_reporter": is_mine or (may_name and not hazard.is_apart),  # type: ignore[attr-defined]
        "may_name_resolver": may_name and not hazard.resolver_is_apart,  # type: ignore[attr-defined]
        "may_speak": is_open and can_speak_of_hazard(viewer, hazard),
        "may_resolve": is_open and can_resolve_hazard(viewer, hazard),
        "may_withdraw": is_open and not hazard.confirmations and can_withdraw_hazard(viewer, hazard),
        "may_reopen": speaks_for_places(viewer),
        "is_closed": hazard.place.state == PlaceState.SUSPENDED,
    }
