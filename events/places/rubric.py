"""Judge a zone: each line of the rubric ok, caution, stop or unknown, with its reason in words.

Pure: answers in, judgement out. The lines and every threshold are in ``rubric_lines``.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from events.places.rubric_lines import LIMITS, LINES, SEVERITY, Line, Verdict

type Answers = Mapping[str, object]


@dataclass(frozen=True)
class LineVerdict:
    """One line of one judgement; ``value`` and ``reason`` are in the reader's language."""

    line: Line
    verdict: Verdict
    value: str
    reason: str
    measure: str = ""
    minimum_stage: int = 0

    @property
    def needs_measure(self) -> bool:
        return self.verdict is Verdict.CAUTION

    @property
    def lacks_measure(self) -> bool:
        return self.needs_measure and not self.measure


@dataclass(frozen=True)
class Judgement:
    lines: tuple[LineVerdict, ...]

    @property
    def verdict(self) -> Verdict:
        """Any stop stops; any unknown, or a caution without its measure, leaves the zone unknown."""
        verdicts = {line.verdict for line in self.lines}
        if Verdict.STOP in verdicts:
            return Verdict.STOP
        if not verdicts or Verdict.UNKNOWN in verdicts or any(line.lacks_measure for line in self.lines):
            return Verdict.UNKNOWN
        return Verdict.CAUTION if Verdict.CAUTION in verdicts else Verdict.OK

    @property
    def allows_meetups(self) -> bool:
        return self.verdict in (Verdict.OK, Verdict.CAUTION)

    @property
    def minimum_stage(self) -> int:
        return max((line.minimum_stage for line in self.lines), default=0)

    @property
    def cautions(self) -> list[LineVerdict]:
        return [line for line in self.lines if line.verdict is Verdict.CAUTION]

    @property
    def stops(self) -> list[LineVerdict]:
        return [line for line in self.lines if line.verdict is Verdict.STOP]

    @property
    def open_lines(self) -> list[LineVerdict]:
        """Lines that leave the zone unknown: no answer, or a caution without its measure."""
        return [line for line in self.lines if line.verdict is Verdict.UNKNOWN or line.lacks_measure]

    @property
    def worst_first(self) -> list[LineVerdict]:
        """All that is not ok, worst first, else in the order of the rubric."""
        pressing = [line for line in self.lines if line.verdict is not Verdict.OK]
        return sorted(pressing, key=lambda line: -SEVERITY[line.verdict])

    @property
    def fine(self) -> list[LineVerdict]:
        return [line for line in self.lines if line.verdict is Verdict.OK]


@dataclass(frozen=True)
class _Finding:
    verdict: Verdict
    reason: str
    minimum_stage: int = 0


def judge(answers: Answers) -> Judgement:
    """Judge every line; what is missing, empty or impossible is unknown, and unknown is not ok."""
    return Judgement(tuple(judge_line(line, answers) for line in LINES))


def judge_line(line: Line, answers: Answers) -> LineVerdict:
    finding = _find(line, answers)
    return LineVerdict(
        line=line,
        verdict=finding.verdict,
        value=_value_in_words(line, answers),
        reason=finding.reason,
        measure=str(answers.get(line.measure_key) or "").strip(),
        minimum_stage=finding.minimum_stage,
    )


def _find(line: Line, answers: Answers) -> _Finding:
    if any(flag.required and _yes_or_no(answers, flag.key) is None for flag in line.flags):
        return _Finding(Verdict.UNKNOWN, _("Not answered yet."))
    if line.choices:
        return _by_choice(line, answers)
    number = _number(answers, line)
    if number is None:
        return _Finding(Verdict.UNKNOWN, _("Not measured yet."))
    return _BY_NUMBER[line.key](number, answers)


def _by_choice(line: Line, answers: Answers) -> _Finding:
    choice = line.choice(answers.get(line.key))
    if choice is None:
        return _Finding(Verdict.UNKNOWN, _("Not answered yet."))
    if line.key == "evenness" and not _yes_or_no(answers, "walked_first"):
        return _Finding(Verdict.STOP, _("The zone has to be walked before it is judged."))
    return _Finding(choice.verdict, str(choice.reason))


