"""One page of a feed, as cards that are ready to be shown."""

from collections.abc import Collection, Iterable

from django.utils.functional import cached_property
from django.utils.safestring import SafeString

from accounts.cards import Cards
from accounts.pagination import CursorPage
from community.stories.models import Story
from community.stories.querysets import CARD_FACTS, StoryQuerySet

CARDS = Cards("community/stories/_card.html", "story", CARD_FACTS)


class FeedPage(CursorPage):
    """Stories a viewer may read, newest first: two columns of facts for each, its card made once."""

    def __init__(self, stories: StoryQuerySet, cursor: str | None) -> None:
        self.stories = stories
        super().__init__(stories.for_feed(), cursor)

    @cached_property
    def cards(self) -> list[SafeString]:
        return CARDS.of(self.items, self._load)

    def _load(self, keys: Collection[int]) -> Iterable[Story]:
        return self.stories.filter(pk__in=keys).for_cards()
