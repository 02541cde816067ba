"""What a leader can do when the place of a date fails: do something about a hazard, or move the date."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.notifications.actions import notify
from accounts.permissions import Refused, Viewer, permitted
from community.groups.querysets import group_scope
from events.meetups.admission import hold_people, hold_zone
from events.meetups.amending import amend, held
from events.meetups.holds import dangers_of
from events.meetups.models import Meetup, Mitigation
from events.meetups.notices import MITIGATED
from events.meetups.posting import Draft, besides_deadline, draft_at, why_not
from events.meetups.rules import can_mitigate_hazard, can_move_meetup
from events.meetups.walltime import NoSuchTime, TwiceThatDay
from events.places.hazards.models import Hazard
from events.places.models import Zone


@transaction.atomic
@permitted(can_mitigate_hazard)
def mitigate_hazard(meetup: Meetup, *, by: Viewer, hazard: Hazard, words: str) -> Mitigation:
    """Tell everybody who comes what is done about a hazard that stops this date. Said again, it replaces."""
    now = held(meetup)
    if reason := now.at_risk:
        raise Refused(_("%(reason)s Move the date, or call it off.") % {"reason": reason})
    if hazard.pk not in {held.hazard.pk for held in dangers_of(now).stops}:
        raise Refused(_("This report stops the date no more. Nothing is left to do."))
    mitigation, __ = Mitigation.objects.update_or_create(
        meetup=meetup,
        hazard=hazard,
        defaults={"words": words, "by_id": by.person_pk, "made_at": timezone.now()},
    )
    cause, scope = timezone.now().isoformat(), group_scope(now.group_id)
    notify(MITIGATED, target=now.public_id, by=by.pk, cause=cause, scope=scope)
    return mitigation


@transaction.atomic
@permitted(can_move_meetup)
def move_meetup(meetup: Meetup, *, by: Viewer, zone: Zone, change_note: str = "") -> Meetup:
    """Meet at another zone at the same time of day there. Everybody keeps their place, and one letter tells
    them where it is and asks whether they still come."""
    hold_people([by.person_pk, *meetup.leader_ids])
    zone = hold_zone(zone)
    now = held(meetup)
    if now.zone_id == zone.pk:
        raise Refused(_("It is there already. Pick another zone."))
    draft = _draft_at(meetup, zone)
    if sentence := why_not(besides_deadline(draft, now)) or _why_leader_is_out(now, draft):
        raise Refused(sentence)
    return amend(now, _row_of(draft), now.leader_ids, by=by, change_note=change_note)


def _draft_at(meetup: Meetup, zone: Zone) -> Draft:
    try:
        return draft_at(meetup, zone)
    except (NoSuchTime, TwiceThatDay):
        raise Refused(
            _("The clocks change at the new place at that hour. Call this date off and post another.")
        ) from None


def _why_leader_is_out(meetup: Meetup, draft: Draft) -> str:
    """Only another time zone can bring this about."""
    busy = Meetup.objects.busy(meetup.leader_ids, draft.starts_at, draft.ends_at, besides=meetup.pk)
    return _("On the clock there who leads it is busy at that hour. Pick another zone.") if busy else ""


def _row_of(draft: Draft) -> dict[str, Any]:
    """All that the place says."""
    return {
        "place": draft.place,
        "zone": draft.zone,
        "time_zone": draft.place.time_zone,
        "starts_at": draft.starts_at,
        "ends_at": draft.ends_at,
        "signup_until": draft.signup_until,
        "runners_per_spotter": draft.runners_per_spotter,
    }
