"""What the pages of places show."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from accounts.geography import City
from accounts.permissions import Viewer
from events.places.actions import Imported
from events.places.assessment import Assessment, assess
from events.places.check_form import in_words
from events.places.importing import Outcome
from events.places.models import Place, Zone
from events.places.opendata import REASONS, Reason, Skip
from events.places.rubric_lines import LINES
from events.places.rules import can_add_zone, can_check_zone, can_import_places, can_see_checkers

LIST_MOST = 30
LIST_WITHIN_KM = 50
SKIPS_SHOWN = 200


def places_near(viewer: Viewer, data: Mapping[str, str]) -> dict[str, object]:
    """Places around the city that was typed, or around the viewer's home area."""
    typed = data.get("q", "").strip()[:100]
    cities = list(City.objects.search(typed)) if typed else []
    here, label = _standpoint(viewer, cities, is_typed=bool(typed))
    places: list[Place] = []
    if here:
        rows = Place.objects.visible_to(viewer).for_cards()
        places = list(rows.nearest(*here, within_km=LIST_WITHIN_KM, limit=LIST_MOST))
    return {
        "typed": typed,
        "here": here,
        "label": label,
        "namesakes": cities[1:5],
        "places": places,
        "within_km": LIST_WITHIN_KM,
        "may_import": can_import_places(viewer, None),
    }


def place_page(viewer: Viewer, place: Place) -> dict[str, object]:
    """A place, its zones with what their checks come to, the best zone first, and what the viewer may do."""
    zones = Zone.objects.visible_to(viewer).of_place(place.pk).for_page()
    assessments = [assess(zone, zone.checks.all(), place) for zone in zones]
    assessments.sort(key=lambda assessment: not assessment.combined.allows_meetups)
    best = next((found for found in assessments if found.combined.allows_meetups), None)
    return {
        "place": place,
        "assessments": assessments,
        "best": best,
        "may_name_zone": can_add_zone(viewer, place),
        "may_see_names": can_see_checkers(viewer, place),
        "mine": _looked_by(viewer, assessments),
        "may_check": bool(assessments) and can_check_zone(viewer, assessments[0].zone),
        "proposed": proposals_of(place),
    }


def proposals_of(place: Place) -> list[tuple[str, str]]:
    """What the map says of the place, as pairs of words; nobody has checked it."""
    lines = [(str(line.label), in_words(line, place.proposed)) for line in LINES]
    return [pair for pair in lines if pair[1]]


@dataclass
class ImportReport:
    """What an upload came to, for the page: the new drafts, and the first of what was left out."""

    total: Imported = field(default_factory=Imported)
    places: list[Place] = field(default_factory=list)
    skips: list[Skip] = field(default_factory=list)

    def hear(self, outcome: Outcome) -> None:
        if isinstance(outcome, Place):
            self.places.append(outcome)
        elif len(self.skips) < SKIPS_SHOWN:
            self.skips.append(outcome)

    @property
    def reasons(self) -> list[tuple[str, int]]:
        """How many were left out for each reason, the commonest first."""
        return [(str(REASONS[Reason(code)]), count) for code, count in self.total.skipped.most_common()]

    @property
    def unshown(self) -> int:
        return self.total.left_out - len(self.skips)


def _looked_by(viewer: Viewer, assessments: list[Assessment]) -> set[int]:
    """The zones this viewer has checked already."""
    return {
        assessment.zone.pk
        for assessment in assessments
        if any(check.checked_by_id == viewer.pk for check in assessment.checks)
    }


def _standpoint(
    viewer: Viewer, cities: list[City], *, is_typed: bool
) -> tuple[tuple[float, float] | None, str]:
    if cities:
        return (cities[0].latitude, cities[0].longitude), cities[0].local_name()
    profile = getattr(viewer.user, "profile", None)
    if not is_typed and profile and profile.home:
        return profile.home, profile.home_label
    return None, ""
