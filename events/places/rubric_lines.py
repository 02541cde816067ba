"""What makes a zone fit for running backward: the ten lines that describe a zone, as data.

The limits are our convention, shaped after what coaches and organizers ask for; no study has measured them.
Lengths are in metres, slopes in percent. The words describe a line and promise nothing about the place.
"""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

type Words = str | Promise


class Verdict(StrEnum):
    OK = "ok"
    CAUTION = "caution"
    STOP = "stop"
    UNKNOWN = "unknown"


# The worse comes later. A caution can be met with a measure, an unknown cannot.
SEVERITY = {Verdict.OK: 0, Verdict.CAUTION: 1, Verdict.UNKNOWN: 2, Verdict.STOP: 3}


@dataclass(frozen=True)
class Limits:
    """Every threshold of the rubric, in one table."""

    flat_percent: float = 1
    gentle_percent: float = 3
    steep_percent: float = 5
    steep_stage: int = 3
    straight_ok_m: float = 50
    straight_least_m: float = 30
    curve_stage: int = 4
    width_ok_m: float = 4
    width_least_m: float = 2.5
    lane_m: float = 1.22
    lanes_clear: int = 3
    sight_ok_m: float = 50
    sight_least_m: float = 30
    largest_length_m: float = 10_000
    largest_percent: float = 100

    @property
    def own_lane_and_neighbors_m(self) -> float:
        return self.lane_m * self.lanes_clear


LIMITS = Limits()

# A check of a hard surface holds for a year, one of a surface that grows or washes out for half a year.
LONG_MONTHS = 12
SHORT_MONTHS = 6
ON_FOOT_WITHIN_DAYS = 30


@dataclass(frozen=True)
class Choice:
    value: str
    words: Words
    verdict: Verdict
    reason: Words
    months: int = LONG_MONTHS


@dataclass(frozen=True)
class Flag:
    """A yes-or-no question that belongs to a line."""

    key: str
    question: Words
    required: bool = True


@dataclass(frozen=True)
class Line:
    """One line of the rubric: what to look at, how to answer, how the answer is judged."""

    number: int
    key: str
    label: Words
    help: Words
    unit: str = ""
    choices: tuple[Choice, ...] = ()
    flags: tuple[Flag, ...] = ()
    directions: tuple[tuple[str, Words], ...] = ()

    @property
    def measure_key(self) -> str:
        return f"{self.key}_measure"

    @property
    def direction_key(self) -> str:
        return f"{self.key}_direction"

    @property
    def largest(self) -> float:
        """Beyond this a number is a slip of the finger."""
        return LIMITS.largest_percent if self.unit == "%" else LIMITS.largest_length_m

    def choice(self, value: object) -> Choice | None:
        return next((choice for choice in self.choices if choice.value == value), None)


