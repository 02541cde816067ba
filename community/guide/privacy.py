"""Who passed the quiz."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy

from accounts.users.given import Data, given
from community.guide.models import QuizPass

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

WORDS: "dict[str, _StrOrPromise]" = {
    "quiz": gettext_lazy("Spotter quiz"),
    "passed_at": gettext_lazy("Passed"),
}


def words() -> "dict[str, _StrOrPromise]":
    """What its tables and columns are called."""
    return WORDS


def give(user_id: int) -> Data:
    """Which version was passed and when; answers were never kept."""
    rows = QuizPass.objects.filter(user=user_id)
    return {"quiz": given(rows, version="version", passed_at="passed_at")}


def erase(user_id: int, *, with_texts: bool) -> None:
    QuizPass.objects.filter(user=user_id).delete()
