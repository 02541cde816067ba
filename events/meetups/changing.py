"""A date that is posted changes: other words, another hour or place, other leaders; off and on again."""

from collections.abc import Sequence
from typing import Any, Unpack

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.notifications.actions import notify, settle
from accounts.permissions import Refused, Viewer, permitted
from community.groups.models import Membership
from community.groups.querysets import group_scope
from events.meetups.admission import hold_people, hold_zone, settle_roster, why_closed
from events.meetups.amending import WHERE_AND_WHEN, amend, forget, held, remind_all
from events.meetups.departures import ask_again, free_leaders
from events.meetups.fit import fault_of
from events.meetups.leading import group_that_meets, leaders_first, why_not_led
from events.meetups.making import audience_of, invite, name_leaders, people_named, row_of
from events.meetups.models import RSVP, Audience, Guest, Leading, Meetup, MeetupState
from events.meetups.notices import (
    CALLED_OFF,
    LEFT_LATE,
    NAMED_LEADER,
    ON_AGAIN,
    SPOTTER_LEFT,
    STEPPED_BACK,
)
from events.meetups.posting import Draft, Fields, besides_deadline, draft_of, why_not, why_not_so_many
from events.meetups.querysets import MeetupQuerySet
from events.meetups.ratio import RUNNERS_PER_LEADER
from events.meetups.refusals import why_too_many_peers
from events.meetups.reminders import remind_of
from events.meetups.rules import (
    can_bring_back_meetup,
    can_choose_people,
    can_edit_meetup,
    can_step_back,
)

OF_THE_RATIO = (*WHERE_AND_WHEN, "session", "lowest_stage", "own_limit")


@transaction.atomic
@permitted(can_edit_meetup)
def edit_meetup(meetup: Meetup, *, by: Viewer, sequence: int, **fields: Unpack[Fields]) -> Meetup:
    """Change a date. Who comes keeps their place, and is asked again where it is or begins elsewhere.

    ``sequence``: of the date the form was filled in for; refused if somebody changed it since.
    """
    hold_people([by.person_pk, *meetup.leader_ids, *fields.get("leaders", ())])
    group = group_that_meets(meetup.group_id)
    fields["zone"] = hold_zone(fields["zone"])
    now = _held(meetup, sequence)
    if not can_choose_people(by, group):
        fields |= people_named(now)
    leaders = leaders_first(fields.get("leaders") or meetup.leader_ids, by)
    draft = draft_of(fields, leaders=len(leaders), group=group)
    row = row_of(draft, fields) | {"audience": audience_of(group, fields.get("audience"))}
    changed = _changed(now, row)
    check = why_not if changed & set(OF_THE_RATIO) else why_not_so_many
    if (
        sentence := check(besides_deadline(draft, now))
        or why_not_led(group, leaders, draft, by=by, besides=now)
        or why_too_many_peers(now, leaders, draft)
    ):
        raise Refused(sentence)
    if not changed & set(OF_THE_RATIO):
        row["runners_per_spotter"] = now.runners_per_spotter  # a date keeps its limit
    row |= {"leader_id": now.leader_id if now.leader_id in leaders else leaders[0]}
    _change_guests(now, row["audience"], fields.get("guests", ()))
    return amend(now, row, leaders, by=by, change_note=fields.get("change_note", ""))


def _held(meetup: Meetup, sequence: int) -> Meetup:
    """The date as it is now, if it still is as the form was filled in for."""
    now = held(meetup)
    if now.sequence != sequence:
        raise Refused(_("Somebody changed this date while you were writing. Here are both; send what holds."))
    return now


def _changed(now: Meetup, row: dict[str, Any]) -> set[str]:
    fresh = row | {"zone_id": row["zone"].pk}
    return {name for name in OF_THE_RATIO if getattr(now, name) != fresh[name]}


def _change_guests(meetup: Meetup, audience: str, guests: Sequence[int]) -> None:
    """Whom is invited now; who has answered before stays invited, so that nobody loses what they go to."""
    rows = Guest.objects.filter(meetup=meetup)
    if audience != Audience.INVITED:
        rows.delete()
        return
    keep = {*guests, *RSVP.objects.of_meetup(meetup.pk).live().people()}
    rows.exclude(user_id__in=keep).delete()
    invite(meetup, keep)


@transaction.atomic
@permitted(can_step_back)
def step_back(meetup: Meetup, *, by: Viewer) -> None:
    """Lead it no more, while somebody else does and takes all the runners."""
    hold_people([by.person_pk])
    if not Meetup.objects.takes_answers(meetup.pk).hold():
        raise Refused(why_closed(Meetup.objects.get(pk=meetup.pk)))
    others = [pk for pk in Leading.objects.filter(meetup=meetup).people() if pk != by.pk]
    capacity = Meetup.objects.values_list("capacity", flat=True).get(pk=meetup.pk)
    if not others:
        raise Refused(_("Nobody else leads it. Ask an organizer to name somebody, or call it off."))
    if capacity > RUNNERS_PER_LEADER * len(others):
        raise Refused(_("The others cannot lead so many runners. Ask an organizer to name somebody else."))
    _tell_who_looks_after(meetup, _hand_on(meetup, by.person_pk), by=by.person_pk)


