"""What somebody added to the map of places and found there. It is about places, and others rely on it."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy

from accounts.users.given import Data, given
from events.places.models import Check, Place, Zone

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

WORDS: "dict[str, _StrOrPromise]" = {
    "places-added": gettext_lazy("Places you added"),
    "zones-added": gettext_lazy("Zones you added"),
    "checks": gettext_lazy("Checks you made"),
    "place": gettext_lazy("Place"),
    "zone": gettext_lazy("Zone"),
    "city": gettext_lazy("City"),
    "way_in": gettext_lazy("How to get in"),
    "checked_at": gettext_lazy("Checked"),
    "is_on_foot": gettext_lazy("On foot"),
    "measures": gettext_lazy("Measures"),
    "verdict": gettext_lazy("Verdict"),
}
CHECK = {
    "place": "zone__place__name",
    "zone": "zone__name",
    "checked_at": "checked_at",
    "made_at": "created_at",
    "is_on_foot": "is_on_foot",
    "answers": "answers",
    "measures": "measures",
    "verdict": "verdict",
}


def words() -> "dict[str, _StrOrPromise]":
    """What its tables and columns are called."""
    return WORDS


def give(user_id: int) -> Data:
    places, zones = Place.objects.filter(added_by=user_id), Zone.objects.filter(added_by=user_id)
    return {
        "places-added": given(places, name="name", city="city_label", way_in="address", made_at="created_at"),
        "zones-added": given(
            zones, place="place__name", name="name", description="description", made_at="created_at"
        ),
        "checks": given(Check.objects.filter(checked_by=user_id), **CHECK),
    }
