"""Who may do what with a place."""

from accounts.permissions import Viewer
from events.places.models import Place, Zone


def can_add_place(viewer: Viewer, subject: None) -> bool:
    """Anybody who is ready may name a place; it is a draft until two people have checked it."""
    return viewer.is_ready


def can_import_places(viewer: Viewer, subject: object) -> bool:
    """Organizers of any group, and operators."""
    return viewer.is_operator or (viewer.is_ready and "organizer" in viewer.roles.values())


def can_add_zone(viewer: Viewer, place: Place) -> bool:
    return viewer.is_ready and bool(viewer.roles)


def can_check_zone(viewer: Viewer, zone: Zone) -> bool:
    """Members of any group: those who will run there look."""
    return viewer.is_ready and bool(viewer.roles)


def can_see_checkers(viewer: Viewer, place: Place) -> bool:
    """Who looked is told to members of groups; others see a number."""
    return bool(viewer.roles)
