"""Cards made ready: the HTML of a card, kept for as long as nothing it shows changes.

A list asks the database only for the facts of its rows: the columns that decide what a card says. The same
facts in the same language make the same card, so it is kept under them, in the memory of this process, and
nobody has to tell it that something changed. Who may see a row is settled by the query, before a card is
looked up.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from operator import attrgetter
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language


class Kept:
    """What was used lately: at most ``most`` entries, the least used half of them dropped together."""

    def __init__(self, most: int) -> None:
        self.half = most // 2
        self.young: dict[Any, SafeString] = {}
        self.old: dict[Any, SafeString] = {}

    def get(self, key: Any) -> SafeString | None:
        found = self.young.get(key)
        if found is None and (found := self.old.get(key)) is not None:
            self.keep(key, found)
        return found

    def keep(self, key: Any, html: SafeString) -> None:
        if len(self.young) >= self.half:
            self.old, self.young = self.young, {}
        self.young[key] = html


class Cards:
    """The cards of one kind of row.

    ``facts`` are lookups (``author__profile__display_name``), ``pk`` first. A card may show what they name,
    and what never changes while they stay the same, such as the text of a version.
    """

    def __init__(self, template: str, name: str, facts: Sequence[str], *, most: int = 4_000) -> None:
        self.template, self.name, self.facts = template, name, tuple(facts)
        self._facts_of = attrgetter(*(fact.replace("__", ".") for fact in facts))
        self._kept = Kept(most)

    def of(
        self, rows: Iterable[tuple], load: Callable[[Collection[int]], Iterable[Any]], **context: Any
    ) -> list[SafeString]:
        """The cards of ``rows`` of facts, in order; ``load`` gives the whole rows of those not kept.

        A row whose facts changed between the two questions is left out: nobody has said who may see it now.
        ``context`` is what else the template shows, the same for all; cards are kept under it too.
        """
        around = (get_language(), *context.values())
        keys = [(*around, *row) for row in rows]
        cards = {key: self._kept.get(key) for key in keys}
        missing = [key[len(around)] for key, card in cards.items() if card is None]
        for row in load(missing) if missing else ():
            key = (*around, *self._facts_of(row))
            cards[key] = render_to_string(self.template, {self.name: row, **context})
            self._kept.keep(key, cards[key])
        return [card for key in keys if (card := cards[key]) is not None]
