"""What a leader can do when the place of a date fails: do something about a hazard, or move the date."""

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.notifications.actions import notify, settle
from accounts.notifications.kinds import Kind
from accounts.permissions import Refused, Viewer, permitted
from community.groups.querysets import group_scope
from events.meetups.admission import hold_people, hold_zone, why_closed
from events.meetups.departures import mark_asked
from events.meetups.holds import dangers_of
from events.meetups.making import posted_for
from events.meetups.models import RSVP, Meetup, Mitigation
from events.meetups.notices import MITIGATED, MOVED, PLACE_CLOSED
from events.meetups.posting import Draft, draft_at, why_not
from events.meetups.reminders import remind_of
from events.meetups.rules import can_mitigate_hazard, can_move_meetup
from events.meetups.walltime import NoSuchTime, TwiceThatDay
from events.places.hazards.models import Hazard
from events.places.models import Zone


@transaction.atomic
@permitted(can_mitigate_hazard)
def mitigate_hazard(meetup: Meetup, *, by: Viewer, hazard: Hazard, words: str) -> Mitigation:
    """Tell everybody who comes what is done about a hazard that stops this date. Said again, it replaces."""
    now = _held(meetup)
    if reason := now.at_risk:
        raise Refused(_("%(reason)s Move the date, or call it off.") % {"reason": reason})
    if hazard.pk not in {held.hazard.pk for held in dangers_of(now).stops}:
        raise Refused(_("This report stops the date no more. Nothing is left to do."))
    mitigation, __ = Mitigation.objects.update_or_create(
        meetup=meetup,
        hazard=hazard,
        defaults={"words": words, "by_id": by.person_pk, "made_at": timezone.now()},
    )
    _tell(MITIGATED, now, by)
    return mitigation


@transaction.atomic
@permitted(can_move_meetup)
def move_meetup(meetup: Meetup, *, by: Viewer, zone: Zone) -> Meetup:
    """Meet at another zone at the same time of day there. Everybody keeps their place, and one letter tells
    them where it is and asks whether they still come."""
    hold_people([by.person_pk, *meetup.leader_ids])
    zone = hold_zone(zone)
    now = _held(meetup)
    if now.zone_id == zone.pk:
        raise Refused(_("It is there already. Pick another zone."))
    draft = _draft_at(meetup, zone)
    if sentence := why_not(draft) or _why_leader_is_out(now, draft):
        raise Refused(sentence)
    _write(now, draft)
    moved = Meetup.objects.with_place().get(pk=meetup.pk)
    if draft.starts_at != now.starts_at:
        _remind_anew(moved)
    mark_asked([moved.pk], by=by)
    settle(PLACE_CLOSED, target=moved.public_id)
    _tell(MOVED, moved, by)
    return moved


def _held(meetup: Meetup) -> Meetup:
    """The date as it is now; nobody signs up, moves or calls it off until this is done."""
    is_held = Meetup.objects.takes_answers(meetup.pk).hold()
    now = Meetup.objects.with_place().get(pk=meetup.pk)
    if not is_held:
        raise Refused(why_closed(now))
    return now


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


def _write(meetup: Meetup, draft: Draft) -> None:
    Meetup.objects.filter(pk=meetup.pk).update(
        place=draft.place,
        zone=draft.zone,
        starts_at=draft.starts_at,
        ends_at=draft.ends_at,
        posted_for=posted_for(meetup, draft.starts_at),
        time_zone=draft.place.time_zone,
        runners_per_spotter=draft.runners_per_spotter,
        sequence=F("sequence") + 1,
        changed_at=timezone.now(),
    )


def _remind_anew(meetup: Meetup) -> None:
    for user_id in {*meetup.leader_ids, *RSVP.objects.of_meetup(meetup.pk).live().people()}:
        remind_of(meetup, user_id)


def _tell(kind: Kind, meetup: Meetup, by: Viewer) -> None:
    cause, scope = timezone.now().isoformat(), group_scope(meetup.group_id)
    notify(kind, target=meetup.public_id, by=by.pk, cause=cause, scope=scope)
