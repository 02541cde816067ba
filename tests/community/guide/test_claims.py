"""Claims know how well they are known, and say when nobody has looked at them for two years."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.urls import reverse

from community.guide.claims import CLAIMS, Side, Strength, stale_claims
from tests.community.guide.pages import html_of

EFFORT = CLAIMS["effort"]


def test_each_side_of_the_page_has_claims():
    assert {claim.side for claim in CLAIMS.values()} == set(Side)


def test_bars_are_filled_by_strength():
    assert [strength.bars for strength in Strength] == [
        (True, True, True),
        (True, True, False),
        (True, False, False),
        (False, False, False),
    ]
    assert len({str(strength.words) for strength in Strength}) == 4


@pytest.mark.parametrize(
    ("day", "is_stale"),
    [
        (date(2026, 11, 22), False),
        (date(2028, 11, 21), False),
        (date(2028, 11, 22), True),
        (date(2030, 1, 1), True),
    ],
)
def test_a_claim_is_stale_after_24_months(day, is_stale):
    assert EFFORT.reviewed_on == date(2026, 11, 22)
    with time_machine.travel(datetime(day.year, day.month, day.day, 12, tzinfo=UTC)):
        assert EFFORT.is_stale is is_stale
        assert (EFFORT in stale_claims()) is is_stale


def card_of(page: str, key: str) -> str:
    return page.split(f'data-claim="{key}"')[1].split("</article>")[0]


@pytest.mark.parametrize(
    ("year", "words"),
    [
        (2027, "Reviewed on 22 November 2026."),
        (2029, "Last looked at on 22 November 2026, more than two years ago."),
    ],
)
def test_a_card_says_when_it_was_looked_at(client, db, year, words):
    with time_machine.travel(datetime(year, 1, 1, 12, tzinfo=UTC)):
        page = html_of(client, reverse("guide:evidence"))
    for key in CLAIMS:
        assert words in card_of(page, key)


def test_a_card_shows_all_that_is_needed_to_doubt_it(client, db):
    page = html_of(client, reverse("guide:evidence"))
    for key, claim in CLAIMS.items():
        card = card_of(page, key)
        for words in (claim.strength.words, claim.statement, claim.population, claim.limits, claim.counter):
            assert str(words).replace("'", "&#x27;") in card
        for number in claim.people:
            assert f"n = {number}" in card
        for source in (*claim.sources, *claim.counter_sources):
            assert f'href="{source.url}" rel="external noopener"' in card
        assert card.count('class="full"') == sum(claim.strength.bars)


def test_a_number_that_is_not_given_is_not_made_up(client, db):
    page = html_of(client, reverse("guide:evidence"))
    assert "n = not stated." in card_of(page, "brain")
    assert "n =" not in card_of(page, "falls")


def test_the_sceptical_view_stands_on_the_page_of_the_benefits_and_before_them(client, db):
    page = html_of(client, reverse("guide:evidence"))
    places = [page.index(mark) for mark in ("mcgill.ca", 'data-claim="effort"', 'data-claim="knee-load"')]
    assert places == sorted(places)
    assert set(CLAIMS) == {part.split('"')[0] for part in page.split('data-claim="')[1:]}
