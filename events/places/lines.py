"""What a line of the rubric is made of, and the limits in force here.

The limits are our convention, shaped after what coaches and organizers ask for; no study has measured them.
"""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from enum import Enum, auto

from django.conf import settings
from django.utils.formats import number_format
from django.utils.functional import Promise, lazy
from django.utils.translation import gettext_lazy as _

from events.places.convention import ALL_SESSIONS, Verdict, read_convention

type Words = str | Promise

CONVENTION = read_convention(settings.RUBRIC_FILE)
LIMITS = CONVENTION.limits
AS_SHIPPED = read_convention()

STRICTER_HERE = _("Whoever runs this site is stricter here than our convention.")

# Beyond these a number is a slip of the finger.
LARGEST = {"%": 100.0, "m": 10_000.0, "": 1_000.0}


class Part(Enum):
    """What a line is about, and so what its verdict does."""

    ZONE = auto()  # can stop the zone, and unknown is not ok
    AROUND = auto()  # limits stage, hours or sessions, or asks for a measure
    DAY = auto()  # as it was on the day of the check; judged anew on the day of every meetup
    PLACE = auto()  # about the place as a whole, and unknown is not ok
    INFO = auto()  # informs only


@dataclass(frozen=True)
class Choice:
    value: str
    words: Words
    verdict: Verdict
    reason: Words
    minimum_stage: int = 0
    sessions: tuple[str, ...] = ALL_SESSIONS


@dataclass(frozen=True)
class Flag:
    """A yes-or-no question that belongs to a line."""

    key: str
    question: Words
    required: bool = True


@dataclass(frozen=True)
class Text:
    """Words that belong to a line, like an address."""

    key: str
    label: Words


@dataclass(frozen=True)
class Line:
    """One line of the rubric: what to look at, how to answer, what helps against a caution."""

    number: int
    key: str
    label: Words
    help: Words
    part: Part = Part.ZONE
    unit: str | None = None
    choices: tuple[Choice, ...] = ()
    flags: tuple[Flag, ...] = ()
    texts: tuple[Text, ...] = ()
    directions: tuple[tuple[str, Words], ...] = ()
    suggestion: Words = ""
    is_seasonal: bool = False  # too old as soon as the clocks change
    is_seen_on_site_only: bool = False  # no photo shows it

    @property
    def measure_key(self) -> str:
        return f"{self.key}_measure"

    @property
    def direction_key(self) -> str:
        return f"{self.key}_direction"

    @property
    def is_measured(self) -> bool:
        return self.unit is not None

    @property
    def takes_measure(self) -> bool:
        """Can it be a caution that somebody has to meet? What helps against the dark always stands."""
        return bool(self.suggestion)

    @property
    def is_counted(self) -> bool:
        """Does its verdict count into the zone's?"""
        return self.part not in (Part.DAY, Part.INFO)

    @property
    def largest(self) -> float:
        return LARGEST[self.unit or ""]

    def choice(self, value: object) -> Choice | None:
        return next((choice for choice in self.choices if choice.value == value), None)


def choices_of(line: str, *rows: tuple[str, Words, Words]) -> tuple[Choice, ...]:
    """The answers of a line, judged as the convention says: ``(value, words, reason)``."""
    return tuple(
        Choice(
            value,
            words,
            CONVENTION.verdict(line, value),
            reason if _is_as_shipped(line, value) else STRICTER_HERE,
            CONVENTION.minimum_stage(line, value),
            CONVENTION.sessions_left(line, value),
        )
        for value, words, reason in rows
    )


def with_limits(words: Words) -> Words:
    """Words with ``%(beside_m)s`` and the like, filled in when somebody reads them."""
    fill: Callable[[], str] = lambda: str(words) % _numbers_in_words()  # noqa: E731
    return lazy(fill, str)()


def short(number: float) -> str:
    """12, 3.66 or 3,66: no needless zeros, the reader's decimal sign."""
    return number_format(round(number, 2), use_l10n=True) if number % 1 else number_format(int(number))


def _numbers_in_words() -> dict[str, str]:
    return {name: short(value) for name, value in asdict(LIMITS).items()}


def _is_as_shipped(line: str, value: str) -> bool:
    return CONVENTION.verdict(line, value) is AS_SHIPPED.verdict(line, value)
