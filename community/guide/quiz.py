"""The spotter quiz: ten questions about the job, the calls and what to do after a fall.

Its answers follow our conventions for spotting; no study has measured what spotting prevents.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

VERSION = 1
NEEDED = 8


@dataclass(frozen=True)
class Question:
    """One question; ``right`` is the index of the right choice. An essential one must be right to pass."""

    key: str
    words: Promise
    choices: tuple[Promise, ...]
    right: int
    because: Promise
    is_essential: bool = False


QUESTIONS = (
    Question(
        "stop",
        _("A child runs towards the line. What do you call?"),
        (_("“Careful, left!”"), _("“STOP, STOP”"), _("Nothing: the runner will notice.")),
        1,
        _("STOP, twice and loud. The runner stops on both feet and turns only then."),
        is_essential=True,
    ),
    Question(
        "silence",
        _("You call and the runner does not answer “yes”. What is that?"),
        (_("A yes"), _("A reason to call once more, later"), _("A STOP")),
        2,
        _("No answer means STOP."),
        is_essential=True,
    ),
    Question(
        "position",
        _("Where is a trail spotter?"),
        (
            _("3–4 m away, face to face, moving forwards and looking past the runner"),
            _("Right behind the runner's back, ready to catch"),
            _("At the side, filming"),
        ),
        0,
        _("Facing each other you see what the runner cannot, with room to stop."),
    ),
    Question(
        "touch",
        _("When do you touch the runner?"),
        (
            _("To steer"),
            _("Only to prevent a collision, as agreed before"),
            _("To cheer them on"),
        ),
        1,
        _("Agree on it first; otherwise words do the work."),
    ),
    Question(
        "sides",
        _("Why do we not call a bare “left” or “right”?"),
        (
            _("Your left is the runner's right when you face each other."),
            _("They are harder to shout."),
            _("They are forbidden on tracks."),
        ),
        0,
        _("Call IN and OUT, towards landmarks you both named before, or say “your left”."),
    ),
    Question(
        "jobs",
        _("You lead the group today. May you spot as well?"),
        (_("Yes, if it is a small group"), _("No: who leads does nothing else"), _("Yes, on the last lap")),
        1,
        _("One person cannot watch a line and a group."),
    ),
    Question(
        "walk",
        _("What happens before anybody moves backwards?"),
        (
            _("Somebody walks the line and looks for holes."),
            _("A quick sprint"),
            _("Nothing"),
        ),
        0,
        _("The line is walked on the day, however well it was checked before."),
    ),
    Question(
        "people",
        _("Somebody strolls 25 m from the line. Which call?"),
        (_("END"), _("CLEAR"), _("PEOPLE")),
        2,
        _("PEOPLE: the runner gets ready to stop."),
    ),
    Question(
        "fall",
        _("The runner fell and touched the ground with the head. They feel fine. What now?"),
        (
            _("They go on slowly."),
            _("No more today, and look for signs that need help at once."),
            _("They sit out one length."),
        ),
        1,
        _("If in doubt, sit it out. Neck pain, growing confusion or vomiting: call for help at once."),
        is_essential=True,
    ),
    Question(
        "phone",
        _("Your phone rings while you spot. You …"),
        (_("take it, quickly"), _("let it ring"), _("hand it to the runner")),
        1,
        _("A spotter does one thing: looking."),
    ),
)


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
