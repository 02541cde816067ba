"""What somebody corrected, joined and did at places. Others rely on it, so it outlives the account."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy

from accounts.users.given import Data, given
from events.places.keeping.models import Correction, PlaceEvent, SamePlace

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

WORDS: "dict[str, _StrOrPromise]" = {
    "corrections": gettext_lazy("Corrections of places you sent"),
    "same-places": gettext_lazy("Entries you took for one place"),
    "places-kept": gettext_lazy("What you did at places"),
    "changes": gettext_lazy("What is so instead"),
    "into": gettext_lazy("The place that stays"),
    "what": gettext_lazy("What you did"),
    "why": gettext_lazy("Why"),
    "happened_at": gettext_lazy("When"),
}


def words() -> "dict[str, _StrOrPromise]":
    """What its tables and columns are called."""
    return WORDS


def give(user_id: int) -> Data:
    corrections = Correction.objects.filter(proposed_by=user_id)
    same, lines = SamePlace.objects.filter(proposed_by=user_id), PlaceEvent.objects.filter(by=user_id)
    place = {"place": "place__name"}
    return {
        "corrections": given(corrections, **place, changes="changes", words="words", made_at="created_at"),
        "same-places": given(same, **place, into="into__name", made_at="created_at"),
        "places-kept": given(lines, **place, what="what", why="why", happened_at="happened_at"),
    }
