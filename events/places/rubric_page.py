"""The rubric as a page: what each answer would come to, judged by the same code that judges a zone."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from events.places.findings import find
from events.places.models import PlaceKind
from events.places.rubric_lines import CONVENTION, LIMITS, LINE_BY_KEY, LINES, Line, Verdict, short
from events.places.sessions import SHORT_SESSIONS, Session
from events.places.values import Answers

type Sample = tuple[str, Answers]


@dataclass(frozen=True)
class Row:
    """One possible answer and what it comes to."""

    words: str
    verdict: Verdict
    reason: str
    measure: str
    is_after_dusk_only: bool


@dataclass(frozen=True)
class Shown:
    """One line of the rubric with all its rows."""

    line: Line
    rows: list[Row]


@dataclass(frozen=True)
class Kind:
    """What a kind of place is for."""

    label: str
    minimum_stage: int
    sessions: str


def lines_shown() -> list[Shown]:
    return [Shown(line, list(_rows(line))) for line in LINES]


def kinds_shown() -> list[Kind]:
    kinds = [(PlaceKind(kind), limits) for kind, limits in CONVENTION.kinds.items()]
    return [
        Kind(str(kind.label), limits.minimum_stage, in_few_words(limits.sessions)) for kind, limits in kinds
    ]


def months_shown() -> list[tuple[int, str]]:
    """How long a check holds, and on which surfaces; the longest first."""
    surfaces: dict[int, list[str]] = {}
    for choice in LINE_BY_KEY["surface"].choices:
        if choice.verdict is not Verdict.STOP:
            surfaces.setdefault(CONVENTION.months[choice.value], []).append(str(choice.words))
    return [(months, ", ".join(surfaces[months])) for months in sorted(surfaces, reverse=True)]


def in_few_words(sessions: tuple[str, ...]) -> str:
    return ", ".join(str(SHORT_SESSIONS[Session(session)]) for session in sessions)


def _rows(line: Line) -> Iterator[Row]:
    for words, answers in _samples(line):
        found = find(line, answers)
        # "50 m or more" needs no "50 m or more." below it.
        reason = "" if found.reason == f"{words}." else found.reason
        yield Row(words, found.verdict, reason, found.standing_measure, found.is_after_dusk_only)


def _samples(line: Line) -> list[Sample]:
    flags = {flag.key: False for flag in line.flags} | {"walked_first": True}
    chosen = [(str(choice.words), flags | {line.key: choice.value}) for choice in line.choices]
    return chosen + (_MORE[line.key](flags) if line.key in _MORE else [])


def _evenness(flags: Answers) -> list[Sample]:
    return [(_("Nobody walked it first"), {"evenness": "even", "walked_first": False})]


def _gradient(flags: Answers) -> list[Sample]:
    flat, gentle, steep = LIMITS.flat_percent, LIMITS.gentle_percent, LIMITS.steep_percent
    up, down = {"gradient_direction": "up"}, {"gradient_direction": "down"}
    return [
        (_("Up to %(limit)s %%") % {"limit": short(flat)}, {"gradient": flat}),
        (_("Uphill, up to %(limit)s %%") % {"limit": short(gentle)}, {"gradient": gentle, **up}),
        (_("Uphill, up to %(limit)s %%") % {"limit": short(steep)}, {"gradient": steep, **up}),
        (_("Downhill"), {"gradient": steep, **down}),
        (_("Steeper"), {"gradient": steep + 1, **up}),
    ]


def _straight_length(flags: Answers) -> list[Sample]:
    fine = LIMITS.straight_ok_m
    samples = _lengths("straight_length", fine, LIMITS.straight_least_m, flags)
    return [*samples, (_("With a curve"), {"straight_length": fine, "curve": True})]


def _clear_width(flags: Answers) -> list[Sample]:
    own_lane = {"clear_width": LIMITS.own_lane_and_neighbors_m, "lanes_free": True}
    samples = _lengths("clear_width", LIMITS.width_ok_m, LIMITS.width_least_m, flags)
    return [*samples, (_("Your own lane of a track and an empty one on each side"), own_lane)]


def _clear_sight(flags: Answers) -> list[Sample]:
    fine = LIMITS.sight_ok_m
    samples = _lengths("clear_sight", fine, LIMITS.sight_least_m, flags)
    return [*samples, (_("A blind corner or a gap in a hedge"), {"clear_sight": fine, "blind_corner": True})]


def _lengths(key: str, fine: float, least: float, flags: Answers) -> list[Sample]:
    words = {"fine": short(fine), "least": short(least)}
    return [
        (_("%(fine)s m or more") % words, {**flags, key: fine}),
        (_("%(least)s m or more") % words, {**flags, key: least}),
        (_("Less than %(least)s m") % words, {**flags, key: max(least - 0.01, 0)}),
    ]


def _crowding(flags: Answers) -> list[Sample]:
    few, most = LIMITS.crowd_ok, LIMITS.crowd_most
    return [
        (_("Up to %(count)s in 5 min") % {"count": few}, {**flags, "crowding": few}),
        (_("Up to %(count)s in 5 min") % {"count": most}, {**flags, "crowding": most}),
        (_("More than %(count)s in 5 min") % {"count": most}, {**flags, "crowding": most + 1}),
        (_("A match, a school run or an event"), {"crowding": 0, "event": True}),
        (_("Nobody has counted"), {}),
    ]


def _light(flags: Answers) -> list[Sample]:
    return [(_("Nobody has seen it after dusk"), {})]


def _help(flags: Answers) -> list[Sample]:
    all_three = {"phone_signal": True, "emergency_address": "…", "aed": "…"}
    return [
        (_("Phone signal, address and AED known"), all_three),
        (_("AED not known"), all_three | {"aed": ""}),
        (_("No signal, and somebody can be sent"), all_three | {"phone_signal": False, "can_send": True}),
        (_("No signal and nobody to send"), all_three | {"phone_signal": False, "can_send": False}),
        (_("Signal or address not known"), {}),
    ]


def _access(flags: Answers) -> list[Sample]:
    return [(_("Whatever the answer"), flags)]


_MORE = {
    "evenness": _evenness,
    "gradient": _gradient,
    "straight_length": _straight_length,
    "clear_width": _clear_width,
    "clear_sight": _clear_sight,
    "crowding": _crowding,
    "light": _light,
    "help": _help,
    "access": _access,
}
