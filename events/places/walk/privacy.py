"""Checks somebody began and pictures they took of places."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy

from accounts.users.given import Data, given
from events.places.walk.models import CheckDraft, PlacePhoto

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

WORDS: "dict[str, _StrOrPromise]" = {
    "checks-begun": gettext_lazy("Checks you began"),
    "place-photos": gettext_lazy("Photos of places"),
    "saved_at": gettext_lazy("Saved"),
    "line": gettext_lazy("Line of the check"),
    "hidden_at": gettext_lazy("Taken down"),
}
PHOTO = {
    "id": "public_id",
    "place": "place__name",
    "line": "line",
    "description": "description",
    "width": "width",
    "height": "height",
    "made_at": "uploaded_at",
    "hidden_at": "hidden_at",
}


def words() -> "dict[str, _StrOrPromise]":
    """What its tables and columns are called."""
    return WORDS


def give(user_id: int) -> Data:
    drafts = CheckDraft.objects.filter(user=user_id)
    return {
        "checks-begun": given(
            drafts, place="zone__place__name", zone="zone__name", answers="answers", saved_at="saved_at"
        ),
        "place-photos": given(PlacePhoto.objects.filter(owner=user_id), **PHOTO),
    }


def photos(user_id: int) -> dict[str, str]:
    """All uploads whose files are still there."""
    shown = PlacePhoto.objects.filter(owner=user_id, hidden_at__isnull=True)
    return dict(shown.values_list("public_id", "key"))


def erase(user_id: int, *, with_texts: bool) -> None:
    """Pictures of places stay, without a name: people rely on them. What was not handed in goes."""
    CheckDraft.objects.filter(user=user_id).delete()
