"""What the page of a place shows of where it lies, when it is light there and who meets there next."""

from collections.abc import Iterable

from django.utils import timezone

from accounts.permissions import Viewer
from events.places.assessment import Assessment
from events.places.contracts import next_meetups_at
from events.places.finding.day import day_of
from events.places.finding.plan import plan_of
from events.places.models import Place

ACCESS = ("is_step_free", "has_toilets", "has_seating", "has_shelter", "has_transport", "has_quiet_option")


def around_part(viewer: Viewer, place: Place, assessments: Iterable[Assessment]) -> dict[str, object]:
    """The plan, the day, the next dates and the access of a place."""
    return {
        "plan": plan_of(place, [found.zone for found in assessments]),
        "day": None if place.kind == "hall" else day_of(place, timezone.now()),
        "meetups": [meetup for answer in next_meetups_at(place.pk, viewer) for meetup in answer],
        "access": access_of(place),
        "point": point_of(place),
    }


def access_of(place: Place) -> list[tuple[str, bool | None]]:
    """What there is for people, as pairs of words and yes, no or not known."""
    fields = {field.name: field.verbose_name for field in Place._meta.concrete_fields}
    return [(str(fields[name]), getattr(place, name)) for name in ACCESS]


def point_of(place: Place) -> str:
    """The coordinates as map apps and an emergency call take them, whatever the language."""
    return f"{place.latitude:.5f},{place.longitude:.5f}"