LINES: tuple[Line, ...] = (
    Line(
        1,
        "surface",
        _("Surface"),
        _("What the whole zone is made of. If it changes, choose the worse one."),
        choices=(
            Choice("synthetic_track", _("Synthetic track"), Verdict.OK, _("Firm, even grip when dry.")),
            Choice("short_grass", _("Short grass"), Verdict.OK, _("Soft and even when cut."), SHORT_MONTHS),
            Choice("asphalt", _("Asphalt"), Verdict.OK, _("Firm and even.")),
            Choice(
                "fine_compacted",
                _("Fine, compacted"),
                Verdict.OK,
                _("Firm, without loose stones."),
                SHORT_MONTHS,
            ),
            Choice("indoor_floor", _("Indoor floor"), Verdict.OK, _("Firm and dry.")),
            Choice("paving", _("Paving"), Verdict.CAUTION, _("Edges and joints can catch a heel.")),
            Choice("wood_chip", _("Wood chip"), Verdict.CAUTION, _("Gives way under a heel."), SHORT_MONTHS),
            Choice("ground", _("Bare ground"), Verdict.CAUTION, _("Changes with the weather."), SHORT_MONTHS),
            Choice("gravel", _("Gravel"), Verdict.STOP, _("Loose stones roll under a heel."), SHORT_MONTHS),
            Choice("sand", _("Sand"), Verdict.STOP, _("Heels sink in."), SHORT_MONTHS),
            Choice("cobble", _("Cobbles"), Verdict.STOP, _("Too uneven to run backward on.")),
            Choice("metal", _("Metal"), Verdict.STOP, _("Slippery as soon as it is damp.")),
        ),
    ),
    Line(
        2,
        "evenness",
        _("Evenness"),
        _("Walk the whole zone first. Potholes, ruts, roots and sprinklers over 2 cm make it uneven."),
        choices=(
            Choice("even", _("Even"), Verdict.OK, _("Nothing over 2 cm.")),
            Choice(
                "minor",
                _("Small unevenness"),
                Verdict.CAUTION,
                _("Small bumps have to be marked with cones."),
            ),
            Choice(
                "uneven", _("Uneven, over 2 cm"), Verdict.STOP, _("A heel can catch on anything over 2 cm.")
            ),
        ),
        flags=(Flag("walked_first", _("Was the whole zone walked for this check?")),),
    ),
    Line(
        3,
        "gradient",
        _("Slope"),
        _("The steepest part, measured with a phone level or from the map. A rise of 1 m over 100 m is 1 %."),
        unit="%",
        directions=(
            ("level", _("Level")),
            ("up", _("Backward goes uphill")),
            ("down", _("Backward goes downhill")),
        ),
    ),
    Line(
        4,
        "straight_length",
        _("Straight length"),
        _("The longest straight run in the zone. Count your steps: 100 steps are about 75 m."),
        unit="m",
        flags=(Flag("curve", _("Does the zone include a curve?")),),
    ),
    Line(
        5,
        "clear_width",
        _("Clear width"),
        _("The narrowest part that is free for everybody. One lane of a track is 1.22 m."),
        unit="m",
        flags=(Flag("lanes_free", _("Own lane and one empty lane on each side?"), required=False),),
    ),
    Line(
        6,
        "clear_sight",
        _("What the spotter sees"),
        _("How far the spotter sees past the runner, at the worst point of the zone."),
        unit="m",
        flags=(Flag("blind_corner", _("Is there a blind corner or a gap in a hedge?")),),
    ),
    Line(
        7,
        "motor_traffic",
        _("Motor traffic"),
        _("Cars, motorbikes, delivery vans, mowers. A driveway or car park in the zone counts as crossing."),
        choices=(
            Choice("none", _("None"), Verdict.OK, _("No vehicle comes here.")),
            Choice("barrier", _("Behind a barrier"), Verdict.CAUTION, _("Vehicles pass behind a barrier.")),
            Choice("crossing", _("Crosses the zone"), Verdict.STOP, _("Vehicles cross the zone.")),
            Choice("shared", _("Shares the zone"), Verdict.STOP, _("Vehicles use the zone.")),
        ),
    ),
    Line(
        8,
        "kerb",
        _("Kerb, step, drain or rail"),
        _("In the zone or within 1.5 m of it."),
        choices=(
            Choice("none", _("None"), Verdict.OK, _("None within 1.5 m.")),
            Choice("flush", _("Flush with the ground"), Verdict.CAUTION, _("Flush edges have to be marked.")),
            Choice("raised", _("Raised"), Verdict.STOP, _("A raised edge trips a heel.")),
        ),
    ),
    Line(
        9,
        "obstacle",
        _("Obstacles"),
        _("Post, bench, bin, tree, goal or hurdle within 1.5 m of the zone."),
        choices=(
            Choice("none", _("None"), Verdict.OK, _("None within 1.5 m.")),
            Choice("movable", _("Can be moved"), Verdict.CAUTION, _("Has to be moved before the start.")),
            Choice("padded", _("Fixed and padded"), Verdict.CAUTION, _("Padded, and still in the way.")),
            Choice("fixed", _("Fixed"), Verdict.STOP, _("A fixed obstacle is too close.")),
        ),
    ),
    Line(
        10,
        "drop",
        _("Drop, edge or water"),
        _("A drop, the edge of a slope, or water within 5 m of the zone."),
        choices=(
            Choice("none", _("None"), Verdict.OK, _("None within 5 m.")),
            Choice("fenced", _("Fenced off"), Verdict.CAUTION, _("Only a fence is in between.")),
            Choice("open", _("Open"), Verdict.STOP, _("Nothing stands between the runner and the drop.")),
        ),
    ),
)
LINE_BY_KEY = {line.key: line for line in LINES}
