"""Read the limits of the rubric from ``rubric.toml``, and from a file that makes them stricter.

Pure: files in, values out. Every value has one direction in which it gets stricter, and a site may only go
that way.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

SHIPPED = Path(__file__).with_name("rubric.toml")
HIGHEST_STAGE = 4
ALL_SESSIONS = ("walking_drill", "straight", "path")

type Key = tuple[str, ...]
type Leaf = str | int | float | list[str]
type Leaves = dict[Key, Leaf]


class Verdict(StrEnum):
    OK = "ok"
    CAUTION = "caution"
    STOP = "stop"
    UNKNOWN = "unknown"


# The worse comes later. A caution can be met with a measure, an unknown cannot.
SEVERITY = {Verdict.OK: 0, Verdict.CAUTION: 1, Verdict.UNKNOWN: 2, Verdict.STOP: 3}

LOWER_IS_STRICTER = frozenset(
    {
        "bump_cm",
        "flat_percent",
        "gentle_percent",
        "steep_percent",
        "crowd_ok",
        "crowd_most",
        "on_foot_within_days",
    }
)
# The first of each pair must not pass the second, or a line would contradict itself.
IN_ORDER = (
    ("flat_percent", "gentle_percent"),
    ("gentle_percent", "steep_percent"),
    ("straight_least_m", "straight_ok_m"),
    ("width_least_m", "width_ok_m"),
    ("sight_least_m", "sight_ok_m"),
    ("crowd_ok", "crowd_most"),
)


@dataclass(frozen=True)
class Limits:
    """The numbers of the lines that are measured."""

    bump_cm: float
    flat_percent: float
    gentle_percent: float
    steep_percent: float
    steep_stage: int
    straight_ok_m: float
    straight_least_m: float
    curve_stage: int
    width_ok_m: float
    width_least_m: float
    lane_m: float
    lanes_clear: int
    sight_ok_m: float
    sight_least_m: float
    beside_m: float
    drop_within_m: float
    crowd_ok: int
    crowd_most: int

    @property
    def own_lane_and_neighbors_m(self) -> float:
        return self.lane_m * self.lanes_clear


@dataclass(frozen=True)
class KindLimits:
    """What a kind of place is for, whatever its zones are like."""

    minimum_stage: int = 0
    sessions: tuple[str, ...] = ALL_SESSIONS
    is_open_to_all: bool = True


@dataclass(frozen=True)
class Convention:
    """Everything ``rubric.toml`` holds."""

    limits: Limits
    verdicts: Mapping[str, Mapping[str, str]]
    stages: Mapping[str, Mapping[str, int]]
    sessions: Mapping[str, Mapping[str, list[str]]]
    kinds: Mapping[str, KindLimits]
    months: Mapping[str, int]
    hazards: Mapping[str, int]
    on_foot_within_days: int

    def verdict(self, line: str, value: str) -> Verdict:
        return Verdict(self.verdicts[line][value])

    def minimum_stage(self, line: str, value: str) -> int:
        return self.stages.get(line, {}).get(value, 0)

    def sessions_left(self, line: str, value: str) -> tuple[str, ...]:
        """Kinds of session this answer leaves."""
        return tuple(self.sessions.get(line, {}).get(value, ALL_SESSIONS))

    def kind(self, kind: str) -> KindLimits:
        return self.kinds.get(kind, KindLimits())

    def hazard_hours(self, category: str) -> int:
        """How long a report of this category holds; 0: until somebody resolves it."""
        return self.hazards[category]


def read_convention(own: str = "") -> Convention:
    """The shipped limits, made stricter by the file a site names. Raises ValueError if that file may not."""
    leaves = shipped()
    if own:
        given = _leaves(tomllib.loads(Path(own).read_text(encoding="utf-8")))
        if faults := list(_faults(leaves, given)):
            raise ValueError("\n".join(faults))
        leaves |= given
    return _built(leaves)


def faults_of(own: str) -> Iterator[str]:
    """What keeps a site's own file from being used, each in a sentence."""
    try:
        given = _leaves(tomllib.loads(Path(own).read_text(encoding="utf-8")))
    except OSError:
        yield "RUBRIC_FILE cannot be read: name a TOML file with the limits that are stricter here."
    except (tomllib.TOMLDecodeError, UnicodeError) as error:
        yield f"RUBRIC_FILE is not TOML: {error}."
    else:
        yield from _faults(shipped(), given)


def shipped() -> Leaves:
    return _leaves(tomllib.loads(SHIPPED.read_text(encoding="utf-8")))


def _leaves(table: Mapping[str, Any], above: Key = ()) -> Leaves:
    found: Leaves = {}
    for name, value in table.items():
        found |= _leaves(value, (*above, name)) if isinstance(value, dict) else {(*above, name): value}
    return found


