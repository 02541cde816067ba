"""Who may do what with a place."""

from accounts.permissions import Viewer
from events.places.models import Place, PlaceState, Zone
from events.places.roles import checker_role


def can_add_place(viewer: Viewer, subject: None) -> bool:
    """Anybody who is ready may name a place; it is a draft until two people have checked it."""
    return viewer.is_ready


def can_import_places(viewer: Viewer, subject: object) -> bool:
    """Organizers of any group, and operators."""
    return viewer.is_operator or (viewer.is_ready and "organizer" in viewer.roles.values())


def can_add_zone(viewer: Viewer, place: Place) -> bool:
    """Members of any group, unless the place is given up or joined with another."""
    return viewer.is_ready and bool(viewer.roles) and place.state != PlaceState.RETIRED


def can_check_zone(viewer: Viewer, zone: Zone) -> bool:
    """Members of any group, those who will run there, and spotters who are leads or provisional; not where
    the place is given up or joined with another."""
    if not viewer.is_ready or zone.place.state == PlaceState.RETIRED:
        return False
    return bool(viewer.roles) or checker_role(viewer) is not None


def can_count_checks_again(viewer: Viewer, zone: Zone) -> bool:
    """Whoever runs the site and made its limits stricter."""
    return viewer.is_operator


def can_see_checkers(viewer: Viewer, place: Place) -> bool:
    """Who looked is told to members of groups; others see a number."""
    return bool(viewer.roles)
