"""Who may photograph a place, and who may take a picture down."""

from accounts.permissions import Viewer
from events.places.models import Place, PlaceState
from events.places.walk.models import PlacePhoto


def can_add_place_photo(viewer: Viewer, place: Place) -> bool:
    """Anybody who is ready: most of what is to know of a place is seen by who walks past."""
    return viewer.is_ready and place.state != PlaceState.RETIRED


def can_take_down_photo(viewer: Viewer, photo: PlacePhoto) -> bool:
    """Anybody who is ready, at once: who can be recognized on it does not wait for a decision."""
    return viewer.is_ready or can_decide_on_photo(viewer, photo)


def can_decide_on_photo(viewer: Viewer, photo: PlacePhoto) -> bool:
    """Take it down for good: who uploaded it, organizers of any group, and who moderates or runs the site."""
    if viewer.is_site_moderator or viewer.is_operator or photo.owner_id == viewer.pk:
        return viewer.is_authenticated
    return viewer.is_ready and "organizer" in viewer.roles.values()
