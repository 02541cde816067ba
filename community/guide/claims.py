"""What is known about running backwards, how well, from whom, and what speaks against it."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from community.guide.reading import CONTENT, Entry, Words, keyed, read_file

FRESH_FOR_MONTHS = 24


class Strength(StrEnum):
    """How well something is known. The bars of the drawing are filled by rank."""

    STRONG = "strong"
    MODERATE = "moderate"
    WEAK = "weak"
    NONE = "none"

    @property
    def bars(self) -> tuple[bool, ...]:
        """Three bars, the filled ones first."""
        filled = {"strong": 3, "moderate": 2, "weak": 1, "none": 0}[self.value]
        return tuple(number < filled for number in range(3))

    @property
    def words(self) -> Promise:
        return STRENGTHS[self]


STRENGTHS = {
    Strength.STRONG: _("Several studies agree"),
    Strength.MODERATE: _("One good study, or several that disagree"),
    Strength.WEAK: _("One small study, or people unlike you"),
    Strength.NONE: _("No study found"),
}


class Side(StrEnum):
    """Which part of the evidence page a claim stands in."""

    BENEFIT = "benefit"
    COST = "cost"
    DOUBT = "doubt"
    OPEN = "open"


@dataclass(frozen=True)
class Source:
    """Where something was read: ``R28`` with its title and address."""

    key: str
    title: str
    where: str
    url: str


@dataclass(frozen=True)
class Claim:
    """One health statement with all that is needed to doubt it."""

    key: str
    side: Side
    strength: Strength
    people: tuple[int, ...]
    topic: Words
    statement: Words
    population: Words
    limits: Words
    counter: Words
    sources: tuple[Source, ...]
    counter_sources: tuple[Source, ...]
    reviewed_on: date

    @property
    def is_stale(self) -> bool:
        """Nobody has looked at it again for two years."""
        today = timezone.localdate()
        months = (today.year - self.reviewed_on.year) * 12 + today.month - self.reviewed_on.month
        return months - (today.day < self.reviewed_on.day) >= FRESH_FOR_MONTHS


def read_sources(folder: Path) -> dict[str, Source]:
    return keyed(read_file(folder, "sources.yaml").entries("sources"), _source)


def _source(entry: Entry) -> Source:
    entry.only("key", "title", "where", "url")
    url = entry.line("url")
    if not url.startswith("https://"):
        raise entry.wrong("url must begin with https://")
    return Source(entry.line("key"), entry.line("title"), entry.line("where"), url)


def read_claims(folder: Path, sources: dict[str, Source]) -> dict[str, Claim]:
    return keyed(read_file(folder, "claims.yaml").entries("claims"), lambda row: _claim(row, sources))


def _claim(entry: Entry, sources: dict[str, Source]) -> Claim:
    texts = ("topic", "statement", "population", "limits", "counter")
    entry.only("key", "side", "strength", "people", "sources", "counter_sources", "reviewed_on", *texts)
    strength = Strength(entry.one_of("strength", list(Strength)))
    cited = named(entry, "sources", sources)
    people = tuple(entry.value("people", list))
    if not all(type(number) is int and number > 0 for number in people):
        raise entry.wrong("people must be numbers of people, one for each group that was measured")
    if strength == Strength.NONE and people:
        raise entry.wrong("people were measured, so strength is not none")
    if strength != Strength.NONE and not cited:
        raise entry.wrong("a strength without a source")
    return Claim(
        key=entry.line("key"),
        side=Side(entry.one_of("side", list(Side))),
        strength=strength,
        people=people,
        sources=cited,
        counter_sources=named(entry, "counter_sources", sources),
        reviewed_on=entry.day("reviewed_on"),
        **{name: entry.words(name) for name in texts},
    )


def named(entry: Entry, key: str, sources: dict[str, Source]) -> tuple[Source, ...]:
    """The sources that an entry names by their keys."""
    wanted = entry.value(key, list, default=[])
    if unknown := [name for name in wanted if name not in sources]:
        raise entry.wrong(f"sources.yaml does not hold {', '.join(map(str, unknown))}")
    return tuple(sources[name] for name in wanted)


SOURCES = read_sources(CONTENT)
CLAIMS = read_claims(CONTENT, SOURCES)


def stale_claims() -> list[Claim]:
    """What somebody should look at again."""
    return [claim for claim in CLAIMS.values() if claim.is_stale]
