"""Two entries are one place: one who keeps places says so, a second one confirms, and they are joined."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.permissions import Refused, Viewer, permitted
from events.places.contracts import place_merged
from events.places.hazards.models import Hazard
from events.places.keeping.anchors import FAR_M, stood_at
from events.places.keeping.conditions import conditions_of
from events.places.keeping.models import Correction, Decided, SamePlace, What
from events.places.keeping.moves import move_place, note_event
from events.places.keeping.rules import can_confirm_same, can_decide_same, can_say_same
from events.places.models import Check, Place, PlaceState, Zone
from events.places.once import made_once
from events.places.opendata.geometry import distance_m
from events.places.settling import settle
from events.places.walk.models import PlacePhoto

FARTHEST_M = 5000


@transaction.atomic
@permitted(can_say_same)
def say_same(place: Place, *, by: Viewer, nonce: str, into: Place) -> SamePlace:
    """``place`` goes, ``into`` stays, once a second person has confirmed. A form sent twice says it once."""
    Place.objects.filter(pk=place.pk).hold()
    if sent := SamePlace.objects.filter(nonce=nonce, proposed_by=by.person_pk).first():
        return sent
    _refuse_unfit(place, into)
    if SamePlace.objects.waiting().filter(place=place).exists():
        raise Refused(_("Somebody has said so of this place already. It waits for a second person."))
    same, __ = made_once(
        SamePlace.objects.all(),
        nonce=nonce,
        proposed_by_id=by.person_pk,
        defaults={"place": place, "into": into},
    )
    return same


@transaction.atomic
@permitted(can_confirm_same)
def confirm_same(same: SamePlace, *, by: Viewer) -> Place:
    """Join the two and return the one that stays. Of two who confirm, the second is told."""
    for pk in sorted((same.place_id, same.into_id)):  # in one order, so that nobody waits for nobody
        Place.objects.filter(pk=pk).hold()
    _decide(same, Decided.ACCEPTED, by=by)
    goes, stays = Place.objects.get(pk=same.place_id), Place.objects.get(pk=same.into_id)
    _refuse_unfit(goes, stays)
    _carry_over(goes, stays)
    list(place_merged(goes.pk, stays.pk))
    Place.objects.filter(pk=goes.pk).update(merged_into=stays)
    move_place(goes.pk, PlaceState.RETIRED, what=What.MERGED, by_id=by.pk, why=stays.name)
    note_event(stays.pk, What.MERGED, by_id=by.pk, why=goes.name)
    for zone in Zone.objects.of_place(stays.pk):
        settle(zone)
    return stays


@transaction.atomic
@permitted(can_decide_same)
def decline_same(same: SamePlace, *, by: Viewer) -> None:
    """They are two places, or who said it takes it back."""
    _decide(same, Decided.DECLINED, by=by)


def _decide(same: SamePlace, to: Decided, *, by: Viewer) -> None:
    waits = SamePlace.objects.waiting().filter(pk=same.pk)
    if not waits.update(state=to, decided_by_id=by.pk, decided_at=timezone.now()):
        raise Refused(_("Somebody decided this before you. Look at the place as it is now."))


def _refuse_unfit(goes: Place, stays: Place) -> None:
    """What would make the joined place say more than its checks do."""
    both = {goes.state, stays.state}
    if goes.pk == stays.pk or PlaceState.RETIRED in both:
        raise Refused(_("One of the two is given up already. Choose another place."))
    if PlaceState.SUSPENDED in both:
        raise Refused(_("One of the two is closed for now. Settle that first, then join them."))
    if conditions_of(goes):
        raise Refused(_("The place that would go has conditions. Let it stay, and join the other to it."))
    if goes.kind != stays.kind:
        words = {"one": goes.get_kind_display(), "other": stays.get_kind_display()}
        raise Refused(_("One is entered as “%(one)s”, the other as “%(other)s”. Correct that first.") % words)
    there = (stays.latitude, stays.longitude)
    if distance_m((goes.latitude, goes.longitude), there) > FARTHEST_M:
        raise Refused(_("They are more than 5 km apart. Correct the point of one of them first."))
    is_checked = Check.objects.filter(zone__place=goes).exists()
    if is_checked and any(distance_m(spot, there) > FAR_M for spot in stood_at(goes)):
        sentence = _(
            "The place that would go was checked more than %(most)d m from the other. Let it stay, and join "
            "the other to it."
        )
        raise Refused(sentence % {"most": FAR_M})


def _carry_over(goes: Place, stays: Place) -> None:
    """What people found and said moves along; the history of each stays with it."""
    for rows in (Zone.objects, Hazard.objects, PlacePhoto.objects, Correction.objects):
        rows.filter(place=goes).update(place=stays)
    Place.objects.filter(merged_into=goes).update(merged_into=stays)
    waiting = SamePlace.objects.waiting()
    waiting.filter(into=goes, place=stays).delete()
    waiting.filter(into=goes).update(into=stays)
