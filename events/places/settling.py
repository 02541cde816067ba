"""What follows from the checks of a zone: for the zone, for its place, and for the state of the place."""

from collections.abc import Iterable, Mapping
from datetime import date
from functools import partial

from events.places.assessment import assess, light_of, refuses_permission, surface_of, today_at
from events.places.combine import Combined
from events.places.contracts import why_not_open, zone_changed
from events.places.hazards.models import Hazard
from events.places.keeping.conditions import conditions_of
from events.places.keeping.models import PlaceEvent, What
from events.places.keeping.moves import move_place, note_event
from events.places.models import OPEN_STATES, Check, Place, PlaceState, Zone
from events.places.rubric_lines import CONVENTION, LINE_BY_KEY, Verdict
from events.places.values import words_in, yes_or_no

WORDS = ("emergency_address", "aed", "direction_rule")
NOT_CLOSED = (PlaceState.DRAFT, *OPEN_STATES)


def settle(zone: Zone, check: Check | None = None) -> None:
    """Store what the zone's checks say today, and what follows. The caller holds the place's row.

    Without a ``check`` all is counted again: the limits may have become stricter meanwhile.
    """
    place = Place.objects.get(pk=zone.place_id)
    today = today_at(place)
    combined = assess(zone, Check.objects.of_zone(zone.pk), place).combined
    is_changed = _store_zone(zone, combined, today)
    fit = _best_first(Zone.objects.of_place(place.pk).judged_fit(), today)
    if fit:
        best = combined
        if fit[0].pk != zone.pk:
            best = assess(fit[0], Check.objects.of_zone(fit[0].pk), place).combined
        _store_best(place, fit, best)
    else:
        Place.objects.filter(pk=place.pk).update(usable_until=None)
    moved = _move(place, zone, fit, check, today)
    if is_changed and not moved:
        list(zone_changed(zone.pk))
    if check and not moved:
        note_event(place.pk, What.CHECKED, by_id=check.checked_by_id, zone_id=zone.pk)


def state_when_open(place_id: int) -> PlaceState:
    """What its checks and conditions come to, whether or not the checks have run out since."""
    place = Place.objects.get(pk=place_id)
    return _target(place, list(Zone.objects.of_place(place_id).judged_fit()), today_at(place))


def keep_facts(place_id: int, answers: Mapping[str, object]) -> None:
    """What a check found out about the place itself; silence empties nothing."""
    facts: dict[str, object] = {key: words for key in WORDS if (words := words_in(answers, key))}
    said = {flag.key: yes_or_no(answers, flag.key) for flag in LINE_BY_KEY["access"].flags}
    said["has_phone_signal"] = yes_or_no(answers, "phone_signal")
    facts |= {key: answer for key, answer in said.items() if answer is not None}
    if facts:
        Place.objects.filter(pk=place_id).update(**facts)


def _best_first(zones: Iterable[Zone], today: date) -> list[Zone]:
    """A check that holds, then no caution, then the lowest stage, then the one that holds longest."""

    def worse(zone: Zone) -> tuple[bool, bool, int, int, int]:
        ends = _ends(zone)
        return ends <= today, zone.verdict != Verdict.OK, zone.minimum_stage, -ends.toordinal(), zone.pk

    return sorted(zones, key=worse)


def _ends(zone: Zone) -> date:
    """Every zone with a verdict has a date; a constraint sees to it."""
    return zone.expires_on or date.min


def _store_zone(zone: Zone, combined: Combined, today: date) -> bool:
    """True: it says something else now than it said before."""
    is_known = combined.verdict is not Verdict.UNKNOWN
    light, lit_until = light_of(combined, today)
    facts = {
        "verdict": combined.verdict.value,
        "checked_on": combined.checked_on if is_known else None,
        "expires_on": combined.expires_on if is_known else None,
        "minimum_stage": combined.minimum_stage,
        "sessions": list(combined.sessions),
        "light": light,
        "lit_until": lit_until,
        "season_ends_on": combined.season_ends_on if is_known else None,
    }
    rows = Zone.objects.filter(pk=zone.pk)
    before = rows.values(*facts).get()
    rows.update(**facts)
    return before != facts


def _store_best(place: Place, fit: list[Zone], best: Combined) -> None:
    """What lists and filters show of a place: what its best zone is like."""
    Place.objects.filter(pk=place.pk).update(
        minimum_stage=min(zone.minimum_stage for zone in fit),
        surface=surface_of(best),
        usable_until=max(_ends(zone) for zone in fit),
        light=fit[0].light,
        lit_until=fit[0].lit_until,
        season_ends_on=fit[0].season_ends_on,
    )


def _move(place: Place, zone: Zone, fit: list[Zone], check: Check | None, today: date) -> bool:
    """Change the state if the checks say so. True: it changed, and its history says so."""
    move = partial(move_place, place.pk, by_id=check.checked_by_id if check else None, zone_id=zone.pk)
    if check and refuses_permission(check.answers):
        why = words_in(check.answers, "direction_rule")
        # A draft is closed already, and stays between those who are signed in.
        return move(PlaceState.SUSPENDED, what=What.SUSPENDED, from_=OPEN_STATES, why=why)
    if place.state == PlaceState.RETIRED:
        return False
    target = _target(place, fit, today)
    if place.state == PlaceState.SUSPENDED:
        if check is None or zone not in fit or Hazard.objects.says_stop(place.pk):
            return False
        if any(why_not_open(place.pk, check.checked_by_id)) or not _is_looked_at_anew(place, zone):
            return False
        return move(target, what=What.REOPENED, from_=[PlaceState.SUSPENDED])
    if target in OPEN_STATES and Hazard.objects.confirms_stop(place.pk):
        return move(PlaceState.SUSPENDED, what=What.SUSPENDED, from_=NOT_CLOSED)
    what = What.CHECKED
    if place.state in OPEN_STATES and target in OPEN_STATES:
        what = What.RESTRICTED if target == PlaceState.RESTRICTED else What.FREED
    return move(target, what=what, from_=NOT_CLOSED)


def _target(place: Place, fit: list[Zone], today: date) -> PlaceState:
    """Draft without a zone that was found fit; restricted if somebody or every zone set conditions."""
    if not fit:
        return PlaceState.DRAFT
    usable = [zone for zone in fit if _ends(zone) > today] or fit
    kind = CONVENTION.kind(place.kind)
    all_limited = all(zone.minimum_stage > 0 or zone.sessions != list(kind.sessions) for zone in usable)
    return PlaceState.RESTRICTED if all_limited or conditions_of(place) else PlaceState.CHECKED


def _is_looked_at_anew(place: Place, zone: Zone) -> bool:
    """Do the checks since it was closed open the zone all by themselves?"""
    closed = (
        PlaceEvent.objects.filter(place=place, what=What.SUSPENDED).order_by("-happened_at", "-pk").first()
    )
    if closed is None:
        return False
    since = Check.objects.of_zone(zone.pk).filter(checked_at__gt=closed.happened_at)
    return assess(zone, since, place).combined.allows_meetups
