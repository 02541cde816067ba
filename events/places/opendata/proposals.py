"""What the reader of open data hands out: a place somebody could look at, or why something is none."""

import unicodedata
from dataclasses import dataclass, field
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.text import LOOKS_EMPTY, WITHOUT_USE

SHORTEST_M = 30
LONGEST_NAME = 80
LONGEST_ADDRESS = 200
LONGEST_READ = 1_000
JOINERS = frozenset("\u200c\u200d")
"""What Persian and the scripts of India write words with; it does not show by itself."""


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
    outline: list[list[float]] | None = None
    attribution: str = ""


@dataclass(frozen=True)
class Lender:
    """A path that tells about the places it touches, whether or not it is one itself."""

    source: str
    ref: str
    line: list[list[float]]
    facts: dict[str, str | float | bool]


class Reason(StrEnum):
    """Why something on a map is not proposed."""

    NOT_A_FEATURE = "not_a_feature"
    TOO_DEEP = "too_deep"
    TOO_LARGE = "too_large"
    NO_POINT = "no_point"
    OFF_EARTH = "off_earth"
    PROJECTED = "projected"
    SWAPPED = "swapped"
    UNKNOWN_SOURCE = "unknown_source"
    OTHER_SOURCE = "other_source"
    CLOSED = "closed"
    PRIVATE = "private"
    PLAYGROUND = "playground"
    TRAFFIC_ISLAND = "traffic_island"
    NOT_FOR_RUNNING = "not_for_running"
    OTHER_SPORT = "other_sport"
    NO_SPORT = "no_sport"
    NO_ID = "no_id"
    NO_NAME = "no_name"
    MOTOR_TRAFFIC = "motor_traffic"
    CYCLISTS = "cyclists"
    STEPS = "steps"
    SURFACE = "surface"
    UNEVEN = "uneven"
    STEEP = "steep"
    NARROW = "narrow"
    SHORT = "short"
    KNOWN = "known"


REASONS: dict[Reason, str | Promise] = {
    Reason.NOT_A_FEATURE: _("It is not a GeoJSON feature."),
    Reason.TOO_DEEP: _("It is nested deeper than any map needs."),
    Reason.TOO_LARGE: _("It has more points than we can hold."),
    Reason.NO_POINT: _("It has no point."),
    Reason.OFF_EARTH: _("Its coordinates are not on Earth. GeoJSON writes longitude first."),
    Reason.PROJECTED: _("Its coordinates are not degrees of longitude and latitude (WGS 84)."),
    Reason.SWAPPED: _(
        "It lies outside the bounds its file names, and inside with its coordinates swapped. "
        "GeoJSON writes longitude first."
    ),
    Reason.UNKNOWN_SOURCE: _("We cannot tell whose data this is, so we could not name the source."),
    Reason.OTHER_SOURCE: _("It comes from another source than the one asked for."),
    Reason.CLOSED: _("It is closed or no longer used."),
    Reason.PRIVATE: _("It is not open to everybody."),
    Reason.PLAYGROUND: _("A playground belongs to the children."),
    Reason.TRAFFIC_ISLAND: _("It is an island in the traffic: a triangle, a circle or a median."),
    Reason.NOT_FOR_RUNNING: _("It is not a track, park, field, path or hall to run in."),
    Reason.OTHER_SPORT: _("It is made for another sport."),
    Reason.NO_SPORT: _("The map does not say that it is for running."),
    Reason.NO_ID: _("It has no id, so we could not know it again."),
    Reason.NO_NAME: _("It has no name, and people could not find it."),
    Reason.MOTOR_TRAFFIC: _("Motor vehicles may use it."),
    Reason.CYCLISTS: _("It is a cycle path, or shared with a cycle path."),
    Reason.STEPS: _("It has steps."),
    Reason.SURFACE: _("Its surface stops running backward by our convention."),
    Reason.UNEVEN: _("The map calls it uneven."),
    Reason.STEEP: _("It is steeper than our convention allows."),
    Reason.NARROW: _("It is narrower than our convention allows."),
    Reason.SHORT: _("No straight of 30 m fits in."),
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
    """Text from a map as one short line; empty if it is no text, or none that shows."""
    if not isinstance(text, str):
        return ""
    shown = "".join(
        c if c.isprintable() or c in JOINERS else " " for c in text[:LONGEST_READ].translate(WITHOUT_USE)
    )
    line = unicodedata.normalize("NFC", " ".join(shown.split()))
    if not set(line) - LOOKS_EMPTY - JOINERS - {" "}:
        return ""
    return line if len(line) <= longest else f"{line[: longest - 1].rstrip()}…"
