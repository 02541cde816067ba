"""Series somebody leads or is invited to."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.users.given import Data, given
from events.meetups.series.models import Series, SeriesGuest, SeriesLeading

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

WORDS: "dict[str, _StrOrPromise]" = {
    "series-led": gettext_lazy("Regular dates you lead"),
    "series-invited": gettext_lazy("Regular dates you are invited to"),
}
FACTS = {
    "title": "series__title",
    "group": "series__group__name",
    "description": "series__description",
    "bring": "series__bring",
    "access_note": "series__access_note",
    "since": "series__created_at",
}


def words() -> "dict[str, _StrOrPromise]":
    """What its tables are called."""
    return WORDS


def give(user_id: int) -> Data:
    return {
        "series-led": given(SeriesLeading.objects.filter(user=user_id), **FACTS),
        "series-invited": given(SeriesGuest.objects.filter(user=user_id), **FACTS),
    }


def stay(user_id: int) -> list[str]:
    """Dates would be made for which nobody answers."""
    sentence = _("You lead the regular dates “%(title)s”. End them first, or name somebody else to lead.")
    led = Series.objects.running().led_by(user_id)
    return [sentence % {"title": series.title} for series in led]


def erase(user_id: int, *, with_texts: bool) -> None:
    """Nobody waits for them any more; who answered for dates that were stays known as a former member."""
    SeriesGuest.objects.filter(user=user_id).delete()
    SeriesLeading.objects.filter(user=user_id).delete()
