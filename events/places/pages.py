"""What the pages of places show."""

from django.db.models import Prefetch, prefetch_related_objects
from django.utils.translation import gettext as _

from accounts.permissions import Viewer
from events.places.assessment import Assessment, assess
from events.places.check_form import in_words
from events.places.finding.around import around_part
from events.places.hazards.page import hazards_now
from events.places.keeping.conditions import conditions_of
from events.places.keeping.pages import history_part
from events.places.models import OPEN_STATES, Place, Zone
from events.places.opendata.paths import paths_here
from events.places.rubric_lines import LINES
from events.places.rules import can_add_zone, can_check_zone
from events.places.walk.models import PlacePhoto
from events.places.walk.rules import can_add_place_photo


def place_page(viewer: Viewer, place: Place) -> dict[str, object]:
    """A place, its zones with what their checks come to, the best zone first, and what the viewer may do."""
    zones = Zone.objects.visible_to(viewer).of_place(place.pk).for_page(viewer)
    prefetch_related_objects([place], Prefetch("zones", zones))
    assessments = [assess(zone, zone.checks.all(), place) for zone in place.zones.all()]
    assessments.sort(key=lambda assessment: not assessment.combined.allows_meetups)
    is_open = place.state in OPEN_STATES
    best = next((found for found in assessments if is_open and found.combined.allows_meetups), None)
    return {
        "place": place,
        "assessments": assessments,
        "best": best,
        "hours": conditions_of(place).hours,
        "is_open": is_open,
        "may_name_zone": can_add_zone(viewer, place),
        "mine": _looked_by(viewer, assessments),
        "may_check": bool(assessments) and can_check_zone(viewer, assessments[0].zone),
        "proposed": proposals_of(place),
        "photos": PlacePhoto.objects.visible_to(viewer).of_place(place.pk).for_page(viewer),
        "may_add_photo": can_add_place_photo(viewer, place),
        **around_part(viewer, place, assessments),
        "now": hazards_now(viewer, place),
        **history_part(viewer, place),
    }


def proposals_of(place: Place) -> list[tuple[str, str]]:
    """What the map says of the place, as pairs of words; nobody has checked it."""
    here = paths_here(place.proposed.get("paths", {}).values())
    lines = [(str(line.label), in_words(line, place.proposed)) for line in LINES]
    paths = [(_("Paths here: %(line)s") % {"line": line.label}, in_words(line, here)) for line in LINES]
    return [pair for pair in [*lines, *paths] if pair[1]]


def _looked_by(viewer: Viewer, assessments: list[Assessment]) -> set[int]:
    """The zones this viewer has checked already."""
    return {
        assessment.zone.pk
        for assessment in assessments
        if any(check.checked_by_id == viewer.pk for check in assessment.checks)
    }
