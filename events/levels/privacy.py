"""Who may spot, on whose word."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy

from accounts.users.given import Data, given
from events.levels.models import SpotterLevel

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

WORDS: "dict[str, _StrOrPromise]" = {
    "spotter-levels": gettext_lazy("Spotter levels"),
    "spotters-declared": gettext_lazy("People you declared spotters"),
    "level": gettext_lazy("Spotter level"),
    "is_provisional": gettext_lazy("Provisional"),
    "declared_by": gettext_lazy("Declared by"),
    "declared_at": gettext_lazy("Declared"),
}
LEVEL = {
    "level": "level",
    "is_provisional": "is_provisional",
    "group": "group__name",
    "declared_at": "declared_at",
    "expires_at": "expires_at",
    "revoked_at": "revoked_at",
}


def words() -> "dict[str, _StrOrPromise]":
    """What its tables and columns are called."""
    return WORDS


def give(user_id: int) -> Data:
    """Own levels with who declared them, as one's own page shows it, and whom one declared."""
    mine, others = SpotterLevel.objects.filter(user=user_id), SpotterLevel.objects.filter(declared_by=user_id)
    return {
        "spotter-levels": given(mine, **LEVEL, declared_by="declared_by__profile__display_name"),
        "spotters-declared": given(others, **LEVEL, person="user__profile__display_name"),
    }


def erase(user_id: int, *, with_texts: bool) -> None:
    """Their own levels go. What they declared of others holds on, on the word of a former member."""
    SpotterLevel.objects.filter(user=user_id).delete()
