"""Close, open and give up a place, and set conditions. Each says why, in a line anybody reads."""

from collections.abc import Collection

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.permissions import Refused, Viewer, permitted
from events.places.contracts import place_opened, why_not_open
from events.places.hazards.models import Hazard
from events.places.keeping.conditions import Conditions, conditions_of
from events.places.keeping.models import PlaceEvent, What
from events.places.keeping.moves import move_place, note_event, somebody_was_faster
from events.places.keeping.rules import can_keep_place, can_revive_place
from events.places.models import OPEN_STATES, Place, PlaceState
from events.places.settling import state_when_open

CLOSABLE = (PlaceState.DRAFT, *OPEN_STATES)


@transaction.atomic
@permitted(can_keep_place)
def suspend_place(place: Place, *, by: Viewer, why: str) -> None:
    """Nobody meets here until somebody opens it again. It holds at once, on one person's word."""
    if not _moves(place, PlaceState.SUSPENDED, What.SUSPENDED, by=by, why=why, from_=CLOSABLE):
        raise somebody_was_faster(place.pk)


@transaction.atomic
@permitted(can_keep_place)
def reopen_place(place: Place, *, by: Viewer, why: str, seen: str) -> None:
    """Open a closed place as its checks and conditions are now; ``why`` says what has changed.

    Refused while a report of "stop" is open, and to who must not (after a severe incident, people of that
    group). What was given up comes back only through who looks after the site.
    """
    _hold_as_seen(place, seen)
    if Hazard.objects.says_stop(place.pk):
        raise Refused(
            _("A report here says that nobody should run backward. Say first how it was resolved, then open.")
        )
    for sentence in filter(None, why_not_open(place.pk, by.person_pk)):
        raise Refused(sentence)
    closed = [PlaceState.SUSPENDED]
    if can_revive_place(by, place):
        closed.append(PlaceState.RETIRED)
    if not _moves(place, state_when_open(place.pk), What.REOPENED, by=by, why=why, from_=closed):
        raise somebody_was_faster(place.pk)


@transaction.atomic
@permitted(can_keep_place)
def restrict_place(place: Place, *, by: Viewer, why: str, seen: str, conditions: Conditions) -> None:
    """People meet here only so: from a stage on, for some kinds of session, between two hours."""
    _hold_as_seen(place, seen)
    if not conditions:
        raise Refused(_("Name at least one condition, or lift them all."))
    if not Place.objects.filter(pk=place.pk, state__in=OPEN_STATES).update(**conditions.fields):
        raise somebody_was_faster(place.pk)
    if not _moves(place, PlaceState.RESTRICTED, What.RESTRICTED, by=by, why=why, from_=OPEN_STATES):
        note_event(place.pk, What.RESTRICTED, by_id=by.pk, why=why)
        list(place_opened(place.pk))


@transaction.atomic
@permitted(can_keep_place)
def free_place(place: Place, *, by: Viewer, why: str, seen: str) -> None:
    """Lift all conditions somebody set; those of its checks stay."""
    _hold_as_seen(place, seen)
    now = Place.objects.get(pk=place.pk)
    if now.state != PlaceState.RESTRICTED or not conditions_of(now):
        raise somebody_was_faster(place.pk)
    Place.objects.filter(pk=place.pk).update(**Conditions().fields)
    to = state_when_open(place.pk)
    if not _moves(place, to, What.FREED, by=by, why=why, from_=[PlaceState.RESTRICTED]):
        note_event(place.pk, What.FREED, by_id=by.pk, why=why)
        list(place_opened(place.pk))


@transaction.atomic
@permitted(can_keep_place)
def retire_place(place: Place, *, by: Viewer, why: str, seen: str) -> None:
    """Give a place up for good: it is gone, or nobody may run there. Its checks and its history stay."""
    _hold_as_seen(place, seen)
    left = [state for state in PlaceState if state != PlaceState.RETIRED]
    if not _moves(place, PlaceState.RETIRED, What.RETIRED, by=by, why=why, from_=left):
        raise somebody_was_faster(place.pk)


def _moves(
    place: Place, to: PlaceState, what: What, *, by: Viewer, why: str, from_: Collection[PlaceState]
) -> bool:
    return move_place(place.pk, to, what=what, from_=from_, by_id=by.pk, why=why)


def _hold_as_seen(place: Place, seen: str) -> None:
    """Hold the place; who decided on what has changed meanwhile is told what happened."""
    Place.objects.filter(pk=place.pk).hold()
    if PlaceEvent.objects.stamp_of(place.pk) != seen:
        raise somebody_was_faster(place.pk)
