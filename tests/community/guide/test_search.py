"""Words find the guide, in any spelling and under the sport's name in other languages."""

import pytest
from django.urls import reverse

from community.guide.claims import CLAIMS
from community.guide.names import EVERY_NAME, SPORT_NAMES
from community.guide.search import EXCERPT, MOST_FOUND, entries, search_guide

pytestmark = pytest.mark.once


def titles(words: str, language: str = "en") -> list[str]:
    return [hit.title for hit in search_guide(words, language)]


def test_every_name_of_the_sport_finds_what_it_is():
    assert {language for language, _names in SPORT_NAMES} == {"en", "de", "es", "fr", "it"}
    for name in EVERY_NAME:
        assert "What it is" in titles(name), name
        assert "Was es ist" in titles(name, "de"), name


@pytest.mark.parametrize(
    ("words", "language", "first"),
    [
        ("doctor", "en", "Ask a doctor first?"),
        ("DOCTORS", "en", "What is known, and how well"),
        ("ärztlich", "de", "Erst ärztlich fragen?"),
        ("arztlich", "de-at", "Erst ärztlich fragen?"),
        ("aerztlich", "de", "Erst ärztlich fragen?"),
        ("stop", "en", "STOP"),
        ("hand signs", "en", "Calls and hand signs"),
        ("Knie", "de", "Ist es gut für meine Knie?"),
        ("knee", "fr", "Is it good for my knees?"),
    ],
)
def test_what_has_the_word_in_its_title_comes_first(words, language, first):
    assert titles(words, language)[0] == first


def test_every_word_must_be_there():
    assert titles("doctor stop") != []
    assert titles("doctor zebra") == []


@pytest.mark.parametrize("words", ["", "  ", "%", "'; DROP TABLE", "\0", "zebra", "x" * 100_000])
def test_nothing_is_found_by_nothing(words):
    assert search_guide(words, "en") == []


def test_a_hit_says_where_and_why_in_one_sentence():
    [hit] = search_guide("headphones laces twice shoes", "en")
    assert hit.url == reverse("guide:page", args=["start"])
    assert hit.excerpt == "Shoes you know, laces tied twice."
    for language in ("en", "de"):
        for entry in entries(language):
            [found, *_] = [hit for hit in search_guide(entry.title, language) if hit.url == entry.url]
            assert 0 < len(found.excerpt) <= EXCERPT + 1


def test_never_too_many():
    assert len(search_guide("the", "en")) == MOST_FOUND


def test_a_claim_is_found_but_said_on_its_card_only():
    hits = search_guide("knee-cap load", "en")
    [card] = [hit for hit in hits if hit.url == reverse("guide:evidence") + "#claim-knee-load"]
    assert card.title == "What is known: load behind the knee-cap"
    said = " ".join(
        hit.title + hit.excerpt
        for language in ("en", "de")
        for word in ("knee", "Knie")
        for hit in search_guide(word, language)
    )
    for claim in CLAIMS.values():
        for statement in claim.statement.by_language.values():
            assert statement not in said
