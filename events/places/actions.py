"""What happens to places."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time
from typing import IO, Any

from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _

from accounts.geography import time_zone_at
from accounts.permissions import Refused, Viewer, permitted
from events.places.assessment import assess, light_of, with_measures
from events.places.importing import Outcome, city_label_of, drafts, free_slug
from events.places.models import Check, Place, PlaceState, Zone
from events.places.opendata import BrokenFile, Skip, read_places
from events.places.rubric import judge
from events.places.rubric_lines import Verdict
from events.places.rules import can_add_place, can_add_zone, can_check_zone, can_import_places


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
    is_step_free: bool | None = None,
) -> Place:
    """Name a place as a draft. The same form sent twice makes one."""
    if twin := Place.objects.exclude(nonce=nonce).same_as(name, latitude, longitude):
        raise Refused(_("%(place)s is here already, within 300 m of this point.") % {"place": twin})
    place, __ = _made_once(
        Place.objects.all(),
        nonce=nonce,
        added_by_id=by.person_pk,
        defaults={
            "slug": free_slug(name),
            "name": name,
            "kind": kind,
            "latitude": latitude,
            "longitude": longitude,
            "city_label": city_label_of(latitude, longitude),
            "time_zone": time_zone_at(latitude, longitude),
            "address": address,
            "light": light,
            "lit_until": lit_until,
            "emergency_address": emergency_address,
            "aed": aed,
            "is_step_free": is_step_free,
        },
    )
    return place


@transaction.atomic
@permitted(can_add_zone)
def add_zone(place: Place, *, by: Viewer, nonce: str, name: str, description: str) -> Zone:
    """Name a line or area of a place that could be checked. The same form sent twice makes one."""
    zone, __ = _made_once(
        Zone.objects.all(),
        nonce=nonce,
        added_by_id=by.person_pk,
        defaults={"place": place, "name": name, "description": description},
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
    emergency_address: str = "",
    aed: str = "",
) -> Check:
    """Write down what one person found, and what all checks come to. The same form sent twice counts once."""
    Place.objects.filter(pk=zone.place_id).hold()
    check, is_new = _made_once(
        Check.objects.all(),
        nonce=nonce,
        checked_by_id=by.person_pk,
        defaults={
            "zone": zone,
            "checked_at": checked_at,
            "is_on_foot": is_on_foot,
            "answers": dict(answers),
            "measures": dict(measures),
            "verdict": judge(with_measures(answers, measures)).verdict.value,
        },
    )
    if is_new:
        help_near = {"emergency_address": emergency_address, "aed": aed}
        Place.objects.filter(pk=zone.place_id).update(**{k: words for k, words in help_near.items() if words})
        _settle(zone)
    return check


def _made_once[Row: models.Model](rows: models.QuerySet[Row], **fields: Any) -> tuple[Row, bool]:
    """The row a form has made before, or a new one; a form may have been sent from another account."""
    try:
        return rows.get_or_create(**fields)
    except IntegrityError:
        raise Refused(_("This form was sent from another account before. Send it once more.")) from None


@dataclass
class Imported:
    """How many drafts an import made, and how much it left out for which reason."""

    added: int = 0
    skipped: Counter[str] = field(default_factory=Counter)

    @property
    def left_out(self) -> int:
        return self.skipped.total()

    @property
    def read(self) -> int:
        return self.added + self.left_out


@transaction.atomic
@permitted(can_import_places)
def import_places(
    file: IO[bytes],
    *,
    by: Viewer,
    source: str = "",
    is_rehearsal: bool = False,
    most: int | None = None,
    tell: Callable[[Outcome], None] = lambda outcome: None,
) -> Imported:
    """Make a draft of every place a GeoJSON file proposes and that is not here yet; all of it or nothing.

    ``tell`` hears of each feature in turn: the new draft, or why it was left out. A rehearsal keeps nothing.
    Raises Refused if the file breaks off, saying at which feature, and at more than ``most`` new places.
    """
    imported = Imported()
    try:
        for outcome in drafts(read_places(file, source=source), added_by_id=by.pk):
            if isinstance(outcome, Skip):
                imported.skipped[outcome.reason] += 1
            else:
                outcome.save(force_insert=True)
                imported.added += 1
            if most is not None and imported.added > most:
                raise Refused(_too_many(most))
            tell(outcome)
    except BrokenFile as broken:
        raise Refused(broken.sentence) from broken
    except IntegrityError as error:
        raise Refused(
            _("Somebody imported the same places at this moment. Send the file once more.")
        ) from error
    if is_rehearsal:
        transaction.set_rollback(True)
    return imported


def _too_many(most: int) -> str:
    return _(
        "This file has more than %(most)d new places, so nothing was imported. Cut it to your town, or ask "
        "whoever runs this site to import it."
    ) % {"most": most}


def _settle(zone: Zone) -> None:
    """Store what the zone's checks say today, and what follows for its place."""
    place = zone.place
    combined = assess(zone, Check.objects.of_zone(zone.pk), place).combined
    is_known = combined.verdict is not Verdict.UNKNOWN
    Zone.objects.filter(pk=zone.pk).update(
        verdict=combined.verdict.value,
        checked_on=combined.checked_on if is_known else None,
        expires_on=combined.expires_on if is_known else None,
        minimum_stage=combined.minimum_stage,
    )
    state = PlaceState.CHECKED if Zone.objects.of_place(place.pk).judged_fit().exists() else PlaceState.DRAFT
    Place.objects.filter(pk=place.pk).update(state=state)
    if combined.allows_meetups and (seen := light_of(combined.looks)):
        light, lit_until = seen
        Place.objects.filter(pk=place.pk).update(light=light, lit_until=lit_until)
