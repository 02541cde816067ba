"""What the pages of who keeps places show."""

from typing import Any

from accounts.permissions import Viewer
from events.places.keeping.conditions import conditions_of
from events.places.keeping.facts import changed_lines
from events.places.keeping.models import Correction, PlaceEvent, SamePlace, What
from events.places.keeping.rules import can_confirm_same, can_correct_place, can_keep_place, can_say_same
from events.places.keeping.steps import offers
from events.places.models import Place
from events.places.rules import can_see_checkers

CLOSING = (What.SUSPENDED, What.RETIRED)
NEAREST = 10
NEAR_KM = 5


def history_part(viewer: Viewer, place: Place) -> dict[str, Any]:
    """For the page of a place: the last lines of its history, and what the reader may do about the place."""
    is_keeper = can_keep_place(viewer, place)
    events = list(PlaceEvent.objects.latest_of(place.pk, viewer))
    return {
        "events": events,
        "closing": next((event for event in events if place.is_closed and event.what in CLOSING), None),
        "may_see_names": can_see_checkers(viewer, place),
        "may_correct": can_correct_place(viewer, place),
        "may_keep": is_keeper,
        "waiting": waiting_at(place) if is_keeper else 0,
        "conditions": conditions_of(place).words,
    }


def waiting_at(place: Place) -> int:
    """How much waits here for somebody who keeps places."""
    corrections, entries = Correction.objects.of_place(place.pk), SamePlace.objects.of_place(place.pk)
    return corrections.count() + entries.count()


def keep_page(viewer: Viewer, place: Place, sent: Any = None) -> dict[str, Any]:
    return {
        "place": place,
        "offers": offers(place, viewer, sent),
        "conditions": conditions_of(place).words,
        "corrections": list(Correction.objects.of_place(place.pk).for_page(viewer)),
        "entries": list(SamePlace.objects.of_place(place.pk).for_page(viewer)),
        "events": PlaceEvent.objects.latest_of(place.pk, viewer),
        "may_see_names": can_see_checkers(viewer, place),
        "may_say_same": can_say_same(viewer, place),
    }


def correction_page(viewer: Viewer, correction: Correction) -> dict[str, Any]:
    place = correction.place
    return {
        "place": place,
        "correction": correction,
        "lines": changed_lines(place, correction.changes),
        "seen": PlaceEvent.objects.stamp_of(place.pk),
        "may_see_names": can_see_checkers(viewer, place),
    }


def same_page(viewer: Viewer, place: Place, typed: str) -> dict[str, Any]:
    """The places around by distance, or those of a name."""
    rows = Place.objects.visible_to(viewer).could_be(place.pk)
    if typed:
        rows = rows.saying(typed)
    near = rows.nearest(place.latitude, place.longitude, within_km=NEAR_KM, limit=NEAREST)
    return {"place": place, "typed": typed, "near": list(near), "within_km": NEAR_KM}


def decide_page(viewer: Viewer, same: SamePlace) -> dict[str, Any]:
    return {
        "same": same,
        "place": same.place,
        "may_confirm": can_confirm_same(viewer, same),
        "may_see_names": can_see_checkers(viewer, same.place),
    }
