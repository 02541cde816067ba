"""Cards made ready: the HTML of a card, kept for as long as nothing it shows changes.

What a card says follows from a few facts of its row. The same facts, on the same day, in the same language,
make the same card, so it is kept under them, in the memory of this process, and nobody has to tell it that
something changed. Who may see a row is settled by the query, before a card is looked up.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from operator import attrgetter
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language


class Kept:
    """What was used lately: at most ``most`` entries, the least used half of them dropped together."""

    def __init__(self, most: int) -> None:
        self.half = most // 2
        self.young: dict[Any, SafeString] = {}
        self.old: dict[Any, SafeString] = {}

    def get(self, key: Any) -> SafeString | None:
        """What is kept; nothing while templates are being worked on."""
        if settings.DEBUG:
            return None
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

    def one(self, row: Any, **context: Any) -> SafeString:
        """The card of a row; ``context`` is what else the template shows."""
        key = (*_around(), *context.values(), getattr(row, "distance_km", None), *self._facts_of(row))
        return self._kept.get(key) or self._make(key, row, context)

    def of(self, rows: Iterable[tuple], load: Callable[[Collection[int]], Iterable[Any]]) -> list[SafeString]:
        """The cards of rows of nothing but facts, in order; ``load`` gives the rows of those not kept."""
        return [card for card in self.made(rows, load).values() if card is not None]

    def made(
        self, rows: Iterable[tuple], load: Callable[[Collection[int]], Iterable[Any]]
    ) -> dict[tuple, SafeString | None]:
        """The same by row. A row whose facts changed between the two questions has none: nobody has said who
        may see it now.
        """
        around = _around()
        cards = {row: self._kept.get((*around, *row)) for row in rows}
        missing = [row[0] for row, card in cards.items() if card is None]
        for row in load(missing) if missing else ():
            if (facts := self._facts_of(row)) in cards:
                cards[facts] = self._make((*around, *facts), row, {})
        return cards

    def _make(self, key: Any, row: Any, context: dict[str, Any]) -> SafeString:
        card = render_to_string(self.template, {self.name: row, **context})
        self._kept.keep(key, card)
        return card


def _around() -> tuple[Any, ...]:
    return get_language(), timezone.localdate()
