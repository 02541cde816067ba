"""Who may do what with a report of a hazard."""

from accounts.permissions import Viewer
from events.places.hazards.models import Hazard, Severity
from events.places.models import Place, PlaceState
from events.places.roles import MORE_THAN_MEMBER, checker_role


def speaks_for_places(viewer: Viewer) -> bool:
    """Organizers, lead spotters and provisional ones: one of them is among the two who check a place."""
    return viewer.is_ready and checker_role(viewer) in MORE_THAN_MEMBER


def may_close_for_permission(viewer: Viewer) -> bool:
    """Whose word that running there is not allowed closes a place at once."""
    return speaks_for_places(viewer)


def can_report_hazard(viewer: Viewer, place: Place) -> bool:
    """Anybody who is ready, where people may meet now or again."""
    return viewer.is_ready and place.state != PlaceState.RETIRED


def can_speak_of_hazard(viewer: Viewer, hazard: Hazard) -> bool:
    """Anybody but who reported it may say that it is there or gone."""
    return viewer.is_ready and viewer.pk != hazard.reported_by_id


def can_resolve_hazard(viewer: Viewer, hazard: Hazard) -> bool:
    """Who checks places and site moderators; what does not say stop also who reported it."""
    if not viewer.is_ready:
        return False
    if viewer.pk == hazard.reported_by_id and hazard.severity != Severity.STOP:
        return True
    return viewer.is_site_moderator or speaks_for_places(viewer)


def can_withdraw_hazard(viewer: Viewer, hazard: Hazard) -> bool:
    """Who reported it."""
    return viewer.is_ready and viewer.pk == hazard.reported_by_id
