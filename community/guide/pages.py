"""The pages of the guide as their files say, with what stands in them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Any

from django.urls import reverse

from community.guide.calls import CALLS
from community.guide.claims import CLAIMS, SOURCES, Claim, Side
from community.guide.markup import Part, parts
from community.guide.names import SPORT_NAMES
from community.guide.plan import PLAN
from community.guide.reading import (
    CONTENT,
    LANGUAGES,
    ContentError,
    Entry,
    keyed,
    read_file,
    spoken,
    translations,
)
from community.guide.self_check import SELF_CHECK

DRAWINGS = ("walk", "face", "tall", "steps", "arms", "look", "stop")
"""Pictures that are drawn in ``templates/community/guide/drawings/``."""

PATH = ("what-it-is", "doctor", "start", "technique", "calls", "evidence")
"""The way through the guide for somebody new."""

OTHERS = ("summary",)


def claims_of(side: str) -> list[Claim]:
    return [claim for claim in CLAIMS.values() if claim.side == Side(side)]


SUBJECTS: Mapping[str, Callable[[str], Any]] = {
    "text": lambda _key: None,
    "claim": lambda key: CLAIMS[key],
    "claims": claims_of,
    "drawing": lambda key: DRAWINGS[DRAWINGS.index(key)],
    "calls": lambda _key: CALLS,
    "names": lambda _key: SPORT_NAMES,
    "plan": lambda _key: PLAN,
    "screening": lambda _key: SELF_CHECK.parts,
    "sources": lambda _key: SOURCES.values(),
}


@dataclass(frozen=True)
class Piece:
    """A part of a page together with what it shows."""

    part: Part
    subject: Any

    @property
    def template(self) -> str:
        return f"community/guide/parts/{self.part.kind}.html"

    @property
    def drawing(self) -> str:
        return f"community/guide/drawings/{self.part.key}.html"


@dataclass(frozen=True)
class Page:
    """A page in one language."""

    slug: str
    version: int
    title: str
    summary: str
    body: tuple[Part, ...]

    @property
    def url(self) -> str:
        return reverse("guide:page", args=[self.slug])

    @cached_property
    def pieces(self) -> list[Piece]:
        return [Piece(part, SUBJECTS[part.kind](part.key)) for part in self.body]

    @property
    def headings(self) -> list[tuple[str, str]]:
        return [heading for part in self.body for heading in part.headings]


@dataclass(frozen=True)
class Answer:
    """A question people ask, with an answer in one language."""

    key: str
    question: str
    body: tuple[Part, ...]

    @cached_property
    def pieces(self) -> list[Piece]:
        return [Piece(part, SUBJECTS[part.kind](part.key)) for part in self.body]

    @property
    def url(self) -> str:
        return f"{reverse('guide:faq')}#{self.key}"


def read_pages(folder: Path) -> dict[str, dict[str, Page]]:
    """Each page by its slug and language."""
    found = {
        slug: {language: _page(slug, entry) for language, entry in entries.items()}
        for slug, entries in translations(folder / "pages")
    }
    if set(found) != {*PATH, *OTHERS}:
        raise ContentError(f"pages: there must be {', '.join((*PATH, *OTHERS))}, and nothing else")
    for slug, page in found.items():
        _same_in_all(slug, [made.body for made in page.values()])
        if len({made.version for made in page.values()}) > 1:
            raise ContentError(f"pages, {slug}: the languages are of different versions")
    return found


def _page(slug: str, entry: Entry) -> Page:
    entry.only("version", "title", "summary", "body")
    return Page(
        slug, entry.value("version", int), entry.line("title"), entry.line("summary"), _body(entry, "body")
    )


def _body(entry: Entry, key: str) -> tuple[Part, ...]:
    try:
        body = parts(entry.value(key, str))
        for part in body:
            SUBJECTS[part.kind](part.key)
    except (LookupError, ValueError) as error:
        raise entry.wrong(f"{key} names what is not there: {error}") from error
    if pictures := [part.key for part in body if part.kind == "drawing" and not part.words]:
        raise entry.wrong(f"the drawing {pictures[0]} has no words for who cannot see it")
    return body


def _same_in_all(where: str, bodies: list[tuple[Part, ...]]) -> None:
    """Languages may differ in words, not in which cards and pictures stand where."""
    shapes = {tuple((part.kind, part.key) for part in body) for body in bodies}
    if len(shapes) > 1:
        raise ContentError(f"{where}: the languages do not have the same parts in the same order")


def read_faq(folder: Path) -> dict[str, dict[str, Answer]]:
    """Each question by its key and language."""
    file = read_file(folder, "faq.yaml")
    file.only("version", "questions")
    return keyed(file.entries("questions"), _answers)


def _answers(entry: Entry) -> dict[str, Answer]:
    entry.only("key", "question", "answer")
    question = entry.words("question")
    texts = Entry(entry.where, entry.value("answer", dict))
    made = {
        language: Answer(entry.line("key"), question.by_language[language], _body(texts, language))
        for language in LANGUAGES
    }
    _same_in_all(entry.where, [answer.body for answer in made.values()])
    return made


PAGES = read_pages(CONTENT)
FAQ = read_faq(CONTENT)


def page_of(slug: str) -> Page | None:
    """The page in the reader's language."""
    return PAGES[slug][spoken()] if slug in PAGES else None


def path_pages() -> list[Page]:
    """The way through the guide in the reader's language."""
    return [PAGES[slug][spoken()] for slug in PATH]


def answers() -> list[Answer]:
    return [answer[spoken()] for answer in FAQ.values()]


def page_after(slug: str) -> Page | None:
    """The next page on the way through the guide."""
    after = dict(pairwise(PATH)).get(slug)
    return page_of(after) if after else None
