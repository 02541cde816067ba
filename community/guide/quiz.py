"""The spotter quiz: ten questions about the job, the calls and what to do after a fall.

Its answers follow our conventions for spotting; no study has measured what spotting prevents.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from community.guide.reading import CONTENT, Entry, Words, keyed, read_file


@dataclass(frozen=True)
class Question:
    """One question; ``right`` is the index of the right choice. An essential one must be right to pass."""

    key: str
    words: Words
    choices: tuple[Words, ...]
    right: int
    because: Words
    is_essential: bool = False


@dataclass(frozen=True)
class Quiz:
    """One version; whoever passed an older one is asked again."""

    version: int
    needed: int
    questions: tuple[Question, ...]


def read_quiz(folder: Path) -> Quiz:
    file = read_file(folder, "quiz.yaml")
    file.only("version", "needed", "questions")
    questions = tuple(keyed(file.entries("questions"), _question).values())
    needed = file.value("needed", int)
    if not 0 < needed <= len(questions):
        raise file.wrong(f"needed must be between 1 and {len(questions)}")
    return Quiz(file.value("version", int), needed, questions)


def _question(entry: Entry) -> Question:
    entry.only("key", "is_essential", "right", "words", "choices", "because")
    rows = entry.value("choices", list)
    choices = tuple(Entry(entry.where, {"choice": row}).words("choice") for row in rows)
    right = entry.value("right", int)
    if not 0 < right <= len(choices):
        raise entry.wrong(f"right must be between 1 and {len(choices)}")
    is_essential = entry.value("is_essential", bool, default=False)
    return Question(
        entry.line("key"), entry.words("words"), choices, right - 1, entry.words("because"), is_essential
    )


QUIZ = read_quiz(CONTENT)
VERSION, NEEDED, QUESTIONS = QUIZ.version, QUIZ.needed, QUIZ.questions


@dataclass(frozen=True)
class Result:
    """How many were right, and the questions that were not."""

    right: int
    wrong: tuple[Question, ...]

    @property
    def is_passed(self) -> bool:
        return self.right >= NEEDED and not any(question.is_essential for question in self.wrong)


def mark(answers: Mapping[str, str]) -> Result:
    """Mark ``{question key: index of the chosen answer}``; a missing answer is wrong."""
    wrong = tuple(question for question in QUESTIONS if answers.get(question.key) != str(question.right))
    return Result(len(QUESTIONS) - len(wrong), wrong)
