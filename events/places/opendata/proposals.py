"""What the reader of open data hands out: a place somebody could look at, or why something is none."""

from dataclasses import dataclass, field
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SHORTEST_M = 30
LONGEST_NAME = 80
LONGEST_ADDRESS = 200


@dataclass(frozen=True)
class Proposal:
    """A place as the map has it. Nobody has looked; ``facts`` are the map's, in the words of the rubric."""

    source: str
    ref: str
    name: str
    kind: str
    latitude: float
    longitude: float
    length_m: int = 0
    facts: dict[str, str | float | bool] = field(default_factory=dict)
    address: str = ""


class Reason(StrEnum):
    """Why something on a map is not proposed."""

    NOT_A_FEATURE = "not_a_feature"
    NO_POINT = "no_point"
    UNKNOWN_SOURCE = "unknown_source"
    OTHER_SOURCE = "other_source"
    CLOSED = "closed"
    PRIVATE = "private"
    PLAYGROUND = "playground"
    TRAFFIC_ISLAND = "traffic_island"
    NOT_FOR_RUNNING = "not_for_running"
    OTHER_SPORT = "other_sport"
    NO_SPORT = "no_sport"
    NO_NAME = "no_name"
    MOTOR_TRAFFIC = "motor_traffic"
    CYCLISTS = "cyclists"
    STEPS = "steps"
    SURFACE = "surface"
    UNEVEN = "uneven"
    STEEP = "steep"
    NARROW = "narrow"
    SHORT = "short"
    SAME_PLACE = "same_place"
    KNOWN = "known"


REASONS: dict[Reason, str | Promise] = {
    Reason.NOT_A_FEATURE: _("It is not a GeoJSON feature."),
    Reason.NO_POINT: _("It has no point on Earth."),
    Reason.UNKNOWN_SOURCE: _("We cannot tell whose data this is, so we could not name the source."),
    Reason.OTHER_SOURCE: _("It comes from another source than the one asked for."),
    Reason.CLOSED: _("It is closed or no longer used."),
    Reason.PRIVATE: _("It is not open to everybody."),
    Reason.PLAYGROUND: _("A playground belongs to the children."),
    Reason.TRAFFIC_ISLAND: _("It is an island in the traffic: a triangle, a circle or a median."),
    Reason.NOT_FOR_RUNNING: _("It is not a track, park, field, path or hall to run in."),
    Reason.OTHER_SPORT: _("It is made for another sport."),
    Reason.NO_SPORT: _("The map does not say that it is for running."),
    Reason.NO_NAME: _("It has no name, and people could not find it."),
    Reason.MOTOR_TRAFFIC: _("Motor vehicles may use it."),
    Reason.CYCLISTS: _("It is a cycle path, or shared with a cycle path."),
    Reason.STEPS: _("It has steps."),
    Reason.SURFACE: _("Its surface stops running backward by our convention."),
    Reason.UNEVEN: _("The map calls it uneven."),
    Reason.STEEP: _("It is steeper than our convention allows."),
    Reason.NARROW: _("It is narrower than our convention allows."),
    Reason.SHORT: _("No straight of 30 m fits in."),
    Reason.SAME_PLACE: _("It is in this file twice."),
    Reason.KNOWN: _("It is here already."),
}


@dataclass(frozen=True)
class Skip:
    """Something that is not proposed. ``detail`` names what decided, for the report."""

    ref: str
    name: str
    reason: Reason
    detail: str = ""

    @property
    def words(self) -> str:
        return str(REASONS[self.reason])


class LeftOut(Exception):
    """Raised while a feature is looked at: it is no place to propose."""

    def __init__(self, reason: Reason, detail: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.detail = detail


def tidy(text: object, longest: int) -> str:
    """Text from a map as one short line; empty if it is no text."""
    if not isinstance(text, str):
        return ""
    line = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return line if len(line) <= longest else f"{line[: longest - 1].rstrip()}…"
