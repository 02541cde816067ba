"""Anybody says that a fact about a place is wrong; who keeps places takes it over, or says why not."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.notifications.actions import notify
from accounts.permissions import Refused, Viewer, permitted
from events.places.keeping.anchors import FAR_M, stood_at
from events.places.keeping.facts import (
    POINT,
    POINT_BEFORE,
    Facts,
    differences,
    fields_of,
    overtaken,
    point_of,
)
from events.places.keeping.models import Correction, Decided, PlaceEvent, What
from events.places.keeping.moves import note_event, somebody_was_faster
from events.places.keeping.notices import CORRECTION
from events.places.keeping.rules import can_correct_place, can_decide_correction, can_keep_place
from events.places.models import Check, Place, PlaceState
from events.places.once import made_once
from events.places.opendata.geometry import distance_m

MOST_A_DAY = 10


@transaction.atomic
@permitted(can_correct_place)
def propose_correction(
    place: Place, *, by: Viewer, nonce: str, said: Facts, words: str, shown: Facts | None = None
) -> Correction:
    """Say which facts are wrong, and how one knows. Who keeps places changes them at once.

    ``shown`` is what the form said before it was changed: what is left as it was says nothing, and what
    somebody else has changed meanwhile is not undone. The same form sent twice makes one.
    """
    place = _held(place.pk)
    if sent := Correction.objects.filter(nonce=nonce, proposed_by=by.person_pk).first():
        return sent
    changes = differences(place, said, shown)
    if not changes:
        raise Refused(_("This is what the place says already. Change what is wrong, then send it."))
    _refuse_overtaken(place, changes, shown)
    _refuse_another_place(place, changes)
    _refuse_too_many(by)
    correction, __ = made_once(
        Correction.objects.all(),
        nonce=nonce,
        proposed_by_id=by.person_pk,
        defaults={"place": place, "changes": changes, "words": words},
    )
    if can_keep_place(by, place):
        _take_over(correction, place, by=by)
    return correction


@transaction.atomic
@permitted(can_decide_correction)
def accept_correction(correction: Correction, *, by: Viewer, seen: str) -> None:
    """The facts are so from now on. Of two who decide, the second is told, and so is who decides on what has
    changed since. Sent twice by one person it is so once."""
    place = _held(correction.place_id)
    if Correction.objects.accepted_by(by.person_pk).filter(pk=correction.pk).exists():
        return
    if seen != PlaceEvent.objects.stamp_of(place.pk):
        raise somebody_was_faster(place.pk)
    _take_over(correction, place, by=by)


def _held(place_id: int) -> Place:
    """The place as it is now, and stays until this is done."""
    Place.objects.filter(pk=place_id).hold()
    return Place.objects.get(pk=place_id)


def _take_over(correction: Correction, place: Place, *, by: Viewer) -> None:
    if place.state == PlaceState.RETIRED:
        raise Refused(_("This place is given up. Nothing about it is corrected any more."))
    _refuse_another_place(place, correction.changes)
    changes = correction.changes
    if POINT in changes and _is_checked(place):
        changes |= {POINT_BEFORE: [place.latitude, place.longitude]}
    line = note_event(place.pk, What.CORRECTED, by_id=by.pk, why=correction.words)
    _decide(correction, Decided.ACCEPTED, by=by, decided_at=line.happened_at, changes=changes)
    Place.objects.filter(pk=place.pk).update(**fields_of(place, changes))


@transaction.atomic
@permitted(can_decide_correction)
def decline_correction(correction: Correction, *, by: Viewer, why: str) -> None:
    """The facts stay, and who said so reads why."""
    _decide(correction, Decided.DECLINED, by=by, decided_at=timezone.now(), answer=why)


def _decide(correction: Correction, to: Decided, *, by: Viewer, **fields: object) -> None:
    waits = Correction.objects.waiting().filter(pk=correction.pk)
    if not waits.update(state=to, decided_by_id=by.pk, **fields):
        raise Refused(_("Somebody decided this before you. Look at the place as it is now."))
    notify(CORRECTION, to=[correction.proposed_by_id], target=correction.public_id, by=by.pk)


def _is_checked(place: Place) -> bool:
    return Check.objects.filter(zone__place=place).exists()


def _refuse_overtaken(place: Place, changes: Facts, shown: Facts | None) -> None:
    """Who corrects what somebody has just corrected reads first what it says now."""
    if newer := overtaken(place, changes, shown):
        facts = "; ".join(f"{change.label}: {change.new}" for change in newer)
        raise Refused(f"{somebody_was_faster(place.pk).sentence} {facts}")


def _refuse_another_place(place: Place, changes: Facts) -> None:
    """What people checked holds for one spot and one kind of place; elsewhere it is another place."""
    if not _is_checked(place):
        return
    if POINT in changes and any(distance_m(spot, point_of(changes)) > FAR_M for spot in stood_at(place)):
        words = _("More than %(most)d m from here that is another place: add it as a new one.")
        raise Refused(words % {"most": FAR_M})
    if "kind" in changes:
        raise Refused(_("It was checked as what it is. If it is something else, add it as a new place."))


def _refuse_too_many(by: Viewer) -> None:
    yesterday = timezone.now() - timedelta(days=1)
    if Correction.objects.sent_since(by.person_pk, yesterday) >= MOST_A_DAY:
        words = _("You have sent %(most)d corrections within a day. Thank you. Send the next one tomorrow.")
        raise Refused(words % {"most": MOST_A_DAY})
