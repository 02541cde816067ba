"""Search over groups, places and the guide, as far as the reader may read them."""

from typing import Any

from django.utils.translation import get_language

from accounts.geography import City
from accounts.permissions import Viewer
from community.groups.models import Group
from community.guide.search import search_guide
from config.nearby import with_next_dates
from config.sport import without_sport
from events.places.models import Place

LONGEST = 100
EACH = 12  # of a kind; a narrower search finds what is beyond


def found(viewer: Viewer, text: str) -> dict[str, Any]:
    """What the words find. The sport's own names find the guide and leave the rest to be looked for."""
    text = text.strip()[:LONGEST]
    rest = without_sport(text)
    groups = Group.objects.visible_to(viewer).saying(rest).order_by("-member_count", "pk")
    places = Place.objects.visible_to(viewer).listed().saying(rest).order_by("name", "pk")
    return {
        "typed": text,
        "groups": with_next_dates(viewer, list(groups.for_cards()[:EACH])),
        "places": places.for_cards()[:EACH],
        "pages": search_guide(text, get_language() or "en") if text else [],
        "city": _city(rest),
    }


def _city(name: str) -> City | None:
    """The city that is called just so."""
    largest = next(iter(City.objects.search(name, limit=1)), None)
    return largest if largest and largest.rank <= 1 else None
