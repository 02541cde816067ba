"""What happens to reports of hazards, and what follows for the place."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.permissions import Refused, Viewer, permitted
from accounts.users.models import User
from events.places.contracts import hazard_changed
from events.places.hazards.limits import DISPUTES_TO_CLOSE, REPORTS_A_DAY, hours_of
from events.places.hazards.models import Category, Hazard, HazardVoice
from events.places.hazards.rules import (
    can_report_hazard,
    can_resolve_hazard,
    can_speak_of_hazard,
    can_withdraw_hazard,
    may_close_for_permission,
)
from events.places.keeping.models import REPORT, What
from events.places.keeping.moves import move_place
from events.places.models import OPEN_STATES, Place, PlaceState, Zone
from events.places.once import made_once


@transaction.atomic
@permitted(can_report_hazard)
def report_hazard(
    place: Place,
    *,
    by: Viewer,
    nonce: str,
    category: str,
    severity: str,
    words: str,
    seen_at: datetime,
    zone: Zone | None = None,
    latitude: float | None = None,
    longitude: float | None = None,
) -> Hazard:
    """Say what is the matter at a place. The same form sent twice makes one report."""
    User.objects.hold([by.person_pk])
    if sent := _sent_before(by, nonce):
        return sent
    place = Place.objects.hold_standing(place.pk)
    _refuse_too_many(by)
    expires_at = _expiry(category, seen_at)
    if expires_at and expires_at <= timezone.now():
        raise Refused(_too_old(category))
    hazard, is_new = made_once(
        Hazard.objects.all(),
        nonce=nonce,
        reported_by_id=by.person_pk,
        defaults={
            "place": place,
            "zone": zone,
            "category": category,
            "severity": severity,
            "words": words,
            "latitude": latitude,
            "longitude": longitude,
            "seen_at": seen_at,
            "expires_at": expires_at,
        },
    )
    if not is_new:
        return hazard
    if hazard.is_stop and category == Category.PERMISSION and may_close_for_permission(by):
        _close(hazard, by)
    _close_if_disputed(hazard, by)
    list(hazard_changed(hazard.pk))
    return hazard


@transaction.atomic
@permitted(can_speak_of_hazard)
def speak_of_hazard(hazard: Hazard, *, by: Viewer, is_gone: bool) -> bool:
    """Say that it is still there, or gone. Once each, and it may be changed. False: it was said before.

    Who sees it now keeps the report standing for as long as a new one. A stop that a second person sees
    closes the place.
    """
    _hold_open(hazard)
    now = timezone.now()
    voice, is_new = HazardVoice.objects.get_or_create(
        hazard=hazard, user_id=by.person_pk, defaults={"is_gone": is_gone, "said_at": now}
    )
    if not is_new and voice.is_gone == is_gone:
        return False
    HazardVoice.objects.filter(pk=voice.pk).update(is_gone=is_gone, said_at=now)
    renewed = {} if is_gone else {"expires_at": _expiry(hazard.category, now)}
    seen = HazardVoice.objects.confirming(hazard.pk)
    Hazard.objects.filter(pk=hazard.pk).update(confirmations=seen, **renewed)
    if not is_gone:
        if hazard.is_stop:
            _close(hazard, by)
        _close_if_disputed(hazard, by)
    list(hazard_changed(hazard.pk))
    return True


@transaction.atomic
@permitted(can_resolve_hazard)
def resolve_hazard(hazard: Hazard, *, by: Viewer, how: str) -> bool:
    """Say how it was resolved. The place stays closed if it closed for it. False: somebody was faster."""
    return _end(hazard, by, how)


@transaction.atomic
@permitted(can_withdraw_hazard)
def withdraw_hazard(hazard: Hazard, *, by: Viewer) -> bool:
    """Take back a report made by mistake, as long as nobody else has seen it too."""
    _hold_open(hazard)
    if HazardVoice.objects.confirming(hazard.pk):
        raise Refused(
            _("Somebody else saw it too, so it stands. Who checks places can say how it was resolved.")
        )
    return _end(hazard, by, "")


def _end(hazard: Hazard, by: Viewer, how: str) -> bool:
    rows = Hazard.objects.filter(pk=hazard.pk, resolved_at=None)
    done = rows.update(resolved_at=timezone.now(), resolved_by_id=by.person_pk, resolved_how=how)
    if done:
        list(hazard_changed(hazard.pk))
    return bool(done)


def _close(hazard: Hazard, by: Viewer) -> None:
    """Nobody meets there until somebody who checks places opens it again."""
    move_place(
        hazard.place_id,
        PlaceState.SUSPENDED,
        what=What.SUSPENDED,
        from_=OPEN_STATES,
        by_id=by.person_pk,
        why=f"{REPORT}{hazard.public_id}",
        zone_id=hazard.zone_id,
    )


def _close_if_disputed(hazard: Hazard, by: Viewer) -> None:
    if hazard.category != Category.DISPUTE:
        return
    if Hazard.objects.people_disputing(hazard.place_id) >= DISPUTES_TO_CLOSE:
        _close(hazard, by)


def _hold_open(hazard: Hazard) -> None:
    """One at a time at a place: first its row, then the report's."""
    if hazard.is_open:
        hazard.place = Place.objects.hold_standing(hazard.place_id)
    if not (hazard.is_open and Hazard.objects.hold(hazard.pk)):
        raise Refused(_("This report is over. If you see it again, report it anew."))


def _sent_before(by: Viewer, nonce: str) -> Hazard | None:
    sent = Hazard.objects.filter(nonce=nonce, reported_by_id=by.person_pk)
    return sent.select_related("place").first()


def _refuse_too_many(by: Viewer) -> None:
    a_day_ago = timezone.now() - timedelta(days=1)
    if Hazard.objects.reported_since(by.person_pk, a_day_ago) >= REPORTS_A_DAY:
        raise Refused(
            _(
                "You reported %(most)d hazards within a day, which is as many as we take. In an emergency"
                " call the emergency number."
            )
            % {"most": REPORTS_A_DAY}
        )


def _expiry(category: str, seen_at: datetime) -> datetime | None:
    hours = hours_of(category)
    return seen_at + timedelta(hours=hours) if hours else None


def _too_old(category: str) -> str:
    hours = hours_of(category)
    words = ngettext(
        "A report of this kind holds %(hours)d hour, so this one is over already. Report what is there now.",
        "A report of this kind holds %(hours)d hours, so this one is over already. Report what is there now.",
        hours,
    )
    return words % {"hours": hours}