def _gradient(percent: float, answers: Answers) -> _Finding:
    direction = answers.get("gradient_direction")
    if percent <= LIMITS.flat_percent:
        return _Finding(Verdict.OK, _("Up to %(limit)s %% is fine.") % {"limit": _short(LIMITS.flat_percent)})
    if percent > LIMITS.steep_percent:
        return _Finding(
            Verdict.STOP, _("Steeper than %(limit)s %%.") % {"limit": _short(LIMITS.steep_percent)}
        )
    if direction == "down":
        return _Finding(Verdict.STOP, _("No running backward downhill."))
    if direction != "up":
        return _Finding(Verdict.UNKNOWN, _("Say whether running backward goes uphill or downhill."))
    if percent > LIMITS.gentle_percent:
        reason = _("A slope of over %(limit)s %%: uphill only, from stage %(stage)s.")
        words = {"limit": _short(LIMITS.gentle_percent), "stage": LIMITS.steep_stage}
        return _Finding(Verdict.CAUTION, reason % words, LIMITS.steep_stage)
    return _Finding(Verdict.CAUTION, _("A gentle slope: run backward uphill only."))


def _straight_length(metres: float, answers: Answers) -> _Finding:
    finding = _at_least(metres, LIMITS.straight_ok_m, LIMITS.straight_least_m)
    if finding.verdict is Verdict.STOP or not _yes_or_no(answers, "curve"):
        return finding
    reason = _("Includes a curve: from stage %(stage)s only.") % {"stage": LIMITS.curve_stage}
    return _Finding(Verdict.CAUTION, reason, LIMITS.curve_stage)


def _clear_width(metres: float, answers: Answers) -> _Finding:
    if _yes_or_no(answers, "lanes_free") and metres >= LIMITS.own_lane_and_neighbors_m:
        return _Finding(Verdict.OK, _("Own lane and an empty one on each side."))
    return _at_least(metres, LIMITS.width_ok_m, LIMITS.width_least_m)


def _clear_sight(metres: float, answers: Answers) -> _Finding:
    if _yes_or_no(answers, "blind_corner"):
        return _Finding(Verdict.STOP, _("Somebody can come out of a blind corner or a hedge gap."))
    return _at_least(metres, LIMITS.sight_ok_m, LIMITS.sight_least_m)


_BY_NUMBER = {
    "gradient": _gradient,
    "straight_length": _straight_length,
    "clear_width": _clear_width,
    "clear_sight": _clear_sight,
}


def _at_least(metres: float, fine: float, least: float) -> _Finding:
    words = {"fine": _short(fine), "least": _short(least)}
    if metres >= fine:
        return _Finding(Verdict.OK, _("%(fine)s m or more.") % words)
    if metres >= least:
        return _Finding(Verdict.CAUTION, _("Less than %(fine)s m.") % words)
    return _Finding(Verdict.STOP, _("Less than %(least)s m.") % words)


def _number(answers: Answers, line: Line) -> float | None:
    """A finite number of a likely size, or None: text, negative and absurd sizes are unknown."""
    value = answers.get(line.key)
    if value is None or isinstance(value, bool):
        return None
    try:
        number = float(value)  # type: ignore[arg-type]  # anything else is a TypeError
    except (TypeError, ValueError, OverflowError):
        return None
    return number if math.isfinite(number) and 0 <= number <= line.largest else None


def _yes_or_no(answers: Answers, key: str) -> bool | None:
    value = answers.get(key)
    return value if isinstance(value, bool) else None


def _value_in_words(line: Line, answers: Answers) -> str:
    if line.choices:
        choice = line.choice(answers.get(line.key))
        return str(choice.words) if choice else _("Unknown")
    number = _number(answers, line)
    if number is None:
        return _("Unknown")
    words = f"{_short(number)} {line.unit}"
    direction = {"up": _("uphill"), "down": _("downhill")}.get(str(answers.get(line.direction_key)))
    return f"{words} {direction}" if direction and number else words


def _short(number: float) -> str:
    """12, 3.66 or 3,66: no needless zeros, the reader's decimal sign."""
    return number_format(round(number, 2), use_l10n=True) if number % 1 else number_format(int(number))
