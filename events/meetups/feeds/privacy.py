"""Addresses under which somebody's calendar programs read."""

from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.users.given import Data, given
from events.meetups.feeds.models import CalendarFeed

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

WORDS: "dict[str, _StrOrPromise]" = {
    "calendars": _("Calendars you subscribed to"),
    "scope": _("What it shows"),
    "place": _("Place"),
    "made_at": _("Made"),
    "revoked_at": _("Ended"),
}


def words() -> "dict[str, _StrOrPromise]":
    """What its table and columns are called."""
    return WORDS


def give(user_id: int) -> Data:
    """The addresses themselves are known to nobody but who was shown them."""
    columns = {"scope": "scope", "group": "group__name", "place": "place__name"}
    columns |= {"made_at": "made_at", "revoked_at": "revoked_at"}
    return {"calendars": given(CalendarFeed.objects.filter(user=user_id), **columns)}


def leave(user_id: int) -> None:
    """Programs read nothing more; if the account comes back, it makes new addresses."""
    CalendarFeed.objects.living().filter(user=user_id).update(revoked_at=timezone.now())


def erase(user_id: int, *, with_texts: bool) -> None:
    CalendarFeed.objects.filter(user=user_id).delete()
