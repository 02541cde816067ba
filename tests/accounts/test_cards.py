"""Cards made ready: made once for the same facts, never shown for others."""

from types import SimpleNamespace

import pytest
from django.utils.translation import override

from accounts.cards import Cards, Kept


@pytest.fixture
def made(monkeypatch):
    """What was rendered, in order."""
    names = []

    def render(template, context):
        names.append(context["row"].owner.name)
        return f"<p>{names[-1]}</p>"

    monkeypatch.setattr("accounts.cards.render_to_string", render)
    return names


def row(pk, name):
    return SimpleNamespace(pk=pk, owner=SimpleNamespace(name=name))


def load(*rows):
    return lambda keys: [row for row in rows if row.pk in keys]


def test_a_card_is_made_once_for_its_facts_and_language(made):
    cards = Cards("card.html", "row", ("pk", "owner__name"))
    for _ in range(2):
        assert cards.of([(1, "Ada"), (2, "Ben")], load(row(1, "Ada"), row(2, "Ben"))) == [
            "<p>Ada</p>",
            "<p>Ben</p>",
        ]
    with override("de"):
        cards.of([(1, "Ada")], load(row(1, "Ada")))
    assert made == ["Ada", "Ben", "Ada"]


def test_other_facts_make_another_card(made):
    cards = Cards("card.html", "row", ("pk", "owner__name"))
    cards.of([(1, "Ada")], load(row(1, "Ada")))
    assert cards.of([(1, "Eve")], load(row(1, "Eve"))) == ["<p>Eve</p>"]


def test_what_changed_between_the_questions_is_left_out(made):
    cards = Cards("card.html", "row", ("pk", "owner__name"))
    assert cards.of([(1, "Ada"), (2, "Ben")], load(row(1, "Eve"))) == []


def test_what_was_used_lately_is_kept():
    kept = Kept(4)
    for number in range(10):
        kept.keep(number, str(number))
        assert kept.get(0) == "0"
    assert [kept.get(number) for number in (5, 9)] == [None, "9"]
    assert len(kept.young) + len(kept.old) <= 4
