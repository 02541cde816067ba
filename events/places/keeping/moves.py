"""The one road on which a place changes its state, and the history it leaves."""

from collections.abc import Collection

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.permissions import Refused
from events.places.contracts import place_closed, place_opened
from events.places.keeping.models import PlaceEvent, What
from events.places.models import OPEN_STATES, Place, PlaceState


def move_place(
    place_id: int,
    to: PlaceState,
    *,
    what: What,
    from_: Collection[PlaceState] = tuple(PlaceState),
    by_id: int | None = None,
    why: str = "",
    zone_id: int | None = None,
) -> bool:
    """Change the state, note it, and tell whoever meets there. False: it is so already, or not in ``from_``.

    Runs inside the caller's transaction and holds the place's row, so that nobody posts a date meanwhile.
    """
    rows = Place.objects.filter(pk=place_id)
    rows.hold()
    before = rows.values_list("state", flat=True).first()
    if before is None or before == to or before not in from_:
        return False
    rows.update(state=to)
    note_event(place_id, what, state=to, by_id=by_id, why=why, zone_id=zone_id)
    if before in OPEN_STATES and to not in OPEN_STATES:
        list(place_closed(place_id))
    elif to in OPEN_STATES:
        list(place_opened(place_id))
    return True


def note_event(
    place_id: int,
    what: What,
    *,
    state: PlaceState | None = None,
    by_id: int | None = None,
    why: str = "",
    zone_id: int | None = None,
) -> PlaceEvent:
    """Write one line of the history; without ``state`` the place keeps the one it has."""
    return PlaceEvent.objects.create(
        place_id=place_id,
        zone_id=zone_id,
        what=what,
        state=state or Place.objects.values_list("state", flat=True).get(pk=place_id),
        why=why,
        by_id=by_id,
        happened_at=timezone.now(),
    )


def somebody_was_faster(place_id: int) -> Refused:
    """What happened last, for who comes second."""
    newest = PlaceEvent.objects.newest_of(place_id)
    if newest is None:
        return Refused(_("That cannot be done with this place as it is now."))
    words = {"what": newest.get_what_display(), "why": newest.reason}
    if newest.why:
        return Refused(_("Something happened here before you: “%(what)s: %(why)s”. Look once more.") % words)
    return Refused(_("Something happened here before you: “%(what)s”. Look once more.") % words)
