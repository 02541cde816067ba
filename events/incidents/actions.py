"""Say how it went, report what went wrong, close it, and take one's words back."""

from typing import Any, Required, TypedDict, Unpack

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.notifications.actions import notify, settle
from accounts.permissions import Refused, Viewer, permitted
from accounts.users.models import User
from community.groups.querysets import group_scope
from events.incidents.models import SEVERE, Debrief, HowItWent, Incident
from events.incidents.notices import HOW_IT_WENT, LOGGED, SEVERE_INCIDENT
from events.incidents.presence import ratio_of
from events.incidents.rules import can_close_incident, can_say_how_it_went, can_take_words_back
from events.meetups.models import Meetup
from events.places.keeping.models import INCIDENT, What
from events.places.keeping.moves import move_place
from events.places.models import OPEN_STATES, PlaceState, Zone
from events.places.once import made_once

GRAVER = {
    HowItWent.WELL: ("",),
    HowItWent.NEAR_MISS: ("", HowItWent.WELL),
    HowItWent.FALL: ("", HowItWent.WELL, HowItWent.NEAR_MISS),
}
"""Which answers each one replaces: who told of a fall has not said since that all went well."""


class Told(TypedDict, total=False):
    """What somebody says who tells of a near miss or a fall."""

    kind: Required[str]
    severity: Required[int]
    zone: Required[Zone]
    where: Required[str]
    what: Required[str]
    is_head_hit: bool
    was_spotted: bool | None


@transaction.atomic
@permitted(can_say_how_it_went)
def say_all_well(meetup: Meetup, *, by: Viewer) -> bool:
    """Nothing happened. False: this person has answered already."""
    User.objects.hold([by.person_pk])
    return _answer(meetup, by, HowItWent.WELL)


@transaction.atomic
@permitted(can_say_how_it_went)
def report_incident(meetup: Meetup, *, by: Viewer, nonce: str, **told: Unpack[Told]) -> Incident:
    """Tell of a near miss or a fall. The same form sent twice makes one.

    A hit to the head counts as severe. What is severe closes the place and is told to the site's moderators.
    """
    User.objects.hold([by.person_pk])
    incident, is_new = made_once(
        Incident.objects.all(), nonce=nonce, reported_by_id=by.person_pk, defaults=_row(meetup, told)
    )
    if is_new:
        has_closed_it = _has_closed_it(incident, by)
        _answer(meetup, by, HowItWent(incident.kind))
        notify(LOGGED, target=incident.public_id, by=by.pk, scope=group_scope(meetup.group_id))
        if incident.is_severe:
            if not has_closed_it:
                _close_place(incident)
            notify(SEVERE_INCIDENT, target=incident.public_id)
    return incident


@transaction.atomic
@permitted(can_close_incident)
def close_incident(incident: Incident, *, by: Viewer, how: str) -> None:
    """Say what was done. Of two who do, the second is told."""
    rows = Incident.objects.open().filter(pk=incident.pk)
    if not rows.update(closed_at=timezone.now(), closed_by_id=by.person_pk, closed_how=how):
        raise Refused(_("Somebody closed this before you. Read what they did."))
    settle(LOGGED, SEVERE_INCIDENT, target=incident.public_id)


@transaction.atomic
@permitted(can_take_words_back)
def take_words_back(incident: Incident, *, by: Viewer) -> bool:
    """Who reported it wants their words and their name out. False: they are out already."""
    rows = Incident.objects.filter(pk=incident.pk, reported_by_id=by.person_pk, nameless_at=None)
    return bool(rows.make_nameless(nameless_at=timezone.now()))


def _row(meetup: Meetup, told: Told) -> dict[str, Any]:
    now, severity = timezone.now(), told["severity"]
    return {**told} | {
        "meetup": meetup,
        "place_id": meetup.place_id,
        "severity": max(severity, SEVERE) if told.get("is_head_hit") else severity,
        "ratio": ratio_of(meetup.pk, meetup.runners_per_spotter),
        "may_be_kept_at": now,
        "reported_at": now,
    }


def _has_closed_it(incident: Incident, by: Viewer) -> bool:
    """One person's reports of one date close a place once: whoever opens it again has looked at it.

    Who takes their words back has told of it all the same: their answer stands, the name is gone.
    """
    told = Debrief.objects.answer_of(incident.meetup_id, by.person_pk)
    has_told = told in (HowItWent.NEAR_MISS, HowItWent.FALL)
    earlier = Incident.objects.severe().of_meetup(incident.meetup_id).exclude(pk=incident.pk)
    return earlier.told_by(by.person_pk, or_nameless=has_told).exists()


def _answer(meetup: Meetup, by: Viewer, answer: HowItWent) -> bool:
    """Keep the gravest that this person said; they are not asked any more."""
    now = timezone.now()
    Debrief.objects.get_or_create(meetup=meetup, user_id=by.person_pk, defaults={"asked_at": now})
    rows = Debrief.objects.of(meetup.pk, by.person_pk).filter(answer__in=GRAVER[answer])
    settle(HOW_IT_WENT, target=meetup.public_id, to=[by.person_pk])
    return bool(rows.update(answer=answer, answered_at=now))


def _close_place(incident: Incident) -> None:
    """The site itself closes it: neither the history nor the letter says who was hurt or who told."""
    move_place(
        incident.place_id,
        PlaceState.SUSPENDED,
        what=What.SUSPENDED,
        from_=OPEN_STATES,
        why=INCIDENT,
        zone_id=incident.zone_id,
    )
