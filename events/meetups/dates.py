"""One page of dates ahead, as cards that are ready to be shown."""

from collections.abc import Collection, Iterable

from django.utils.functional import cached_property
from django.utils.safestring import SafeString

from accounts.pagination import CursorPage
from accounts.permissions import Viewer
from events.meetups.models import Meetup
from events.meetups.querysets import MeetupQuerySet


class DatesPage(CursorPage):
    """Meetups a viewer may read, soonest first: a few columns of facts for each, its card made once."""

    def __init__(self, meetups: MeetupQuerySet, viewer: Viewer, cursor: str | None) -> None:
        self.meetups, self.viewer = meetups, viewer
        super().__init__(meetups.for_list(viewer), cursor, field="starts_at", ascending=True)

    @cached_property
    def cards(self) -> list[SafeString]:
        return [card for card in self.made.values() if card is not None]

    @cached_property
    def made(self) -> dict[tuple, SafeString | None]:
        """The card of each row; none where the row has changed meanwhile."""
        return Meetup.cards.made(self.items, self._load)

    def _load(self, keys: Collection[int]) -> Iterable[Meetup]:
        return self.meetups.for_cards(self.viewer).filter(pk__in=keys)
