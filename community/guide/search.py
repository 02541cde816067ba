"""Find a page, an answer, a claim or a call of the guide by words, in one language."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from django.urls import reverse
from django.utils import translation

from accounts.geography.names import fold, spellings
from community.guide.calls import CALLS
from community.guide.claims import CLAIMS
from community.guide.names import EVERY_NAME
from community.guide.pages import FAQ, PAGES
from community.guide.quiz import QUESTIONS
from community.guide.reading import FALLBACK, LANGUAGES
from community.guide.self_check import SELF_CHECK

MOST_WORDS, MOST_FOUND = 6, 12
EXCERPT = 160  # characters
SENTENCE_END = re.compile(r"(?<=[.!?])\s+")
IN_TITLE, IN_TEXT = 3, 1
SHORTEST_BEGINNING = 3  # a word of one or two letters is found as a whole only


class Hit(NamedTuple):
    """Something found: what it is called, where it is, and the sentence that speaks of it."""

    title: str
    url: str
    excerpt: str


@dataclass(frozen=True)
class Entry:
    """Something that can be found."""

    title: str
    url: str
    text: str
    also: str = ""
    words: tuple[frozenset[str], frozenset[str]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        words = (folded(self.title), folded(f"{self.text} {self.also}"))
        object.__setattr__(self, "words", words)


def search_guide(words: str, language: str) -> list[Hit]:
    """What says every one of ``words``, or a word that begins so; what has them in its title first."""
    asked = [word for part in words.split() for word in fold(part).split()][:MOST_WORDS]
    if not asked:
        return []
    wanted = language.split("-")[0]
    ranked = [(_score(entry, asked), entry) for entry in entries(wanted if wanted in LANGUAGES else FALLBACK)]
    found = sorted((row for row in ranked if row[0]), key=lambda row: -row[0])[:MOST_FOUND]
    return [Hit(entry.title, entry.url, excerpt(entry.text, asked)) for _score, entry in found]


def _score(entry: Entry, asked: list[str]) -> int:
    """0 if a word is missing."""
    scores = [
        max(
            (
                weight
                for weight, words in zip((IN_TITLE, IN_TEXT), entry.words, strict=True)
                if _says(words, word)
            ),
            default=0,
        )
        for word in asked
    ]
    return sum(scores) if all(scores) else 0


def _says(words: Iterable[str], asked: str) -> bool:
    if len(asked) < SHORTEST_BEGINNING:
        return asked in words
    return any(word.startswith(asked) for word in words)


def folded(text: str) -> frozenset[str]:
    """The words of a text in every folded spelling."""
    return frozenset(
        part for word in text.split() for spelling in spellings(word) for part in spelling.split()
    )


def excerpt(text: str, asked: list[str]) -> str:
    """The first sentence with one of the words, or the beginning, cut between words."""
    sentences = SENTENCE_END.split(text)
    speaking = [sentence for sentence in sentences if any(_says(folded(sentence), word) for word in asked)]
    chosen = (speaking or sentences)[0]
    if len(chosen) <= EXCERPT:
        return chosen
    return chosen[:EXCERPT].rsplit(" ", 1)[0].rstrip(" ,;:") + "…"


@lru_cache(maxsize=len(LANGUAGES))
def entries(language: str) -> tuple[Entry, ...]:
    """All that can be found in one language, in the order of the guide."""
    with translation.override(language):
        return (*_pages(language), *_tests(), *_answers(language), *_calls(), *_claims())


def _pages(language: str) -> Iterable[Entry]:
    for slug, page in PAGES.items():
        shown = page[language]
        text = " ".join([shown.summary, *(part.plain for part in shown.body if part.kind == "text")])
        yield Entry(shown.title, shown.url, text, " ".join(EVERY_NAME) if slug == "what-it-is" else "")


def _tests() -> Iterable[Entry]:
    advice = SELF_CHECK.advice.values()
    questions = " ".join(str(question.words) for question in SELF_CHECK.questions)
    outcomes = ". ".join(str(each.title) for each in advice)
    yield Entry(translation.gettext("Is it for me?"), reverse("guide:self_check"), f"{outcomes}. {questions}")
    asked = " ".join(str(question.words) for question in QUESTIONS)
    yield Entry(translation.gettext("Spotter quiz"), reverse("guide:quiz"), asked)


def _answers(language: str) -> Iterable[Entry]:
    for answer in FAQ.values():
        shown = answer[language]
        yield Entry(
            shown.question, shown.url, " ".join(part.plain for part in shown.body if part.kind == "text")
        )


def _calls() -> Iterable[Entry]:
    for call in CALLS:
        url = f"{reverse('guide:calls')}#call-{call.key}"
        yield Entry(str(call.word), url, f"{call.meaning}. {call.runner}. {call.sign}.")


def _claims() -> Iterable[Entry]:
    """A claim is found by all its words, but said on its card only: a list shows how well it is known."""
    for claim in CLAIMS.values():
        url = f"{reverse('guide:evidence')}#claim-{claim.key}"
        text = f"{claim.strength.words}. {claim.limits}"
        title = translation.gettext("What is known: %(topic)s") % {"topic": claim.topic}
        yield Entry(title, url, text, f"{claim.statement} {claim.population} {claim.counter}")
