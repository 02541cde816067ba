"""Judge a zone: each line of the rubric ok, caution, stop or unknown, with its reason in words.

Pure: answers in, judgement out. The lines are in ``rubric_lines``, every threshold in ``rubric.toml``.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from events.places.findings import find
from events.places.rubric_lines import ALL_SESSIONS, LINES, SEVERITY, Line, Part, Verdict
from events.places.values import Answers, in_words


@dataclass(frozen=True)
class LineVerdict:
    """One line of one judgement; ``value`` and ``reason`` are in the reader's language."""

    line: Line
    verdict: Verdict
    value: str
    reason: str
    measure: str = ""
    minimum_stage: int = 0
    sessions: tuple[str, ...] = ALL_SESSIONS
    is_after_dusk_only: bool = False

    @property
    def counted(self) -> Verdict:
        """What it adds to the zone's verdict: the day and access nothing, the dark nothing by day."""
        if not self.line.is_counted or self.is_after_dusk_only:
            return Verdict.OK
        return self.verdict

    @property
    def needs_measure(self) -> bool:
        return self.counted is Verdict.CAUTION

    @property
    def lacks_measure(self) -> bool:
        return self.needs_measure and not self.measure


@dataclass(frozen=True)
class Judgement:
    lines: tuple[LineVerdict, ...]

    @property
    def verdict(self) -> Verdict:
        """Any stop stops; any unknown, or a caution without its measure, leaves the zone unknown."""
        verdicts = {line.counted for line in self.lines}
        if Verdict.STOP in verdicts or not self.sessions:
            return Verdict.STOP
        if not verdicts or Verdict.UNKNOWN in verdicts or any(line.lacks_measure for line in self.lines):
            return Verdict.UNKNOWN
        return Verdict.CAUTION if Verdict.CAUTION in verdicts else Verdict.OK

    @property
    def allows_meetups(self) -> bool:
        return self.verdict in (Verdict.OK, Verdict.CAUTION)

    @property
    def minimum_stage(self) -> int:
        return max((line.minimum_stage for line in self.lines if line.line.is_counted), default=0)

    @property
    def sessions(self) -> tuple[str, ...]:
        """The kinds of session every line leaves."""
        return common_sessions(line.sessions for line in self.lines if line.line.is_counted)

    @property
    def cautions(self) -> list[LineVerdict]:
        return [line for line in self.lines if line.counted is Verdict.CAUTION]

    @property
    def stops(self) -> list[LineVerdict]:
        return [line for line in self.lines if line.counted is Verdict.STOP]

    @property
    def open_lines(self) -> list[LineVerdict]:
        """Lines that leave the zone unknown: no answer, or a caution without its measure."""
        return [line for line in self.lines if line.counted is Verdict.UNKNOWN or line.lacks_measure]

    @property
    def worst_first(self) -> list[LineVerdict]:
        """All that is not ok, worst first, else in the order of the rubric; the day stands apart."""
        pressing = [line for line in self.lines if line.verdict is not Verdict.OK and line.line.is_counted]
        return sorted(pressing, key=lambda line: (-SEVERITY[line.counted], -SEVERITY[line.verdict]))

    @property
    def fine(self) -> list[LineVerdict]:
        """All that is ok, and what only informs."""
        return [
            line
            for line in self.lines
            if line.line.part is Part.INFO or (line.verdict is Verdict.OK and line.line.is_counted)
        ]

    @property
    def of_the_day(self) -> list[LineVerdict]:
        """How it was on the day of the check."""
        return [line for line in self.lines if line.line.part is Part.DAY]


def judge(answers: Answers, *, is_stale: bool = False) -> Judgement:
    """Judge every line; what is missing, empty or impossible is unknown, and unknown is not ok."""
    return Judgement(tuple(judge_line(line, answers, is_stale=is_stale) for line in LINES))


def judge_line(line: Line, answers: Answers, *, is_stale: bool = False) -> LineVerdict:
    finding = find(line, answers, is_stale=is_stale)
    return LineVerdict(
        line=line,
        verdict=finding.verdict,
        value=in_words(line, answers),
        reason=finding.reason,
        measure=f"{finding.standing_measure} {answers.get(line.measure_key) or ''}".strip(),
        minimum_stage=finding.minimum_stage,
        sessions=finding.sessions,
        is_after_dusk_only=finding.is_after_dusk_only,
    )


def common_sessions(limits: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    """The kinds of session that all of these leave, in the usual order."""
    sets = [set(limit) for limit in limits]
    return tuple(session for session in ALL_SESSIONS if all(session in left for left in sets))
