"""What somebody reported of places. Others rely on it, so it outlives the account."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy

from accounts.users.given import Data, given
from events.places.hazards.models import Hazard, HazardVoice

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

WORDS: "dict[str, _StrOrPromise]" = {
    "hazards-reported": gettext_lazy("Hazards you reported"),
    "hazards-seen": gettext_lazy("What you said of others’ reports"),
    "category": gettext_lazy("What it is"),
    "severity": gettext_lazy("How bad"),
    "words": gettext_lazy("Words"),
    "latitude": gettext_lazy("Degrees north"),
    "longitude": gettext_lazy("Degrees east"),
    "seen_at": gettext_lazy("Seen"),
    "said_at": gettext_lazy("Said"),
    "is_gone": gettext_lazy("Gone"),
    "expires_at": gettext_lazy("Runs out"),
}
HAZARD = {
    "place": "place__name",
    "zone": "zone__name",
    "category": "category",
    "severity": "severity",
    "words": "words",
    "latitude": "latitude",
    "longitude": "longitude",
    "seen_at": "seen_at",
    "expires_at": "expires_at",
    "made_at": "created_at",
}


def words() -> "dict[str, _StrOrPromise]":
    """What its tables and columns are called."""
    return WORDS


def give(user_id: int) -> Data:
    voices = HazardVoice.objects.filter(user=user_id)
    return {
        "hazards-reported": given(Hazard.objects.filter(reported_by=user_id), **HAZARD),
        "hazards-seen": given(
            voices, place="hazard__place__name", words="hazard__words", is_gone="is_gone", said_at="said_at"
        ),
    }
