"""What an incident does to a place, and who may undo it."""

from django.utils.translation import gettext as _

from events.incidents.models import Incident


def why_not_open(place_id: int, user_id: int) -> str:
    """After a severe incident the place waits for somebody from outside the group, who was not there."""
    if Incident.objects.holding(place_id).of_people_around(user_id).exists():
        return _(
            "A severe incident closed this place, and it happened in your group or where you were. Somebody"
            " from outside the group has to look at the place and open it."
        )
    return ""


def keep_with_place(place_id: int, into_id: int) -> None:
    """Two entries were one place: what happened there belongs to the one that stays."""
    Incident.objects.filter(place_id=place_id).update(place_id=into_id)
