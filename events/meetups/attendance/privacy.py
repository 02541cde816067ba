"""Dates somebody was checked in at, and checks of the day they made."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy

from accounts.users.given import Data, given
from events.meetups.attendance.models import Attendance, AttendanceChange, DayCheck, HandOver

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

WORDS: "dict[str, _StrOrPromise]" = {
    "dates-attended": gettext_lazy("Dates you were checked in at"),
    "attendance-corrected": gettext_lazy("What was corrected about that"),
    "days-checked": gettext_lazy("Checks of the day you made"),
    "dates-handed-over": gettext_lazy("Dates somebody else led in your place"),
    "dates-taken-over": gettext_lazy("Dates you took over"),
    "doing": gettext_lazy("What you did"),
    "checked_in_at": gettext_lazy("Checked in"),
    "checked_out_at": gettext_lazy("Checked out"),
    "what": gettext_lazy("What"),
    "before": gettext_lazy("Before"),
    "after": gettext_lazy("After"),
    "because": gettext_lazy("Why"),
}
ATTENDED = {
    "meetup": "meetup__title",
    "starts_at": "meetup__starts_at",
    "doing": "doing",
    "checked_in_at": "checked_in_at",
    "checked_out_at": "checked_out_at",
}
CORRECTED = {
    "meetup": "attendance__meetup__title",
    "what": "what",
    "before": "before",
    "after": "after",
    "because": "because",
    "made_at": "made_at",
}
CHECKED = {
    "meetup": "meetup__title",
    "ground": "ground",
    "weather": "weather",
    "crossing": "crossing",
    "measure": "measure",
    "made_at": "made_at",
}

HANDED = {"meetup": "meetup__title", "starts_at": "meetup__starts_at", "made_at": "made_at"}


def words() -> "dict[str, _StrOrPromise]":
    """What its tables and columns are called."""
    return WORDS


def give(user_id: int) -> Data:
    """Own lines only; whom somebody checked in is theirs."""
    return {
        "dates-attended": given(Attendance.objects.filter(user=user_id), **ATTENDED),
        "attendance-corrected": given(AttendanceChange.objects.filter(attendance__user=user_id), **CORRECTED),
        "dates-handed-over": given(HandOver.objects.filter(from_user=user_id), **HANDED),
        "dates-taken-over": given(HandOver.objects.filter(to_user=user_id), **HANDED),
        "days-checked": given(DayCheck.objects.filter(by=user_id), **CHECKED),
    }


def erase(user_id: int, *, with_texts: bool) -> None:
    """That somebody was there stays counted; who it was, and what was corrected about them, is forgotten."""
    mine = Attendance.objects.filter(user=user_id)
    AttendanceChange.objects.filter(attendance__in=mine).delete()
    mine.update(user=None)