def _faults(base: Leaves, given: Leaves) -> Iterator[str]:
    faults = [fault for key, value in given.items() if (fault := _fault(base, key, value))]
    yield from (f"RUBRIC_FILE: {fault}" for fault in faults)
    if faults:
        return
    values = {key[-1]: value for key, value in (base | given).items() if key[0] == "limits"}
    for low, high in IN_ORDER:
        if values[low] > values[high]:  # type: ignore[operator]  # both are numbers: they were checked above
            yield f"RUBRIC_FILE: {low} must not be above {high}."


def _fault(base: Leaves, key: Key, value: Leaf) -> str:
    """Why this value may not replace ours; empty if it may."""
    name, ours = ".".join(key), _ours(base, key)
    if ours is None:
        return f"{name} is not in the rubric. Write it as rubric.toml does, or remove it."
    if isinstance(ours, list):
        return _fault_of_sessions(name, ours, value)
    if isinstance(ours, str):
        return _fault_of_verdict(name, ours, value)
    if isinstance(ours, bool):
        return "" if value is False or value is ours else f"{name} may only be false."
    return _fault_of_number(name, key, ours, value)


def _ours(base: Leaves, key: Key) -> Leaf | None:
    """Our value; any answer of a line may get a stage or sessions of its own, which start at all."""
    is_answer = ("verdicts", *key[1:]) in base
    if key in base:
        return base[key]
    if is_answer and key[0] == "stages":
        return 0
    return list(ALL_SESSIONS) if is_answer and key[0] == "sessions" else None


def _fault_of_sessions(name: str, ours: list[str], value: Leaf) -> str:
    if not isinstance(value, list) or not value or not all(isinstance(one, str) for one in value):
        return f'{name} must be a list of kinds of session, like ["{ours[0]}"].'
    if more := [one for one in value if one not in ours]:
        left = ", ".join(ours)
        return f"{name} may only leave out kinds of session; {', '.join(more)} is not in {left}."
    return ""


def _fault_of_verdict(name: str, ours: str, value: Leaf) -> str:
    if value not in (Verdict.OK, Verdict.CAUTION, Verdict.STOP):
        return f'{name} must be "ok", "caution" or "stop".'
    if SEVERITY[Verdict(str(value))] < SEVERITY[Verdict(ours)]:
        return f'{name} may only get stricter: it is "{ours}" by our convention, the file says "{value}".'
    return ""


def _fault_of_number(name: str, key: Key, ours: float, value: Leaf) -> str:
    wanted: tuple[type, ...] = (int,) if isinstance(ours, int) else (int, float)
    if isinstance(value, bool) or not isinstance(value, wanted) or not 0 <= float(value) < 1_000_000:  # type: ignore[arg-type]
        return f"{name} must be a {'whole number' if isinstance(ours, int) else 'number'}, 0 or more."
    if _is_stage(key) and float(value) > HIGHEST_STAGE:  # type: ignore[arg-type]
        return f"{name} must be a stage from 0 to {HIGHEST_STAGE}."
    if key[0] == "months" and not value:
        return f"{name} must be at least 1: a check that never holds lets nobody meet."
    return _fault_of_direction(name, key, ours, float(value))  # type: ignore[arg-type]


def _fault_of_direction(name: str, key: Key, ours: float, value: float) -> str:
    if key[0] == "hazards":
        # Longer is stricter, and 0 is the longest: until somebody resolves it.
        is_looser, way = (value or float("inf")) < (ours or float("inf")), "raised, or 0"
    elif key[0] == "months" or key[-1] in LOWER_IS_STRICTER:
        is_looser, way = value > ours, "lowered"
    else:
        is_looser, way = value < ours, "raised"
    words = f"{name} may only be {way}: it is {ours:g} by our convention, the file says {value:g}."
    return words if is_looser else ""


def _is_stage(key: Key) -> bool:
    return key[0] == "stages" or key[-1].endswith("_stage")


def _built(leaves: Leaves) -> Convention:
    tree: dict[str, Any] = {}
    for (*above, name), value in leaves.items():
        branch = tree
        for part in above:
            branch = branch.setdefault(part, {})
        branch[name] = value
    return Convention(
        limits=Limits(**{key[-1]: value for key, value in leaves.items() if key[0] == "limits"}),  # type: ignore[arg-type]
        verdicts=tree["verdicts"],
        stages=tree["stages"],
        sessions=tree["sessions"],
        kinds={
            kind: KindLimits(limits["minimum_stage"], tuple(limits["sessions"]), limits["is_open_to_all"])
            for kind, limits in tree["kinds"].items()
        },
        months=tree["months"],
        hazards=tree["hazards"],
        on_foot_within_days=tree["check"]["on_foot_within_days"],
    )
