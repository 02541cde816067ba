"""A check while it is walked, and pictures of places."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.identifiers import is_public_id, new_public_id
from accounts.images import Renditions, delete_renditions, store
from accounts.permissions import Refused, Viewer, permitted
from accounts.users.privacy import delete_photos_later
from events.places.actions import check_zone
from events.places.hazards.models import Hazard
from events.places.models import Check, Place, Zone
from events.places.rules import can_check_zone
from events.places.walk.models import CheckDraft, PlacePhoto
from events.places.walk.rules import can_add_place_photo, can_decide_on_photo, can_take_down_photo

FOLDER = "places"


@transaction.atomic
@permitted(can_check_zone)
def save_draft(zone: Zone, *, by: Viewer, answers: Mapping[str, str]) -> datetime | None:
    """Keep what was typed so far. None if this very check was handed in: a late copy brings nothing back."""
    if Check.objects.made_by_form(by.person_pk, answers.get("nonce", "")).exists():
        return None
    draft, __ = CheckDraft.objects.update_or_create(
        zone=zone, user_id=by.person_pk, defaults={"answers": dict(answers)}
    )
    return draft.saved_at


@transaction.atomic
@permitted(can_check_zone)
def hand_in(zone: Zone, *, by: Viewer, **found: Any) -> Check:
    """Make the check, with the pictures taken on the way, and forget its draft."""
    check = check_zone(zone, by=by, **found)
    PlacePhoto.objects.of_walk(by, zone.pk).update(check_made=check)
    CheckDraft.objects.begun_by(by, zone.pk).delete()
    return check


@transaction.atomic
@permitted(can_add_place_photo)
def keep_place_photo(
    place: Place,
    *,
    by: Viewer,
    photo: Renditions,
    nonce: str = "",
    zone: Zone | None = None,
    line: str = "",
    hazard: Hazard | None = None,
    description: str = "",
) -> PlacePhoto:
    """Keep the clean copies of a picture of this place. Sent twice with one nonce it is kept once."""
    if nonce and not is_public_id(nonce):
        raise Refused(_("Load the page again and choose the photo once more."))
    key = store(photo, under=FOLDER)
    place = Place.objects.hold_standing(place.pk)
    kept, is_new = PlacePhoto.objects.get_or_create(
        public_id=nonce or new_public_id(),
        defaults={
            "owner_id": by.person_pk,
            "key": key,
            "width": photo.width,
            "height": photo.height,
            "place": place,
            "zone": zone,
            "line": line,
            "hazard": hazard,
            "description": description,
        },
    )
    if not is_new:
        delete_renditions(key)
        if kept.owner_id != by.pk:
            raise Refused(_("This photo was sent from another account before. Choose it once more."))
    return kept


@transaction.atomic
@permitted(can_take_down_photo)
def take_down_photo(photo: PlacePhoto, *, by: Viewer) -> bool:
    """Hide a picture from everybody at once. False if somebody was faster.

    Its files go at once if whoever takes it down may decide so, else after a while.
    """
    shown = PlacePhoto.objects.filter(pk=photo.pk, hidden_at__isnull=True)
    if not shown.update(hidden_at=timezone.now(), hidden_by_id=by.pk):
        return False
    if can_decide_on_photo(by, photo):
        delete_photos_later([photo.key])
    return True
