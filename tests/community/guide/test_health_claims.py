"""No page says anything about health outside of a claim card.

Every sentence of every page of the guide is read, in both languages. What stands on a card or among the
questions of the self-check is left out; the rest must not speak of health, or be listed with its reason.
"""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from xml.etree.ElementTree import Element

import html5lib
import polib
import pytest
import yaml
from django.conf import settings
from django.urls import reverse

from community.guide.self_check import SELF_CHECK
from tests.community.guide.pages import addresses, html_of

LISTS = yaml.safe_load(Path(__file__).with_name("health_words.yaml").read_text())
ALLOWED = {sentence for row in LISTS["allowed"] for sentence in row["sentences"]}
LANGUAGES = ("en", "de")
ROOT = Path(settings.BASE_DIR)
APART = {
    "p",
    "li",
    "h1",
    "h2",
    "h3",
    "h4",
    "dt",
    "dd",
    "td",
    "th",
    "div",
    "section",
    "summary",
    "figure",
    "legend",
    "label",
    "span",
}
SENTENCE_END = re.compile(r"(?<=[.!?:])\s+(?=[A-ZÄÖÜ„“0-9])")
CITED = re.compile(r"PubMed \d+|PMC\d+|McGill|Nobody has measured|Niemand hat gemessen")
CARDS = ("data-claim", "data-screening", "data-cited")


@cache
def health_word(language: str) -> re.Pattern[str]:
    beginnings = "|".join(map(re.escape, LISTS["words"][language]))
    return re.compile(rf"\b({beginnings})", re.I)


def sentences(page: str) -> Iterator[str]:
    """What a page says outside of its cards, and what its pictures say to whoever cannot see them."""
    tree = html5lib.parse(f"<main{page}</main>", namespaceHTMLElements=False)
    for block in blocks(tree):
        yield from (
            sentence.strip() for sentence in SENTENCE_END.split(" ".join(block.split())) if sentence.strip()
        )


def blocks(node: Element) -> Iterator[str]:
    """Runs of text that no block element parts."""
    yield from (run for run in "".join(_pieces(node)).split("\n\n") if run.strip())


def _pieces(node: Element) -> Iterator[str]:
    if not isinstance(node.tag, str) or any(mark in node.attrib for mark in CARDS):
        yield "\n\n"
        yield node.tail or ""
        return
    parts = "\n\n" if node.tag in APART else ""
    yield parts + (node.text or "").replace("\n", " ")
    yield f"\n\n{node.get('aria-label')}\n\n" if node.get("aria-label") else ""
    for inner in node:
        yield from _pieces(inner)
    yield parts + (node.tail or "").replace("\n", " ")


def speaking_of_health(page: str, language: str) -> list[str]:
    return [
        sentence
        for sentence in sentences(page)
        if health_word(language).search(sentence) and sentence not in ALLOWED
    ]


def every_page(client, language: str) -> Iterator[tuple[str, str]]:
    """All pages of the guide, and the gravest and the lightest result of the self-check."""
    for path in [*addresses(), reverse("guide:quiz")]:
        yield path, html_of(client, path, language)
    for answer in ("yes", "no"):
        answers = {question.key: answer for question in SELF_CHECK.questions}
        yield answer, html_of(client, reverse("guide:self_check"), language, answers)


@pytest.fixture
def reader(client_of, outsider):
    """Somebody who may also take the quiz."""
    return client_of(outsider)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_page_of_the_guide_makes_a_health_claim_without_a_card(reader, language):
    wrong = {
        path: found
        for path, page in every_page(reader, language)
        if (found := speaking_of_health(page, language))
    }
    assert wrong == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_other_page_of_the_site_does(language):
    wrong = [
        sentence
        for said in elsewhere(language)
        for sentence in SENTENCE_END.split(said)
        if health_word(language).search(sentence) and sentence not in ALLOWED
    ]
    assert wrong == []


def elsewhere(language: str) -> list[str]:
    """Every string that templates and code hand to the translators, as far as it is still said."""
    catalog = polib.pofile(str(ROOT / "locale/de/LC_MESSAGES/django.po"))
    return [
        re.sub(r"<[^>]+>", "", entry.msgid if language == "en" else entry.msgstr)
        for entry in catalog
        if not entry.obsolete and is_still_said(entry.msgid)
    ]


def is_still_said(words: str) -> bool:
    return "%(" in words or " ".join(words.split()) in sources()


@cache
def sources() -> str:
    folders = ("accounts", "community", "events", "config", "templates")
    files = [
        path
        for folder in folders
        for path in (ROOT / folder).rglob("*")
        if path.suffix in (".py", ".html", ".txt")
    ]
    return " ".join(" ".join(path.read_text() for path in files).split())


@pytest.mark.parametrize(
    ("language", "claim"),
    [
        ("en", "It is gentle on the knees."),
        ("en", "You burn a third more calories!"),
        ("en", "Backward walking improves your balance and your posture."),
        ("de", "Es schont die Kniegelenke."),
        ("de", "Deine Haltung wird besser, und du verbrennst mehr."),
        ("de", "Rückwärtslaufen beugt Stürzen vor."),
    ],
)
def test_a_planted_claim_is_found_and_a_card_of_it_is_not(reader, language, claim):
    page = dict(every_page(reader, language))[reverse("guide:page", args=["start"])]
    planted = page.replace("<h1>", f"<p>A word. <b>{claim}</b> And so on.</p><h1>")
    carded = page.replace("<h1>", f"<div data-claim='x'><p>{claim}</p></div><h1>")
    pictured = page.replace("<h1>", f"<figure role='img' aria-label='{claim}'></figure><h1>")
    assert planted != page
    assert speaking_of_health(planted, language) == [claim]
    assert speaking_of_health(pictured, language) == [claim]
    assert speaking_of_health(carded, language) == []


def test_only_claims_screening_questions_and_titles_are_left_out():
    """The way around the scan leads through content that has its own rules, not through a template."""
    templates = ROOT / "templates"
    marked = {
        path.relative_to(templates).as_posix()
        for path in templates.rglob("*.html")
        if any(mark in path.read_text() for mark in CARDS)
    }
    assert marked == {
        "community/guide/_claim.html",
        "community/guide/_result.html",
        "community/guide/parts/screening.html",
        "community/guide/parts/sources.html",
        "community/guide/self_check.html",
    }


def test_every_screening_question_advises_against_and_none_promises():
    assert {question.outcome for question in SELF_CHECK.questions} == {"doctor", "not_now"}


@pytest.mark.parametrize(("language", "heading"), [("en", "What is known"), ("de", "Was man weiß")])
def test_the_safety_text_names_a_source_or_says_that_there_is_none(language, heading):
    """It is a document of its own, which operators may change; what we ship says nothing bare."""
    text = (ROOT / f"accounts/consents/texts/safety.{language}.md").read_text()
    [known] = [part for part in text.split("\n## ") if part.startswith(heading)]
    lines = [line for line in known.split("\n") if health_word(language).search(line)]
    assert [line for line in lines if not CITED.search(line)] == []
    assert len(lines) == 4


def test_every_exception_is_still_needed(reader):
    said: set[str] = set()
    for language in LANGUAGES:
        said.update(*(sentences(page) for _path, page in every_page(reader, language)))
        said.update(*(SENTENCE_END.split(words) for words in elsewhere(language)))
    assert ALLOWED - said == set()
    assert all(row["reason"] for row in LISTS["allowed"])
