"""Is it for me? Ten questions, and what follows from the answers. Never a diagnosis, and never stored."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from community.guide.claims import SOURCES, Source, named
from community.guide.reading import CONTENT, Entry, Words, keyed, read_file

FEWEST, MOST = 8, 10


class Outcome(StrEnum):
    """What a result advises; the later one wins."""

    WALK = "walk"
    DOCTOR = "doctor"
    NOT_NOW = "not_now"


@dataclass(frozen=True)
class Advice:
    """An outcome in words."""

    outcome: Outcome
    title: Words
    words: Words
    reasons: tuple[Words, ...]


@dataclass(frozen=True)
class Question:
    """A question that leads to ``outcome`` if answered with yes. Without sources it is our judgement."""

    key: str
    outcome: Outcome
    words: Words
    reason: Words
    sources: tuple[Source, ...]


@dataclass(frozen=True)
class SelfCheck:
    """One version of the questions."""

    version: int
    advice: dict[Outcome, Advice]
    questions: tuple[Question, ...]

    def advised(self, outcome: Outcome) -> list[Question]:
        return [question for question in self.questions if question.outcome == outcome]

    @property
    def parts(self) -> list[tuple[Advice, list[Question]]]:
        """Who should wait and who should ask, each with the questions that say so."""
        return [
            (self.advice[outcome], self.advised(outcome)) for outcome in (Outcome.DOCTOR, Outcome.NOT_NOW)
        ]


@dataclass(frozen=True)
class Result:
    """The advice for what was answered with yes, and the questions that led to it, gravest first."""

    advice: Advice
    reasons: tuple[tuple[Advice, tuple[Question, ...]], ...]

    @property
    def outcome(self) -> Outcome:
        return self.advice.outcome


def read_self_check(folder: Path, sources: dict[str, Source]) -> SelfCheck:
    file = read_file(folder, "self_check.yaml")
    file.only("version", "outcomes", "questions")
    advice = keyed(file.entries("outcomes"), _advice)
    if list(advice) != list(Outcome):
        raise file.wrong(f"outcomes must be {', '.join(Outcome)}, in this order")
    questions = tuple(keyed(file.entries("questions"), lambda row: _question(row, sources)).values())
    if not FEWEST <= len(questions) <= MOST:
        raise file.wrong(f"there must be {FEWEST} to {MOST} questions")
    check = SelfCheck(
        file.value("version", int), {Outcome(key): row for key, row in advice.items()}, questions
    )
    if not check.advised(Outcome.DOCTOR) or not check.advised(Outcome.NOT_NOW):
        raise file.wrong("an outcome that no question leads to")
    return check


def _advice(entry: Entry) -> Advice:
    entry.only("key", "title", "words", "reasons")
    reasons = entry.value("reasons", list, default=[])
    return Advice(
        Outcome(entry.one_of("key", list(Outcome))),
        entry.words("title"),
        entry.words("words"),
        tuple(Entry(entry.where, {"reason": row}).words("reason") for row in reasons),
    )


def _question(entry: Entry, sources: dict[str, Source]) -> Question:
    entry.only("key", "outcome", "sources", "words", "reason")
    outcome = Outcome(entry.one_of("outcome", [Outcome.DOCTOR, Outcome.NOT_NOW]))
    return Question(
        entry.line("key"),
        outcome,
        entry.words("words"),
        entry.words("reason"),
        named(entry, "sources", sources),
    )


SELF_CHECK = read_self_check(CONTENT, SOURCES)


def assess(yes: Collection[str]) -> Result:
    """What is advised to somebody who said yes to the questions with these keys, and no to the others."""
    meant = [question for question in SELF_CHECK.questions if question.key in yes]
    reasons = tuple(
        (SELF_CHECK.advice[outcome], tuple(question for question in meant if question.outcome == outcome))
        for outcome in (Outcome.NOT_NOW, Outcome.DOCTOR)
        if any(question.outcome == outcome for question in meant)
    )
    return Result(reasons[0][0] if reasons else SELF_CHECK.advice[Outcome.WALK], reasons)
