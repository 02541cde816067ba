"""What somebody answered and reported after dates."""

from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext_lazy

from accounts.users.given import Data, given
from events.incidents.models import Debrief, Incident

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

WORDS: "dict[str, _StrOrPromise]" = {
    "how-it-went": gettext_lazy("How dates went, as you answered"),
    "incidents-reported": gettext_lazy("Near misses and falls you reported"),
    "incidents-closed": gettext_lazy("Near misses and falls you closed"),
    "asked_at": gettext_lazy("Asked"),
    "answer": gettext_lazy("Answer"),
    "answered_at": gettext_lazy("Answered"),
    "is_head_hit": gettext_lazy("A head was hit"),
    "was_spotted": gettext_lazy("A spotter was there"),
    "where": gettext_lazy("Where exactly"),
    "what_happened": gettext_lazy("What happened"),
    "may_be_kept_at": gettext_lazy("You agreed that it is kept"),
    "reported_at": gettext_lazy("Reported"),
    "closed_at": gettext_lazy("Closed"),
    "closed_how": gettext_lazy("What was done"),
}
ANSWER = {
    "meetup": "meetup__title",
    "asked_at": "asked_at",
    "answer": "answer",
    "answered_at": "answered_at",
}
INCIDENT = {
    "meetup": "meetup__title",
    "place": "place__name",
    "zone": "zone__name",
    "kind": "kind",
    "severity": "severity",
    "is_head_hit": "is_head_hit",
    "was_spotted": "was_spotted",
    "where": "where",
    "what_happened": "what",
    "may_be_kept_at": "may_be_kept_at",
    "reported_at": "reported_at",
}
CLOSED = {
    "meetup": "meetup__title",
    "kind": "kind",
    "closed_at": "closed_at",
    "closed_how": "closed_how",
}


def words() -> "dict[str, _StrOrPromise]":
    """What its tables and columns are called."""
    return WORDS


def give(user_id: int) -> Data:
    return {
        "how-it-went": given(Debrief.objects.filter(user=user_id), **ANSWER),
        "incidents-reported": given(Incident.objects.filter(reported_by=user_id), **INCIDENT),
        "incidents-closed": given(Incident.objects.filter(closed_by=user_id), **CLOSED),
    }


def erase(user_id: int, *, with_texts: bool) -> None:
    """Answers and words go. That something happened, where and how bad it was, stays without a name."""
    Debrief.objects.filter(user=user_id).delete()
    Incident.objects.filter(reported_by=user_id).make_nameless(nameless_at=timezone.now())
