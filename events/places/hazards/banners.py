"""Which open reports have to be seen before anything else. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from events.places.hazards.limits import CAUTIONS_FOR_BANNER, CONFIRMATIONS_FOR_BANNER
from events.places.hazards.models import Hazard, Severity


@dataclass(frozen=True)
class Banner:
    kind: str
    hazards: tuple[Hazard, ...]


def banner_of(hazards: Sequence[Hazard]) -> Banner | None:
    """One "stop", two cautions that others confirmed, or one that two confirmed; else nothing stands out."""
    if stops := tuple(hazard for hazard in hazards if hazard.is_stop):
        return Banner("stop", stops)
    confirmed = [h for h in hazards if h.severity == Severity.CAUTION and h.confirmations]
    strong = any(hazard.confirmations >= CONFIRMATIONS_FOR_BANNER for hazard in confirmed)
    if strong or len(confirmed) >= CAUTIONS_FOR_BANNER:
        return Banner("caution", tuple(confirmed))
    return None
