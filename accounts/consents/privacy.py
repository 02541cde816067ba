"""What somebody has read, and when."""

from django.utils.translation import gettext_lazy

from accounts.consents.models import Acknowledgement
from accounts.users.given import Data, given

WORDS = {
    "texts-read": gettext_lazy("Texts you have read"),
    "text": gettext_lazy("Text"),
    "version": gettext_lazy("Version"),
    "read_at": gettext_lazy("Read"),
}


def give(user_id: int) -> Data:
    """Which version of which text in which language; answers to questions were never kept."""
    rows = Acknowledgement.objects.filter(user=user_id)
    columns = {"text": "kind", "version": "version", "language": "language", "read_at": "acknowledged_at"}
    return {"texts-read": given(rows, **columns)}


def erase(user_id: int, *, with_texts: bool) -> None:
    """Nobody can take part any more, so nobody needs to know that it was read."""
    Acknowledgement.objects.filter(user=user_id).delete()
