"""Who looks after a place: opens and closes it, and decides what others say about it."""

from accounts.permissions import Viewer
from events.places.keeping.models import Correction, SamePlace
from events.places.models import Place, PlaceState
from events.places.roles import MORE_THAN_MEMBER, checker_role


def can_keep_place(viewer: Viewer, place: Place | None) -> bool:
    """Organizers of any group, leads and provisional spotters, and who looks after the site."""
    if not viewer.is_ready:
        return False
    return viewer.is_site_moderator or viewer.is_operator or checker_role(viewer) in MORE_THAN_MEMBER


def can_revive_place(viewer: Viewer, place: Place) -> bool:
    """What was given up stays so, unless who looks after the site says otherwise; never what was joined."""
    is_staff = viewer.is_site_moderator or viewer.is_operator
    return viewer.is_ready and is_staff and place.merged_into_id is None


def can_correct_place(viewer: Viewer, place: Place) -> bool:
    """Anybody who is ready may say that a fact is wrong."""
    return viewer.is_ready and place.state != PlaceState.RETIRED


def can_decide_correction(viewer: Viewer, correction: Correction) -> bool:
    """Who keeps places; what they propose themselves needs no decision."""
    return can_keep_place(viewer, correction.place)


def can_say_same(viewer: Viewer, place: Place) -> bool:
    return place.state != PlaceState.RETIRED and can_keep_place(viewer, place)


def can_decide_same(viewer: Viewer, same: SamePlace) -> bool:
    """Any keeper may say no, and so takes back what they said themselves."""
    return can_keep_place(viewer, same.place)


def can_confirm_same(viewer: Viewer, same: SamePlace) -> bool:
    """A second person confirms, never the one who said it."""
    return viewer.pk != same.proposed_by_id and can_keep_place(viewer, same.place)
