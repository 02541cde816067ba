"""What somebody reported, what was decided about their texts, and what they decided about others'.

Cases, reports and decisions keep their rows whoever goes: what was done to a text must stay explainable.
"""

from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.translation import gettext_lazy

from accounts.users.given import Data, given
from community.moderation.models import PERSON, AccessRecord, Decision, Outcome, Report, Revision

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

WORDS: "dict[str, _StrOrPromise]" = {
    "reports": gettext_lazy("What you reported"),
    "decisions-about-you": gettext_lazy("What moderators decided about your texts"),
    "decisions-by-you": gettext_lazy("What you decided as a moderator"),
    "private-groups-read": gettext_lazy("Private groups you read in for a case"),
    "reason": gettext_lazy("Reason"),
    "words": gettext_lazy("Words"),
    "reported_at": gettext_lazy("Reported"),
    "outcome": gettext_lazy("Outcome"),
    "decided_at": gettext_lazy("Decided"),
}
DECISION = {"about": "revision__public_id", "outcome": "outcome", "reason": "reason", "words": "words"}


def words() -> "dict[str, _StrOrPromise]":
    """What its tables and columns are called."""
    return WORDS


def give(user_id: int) -> Data:
    """One's own reports and decisions, and what one is told of others': never who reported or decided.

    Nobody is told of a report that changed nothing: when it was made could say who made it.
    """
    reports, read = Report.objects.filter(reporter=user_id), AccessRecord.objects.filter(reader=user_id)
    about = Decision.objects.filter(Q(revision__author=user_id) | Q(case__about=user_id))
    about = about.exclude(outcome=Outcome.NO_ACTION)
    by = Decision.objects.filter(decided_by=user_id)
    return {
        "reports": given(
            reports, about="case__public_id", reason="reason", words="words", reported_at="reported_at"
        ),
        "decisions-about-you": given(about, **DECISION, decided_at="decided_at"),
        "decisions-by-you": given(by, **DECISION, decided_at="decided_at"),
        "private-groups-read": given(read, about="case__public_id", read_at="read_at"),
    }


def erase(user_id: int, *, with_texts: bool) -> None:
    """Words of a report whose case is closed have done their work. Those of an open one are still needed.

    What could be read of a reported person goes with them: nothing is left to decide about it.
    """
    Report.objects.filter(reporter=user_id, case__closed_at__isnull=False).update(words="")
    Revision.objects.filter(kind=PERSON, author=user_id).update(title="", text="")
