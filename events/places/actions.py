"""What happens to places."""

from collections.abc import Mapping
from datetime import datetime, time
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.geography import largest_town_at, time_zone_at
from accounts.permissions import Refused, Viewer, permitted
from accounts.words import folded_words
from events.places.assessment import with_measures
from events.places.keeping.models import What
from events.places.keeping.moves import note_event
from events.places.models import Check, CheckerRole, Place, Travel, Zone
from events.places.naming import free_slug
from events.places.once import made_once
from events.places.roles import checker_role
from events.places.rubric import judge
from events.places.rules import can_add_place, can_add_zone, can_check_zone, can_count_checks_again
from events.places.settling import keep_facts, settle
from events.places.values import when_counted


@transaction.atomic
@permitted(can_add_place)
def add_place(
    *,
    by: Viewer,
    nonce: str,
    name: str,
    kind: str,
    latitude: float,
    longitude: float,
    address: str = "",
    light: str,
    lit_until: time | None = None,
    emergency_address: str = "",
    aed: str = "",
    direction_rule: str = "",
    is_step_free: bool | None = None,
    has_toilets: bool | None = None,
    has_seating: bool | None = None,
    has_shelter: bool | None = None,
    has_transport: bool | None = None,
    has_quiet_option: bool | None = None,
    has_phone_signal: bool | None = None,
) -> Place:
    """Name a place as a draft. The same form sent twice makes one."""
    if twin := Place.objects.exclude(nonce=nonce).same_as(name, latitude, longitude):
        raise Refused(_("%(place)s is here already, within 300 m of this point.") % {"place": twin})
    city_label = largest_town_at(latitude, longitude)
    place, is_new = made_once(
        Place.objects.all(),
        nonce=nonce,
        added_by_id=by.person_pk,
        defaults={
            "slug": free_slug(name),
            "name": name,
            "search_words": folded_words(name, city_label),
            "kind": kind,
            "latitude": latitude,
            "longitude": longitude,
            "city_label": city_label,
            "time_zone": time_zone_at(latitude, longitude),
            "address": address,
            "light": light,
            "lit_until": lit_until,
            "emergency_address": emergency_address,
            "aed": aed,
            "direction_rule": direction_rule,
            "is_step_free": is_step_free,
            "has_toilets": has_toilets,
            "has_seating": has_seating,
            "has_shelter": has_shelter,
            "has_transport": has_transport,
            "has_quiet_option": has_quiet_option,
            "has_phone_signal": has_phone_signal,
        },
    )
    if is_new:
        note_event(place.pk, What.ADDED, by_id=by.person_pk)
    return place


@transaction.atomic
@permitted(can_add_zone)
def add_zone(
    place: Place,
    *,
    by: Viewer,
    nonce: str,
    name: str,
    description: str,
    shape: list[list[float]] | None = None,
    is_area: bool = False,
    travel: str = Travel.AS_DRAWN,
) -> Zone:
    """Name a line or area of a place that could be checked. The same form sent twice makes one."""
    place = Place.objects.hold_standing(place.pk)
    zone, __ = made_once(
        Zone.objects.all(),
        nonce=nonce,
        added_by_id=by.person_pk,
        defaults={
            "place": place,
            "name": name,
            "description": description,
            "shape": shape,
            "is_area": is_area,
            "travel": travel,
        },
    )
    return zone


@transaction.atomic
@permitted(can_check_zone)
def check_zone(
    zone: Zone,
    *,
    by: Viewer,
    nonce: str,
    checked_at: datetime,
    is_on_foot: bool,
    answers: Mapping[str, object],
    measures: Mapping[str, str],
) -> Check:
    """Write down what one person found, and what all checks come to. The same form sent twice counts once."""
    zone = Zone.objects.hold(zone)
    found = dict(answers)
    if found.get("crowding") is not None:
        found = when_counted(checked_at.astimezone(ZoneInfo(zone.place.time_zone))) | found
    check, is_new = made_once(
        Check.objects.all(),
        nonce=nonce,
        checked_by_id=by.person_pk,
        defaults={
            "zone": zone,
            "checked_at": checked_at,
            "is_on_foot": is_on_foot,
            "as_role": checker_role(by) or CheckerRole.MEMBER,
            "answers": found,
            "measures": dict(measures),
            "verdict": judge(with_measures(found, measures)).verdict.value,
        },
    )
    if is_new:
        keep_facts(zone.place_id, found)
        settle(zone, check)
    return check


@transaction.atomic
@permitted(can_count_checks_again)
def count_checks_again(zone: Zone, *, by: Viewer) -> None:
    """What the checks of a zone come to by the limits in force: a site may have made them stricter."""
    settle(Zone.objects.hold(zone))