def leave_leaders(group_id: int, user_id: int) -> None:
    """Somebody left the group: they lead nothing there any more, and what was for guests is so no more."""
    lead_no_more(user_id, Meetup.objects.of_group(group_id).upcoming())
    Guest.objects.filter(user_id=user_id, meetup__group_id=group_id).delete()


def lead_no_more(user_id: int, meetups: MeetupQuerySet) -> None:
    """Of these dates. Who leads with them leads on; where nobody does, who organizes may name somebody.

    Of a series one letter tells, not one for each date.
    """
    hold_people([user_id])
    told: set[int] = set()
    for meetup in meetups.led_by(user_id).order_by("pk"):
        if not Meetup.objects.takes_answers(meetup.pk).hold():
            continue
        others = _hand_on(meetup, user_id)
        if meetup.series_id not in told:
            _tell_who_looks_after(meetup, others, by=user_id)
        if meetup.series_id:
            told.add(meetup.series_id)


def _hand_on(meetup: Meetup, user_id: int) -> list[int]:
    """Who leads it on. Without anybody the row names who answered for it last, until somebody is named."""
    Leading.objects.filter(meetup=meetup, user_id=user_id).delete()
    others = Leading.objects.filter(meetup=meetup).people()
    if others:
        Meetup.objects.filter(pk=meetup.pk, leader_id=user_id).update(leader_id=others[0])
    _lead_nothing(meetup, user_id)
    return others


def _tell_who_looks_after(meetup: Meetup, leaders: Sequence[int], *, by: int) -> None:
    """One leader fewer: the others lead on, if there are any, and who organizes may name somebody."""
    organizers = Membership.objects.organizers_of(meetup.group_id).values_list("user_id", flat=True)
    cause, scope = timezone.now().isoformat(), group_scope(meetup.group_id)
    people = {*leaders, *organizers}
    settle(STEPPED_BACK, target=meetup.public_id)
    notify(STEPPED_BACK, to=people, target=meetup.public_id, by=by, cause=cause, scope=scope)


def change_leader(meetup: Meetup, was: int, leads_now: int) -> None:
    """One leads it instead of another, who may read it on. The caller holds it, and counts its leaders."""
    Leading.objects.filter(meetup=meetup, user_id=was).delete()
    name_leaders(meetup, [leads_now])
    settle(STEPPED_BACK, target=meetup.public_id)
    if meetup.is_invited_only:
        invite(meetup, [was])
    _lead_nothing(meetup, was)
    remind_of(meetup, leads_now)


def _lead_nothing(meetup: Meetup, user_id: int) -> None:
    theirs = (NAMED_LEADER, STEPPED_BACK, LEFT_LATE, SPOTTER_LEFT)
    settle(*theirs, target=meetup.public_id, to=[user_id])
    forget(meetup, {user_id})


@transaction.atomic
@permitted(can_bring_back_meetup)
def bring_back_meetup(meetup: Meetup, *, by: Viewer) -> Meetup:
    """Undo a call-off, until midnight before its day. Everybody keeps their answer and is told."""
    leaders = Leading.objects.filter(meetup=meetup).people()
    hold_people([by.person_pk, *leaders])
    group_that_meets(meetup.group_id)
    hold_zone(meetup.zone)
    is_held = Meetup.objects.filter(pk=meetup.pk, state=MeetupState.CANCELLED).hold()
    now = Meetup.objects.with_place().select_related("group").get(pk=meetup.pk)
    if not is_held:
        return now  # somebody was faster
    if sentence := _why_not_back(now, leaders, by):
        raise Refused(sentence)
    back = {"state": MeetupState.SCHEDULED, "cancelled_because": "", "cancelled_at": None}
    Meetup.objects.filter(pk=now.pk).update(**back, sequence=F("sequence") + 1, changed_at=timezone.now())
    now = Meetup.objects.with_place().get(pk=now.pk)
    settle(CALLED_OFF, target=now.public_id)
    if not now.is_peer_led:
        free_leaders(now.pk, leaders)
    remind_all(now)
    cause, scope = timezone.now().isoformat(), group_scope(now.group_id)
    notify(ON_AGAIN, target=now.public_id, by=by.pk, cause=cause, scope=scope)
    answered = RSVP.objects.of_meetup(now.pk).live().people()
    if Meetup.objects.busy(answered, now.starts_at, now.ends_at, besides=now.pk):
        ask_again([now.pk], by=by)
    settle_roster(now.pk)
    return now


def _why_not_back(meetup: Meetup, leaders: Sequence[int], by: Viewer) -> str:
    if not meetup.can_come_back:
        return _("On its day a call-off is not undone: people have stayed at home. Post another date.")
    if fault := fault_of(meetup):
        return fault.sentence
    if not leaders:
        return _("Nobody leads it any more. Post another date.")
    draft = Draft(
        meetup.zone, meetup.session, meetup.lowest_stage, meetup.starts_at, meetup.ends_at, meetup.capacity
    )
    return why_not_led(meetup.group, leaders, draft, by=by, besides=meetup)
