"""What follows when a posted date changes: one road for who edits it and for who moves it."""

from collections.abc import Collection, Sequence
from typing import Any

from django.db.models import F
from django.utils import timezone

from accounts.notifications.actions import forget_reminders, notify, settle
from accounts.permissions import Refused, Viewer
from community.groups.querysets import group_scope
from events.meetups.admission import settle_roster, why_closed
from events.meetups.departures import ask_again, free_leaders, mark_asked
from events.meetups.making import name_leaders, posted_for
from events.meetups.models import RSVP, Leading, Meetup
from events.meetups.notices import LEADS_NO_MORE, MOVED, NAMED_LEADER, PLACE_CLOSED, STEPPED_BACK
from events.meetups.reminders import remind_of

WHERE_AND_WHEN = ("zone_id", "starts_at", "ends_at")


def held(meetup: Meetup) -> Meetup:
    """The date as it is now; nobody else signs up, changes or calls it off until this is done."""
    is_held = Meetup.objects.takes_answers(meetup.pk).hold()
    now: Meetup = Meetup.objects.with_place().select_related("group").get(pk=meetup.pk)
    if not is_held:
        raise Refused(why_closed(now))
    return now


def amend(
    before: Meetup, row: dict[str, Any], leaders: Sequence[int], *, by: Viewer, change_note: str = ""
) -> Meetup:
    """Write it, and let everybody whom the change is about learn of it: who comes keeps their place, and is
    asked again, with ``change_note``, if it is or begins elsewhere. The caller has checked it, and holds the
    date, its zone and leaders."""
    row |= {"posted_for": posted_for(before, row["starts_at"])}
    Meetup.objects.filter(pk=before.pk).update(**row, sequence=F("sequence") + 1, changed_at=timezone.now())
    news = _lead(before, leaders, by=by)
    now: Meetup = Meetup.objects.with_place().get(pk=before.pk)
    if not now.is_peer_led:
        news |= free_leaders(now.pk, leaders)
    if now.starts_at != before.starts_at:
        remind_all(now)
    for user_id in news:
        remind_of(now, user_id)
    _tell(before, now, news, by=by, change_note=change_note)
    settle_roster(now.pk)
    return now


def _lead(meetup: Meetup, leaders: Sequence[int], *, by: Viewer) -> set[int]:
    """These lead it from now on. Return who did not before; who does no more is told."""
    was = set(Leading.objects.filter(meetup=meetup).people())
    Leading.objects.filter(meetup=meetup).exclude(user_id__in=leaders).delete()
    name_leaders(meetup, leaders)
    forget(meetup, was - set(leaders))
    tell_who_leads_no_more(meetup, was - set(leaders), by=by)
    if news := set(leaders) - was:
        settle(STEPPED_BACK, target=meetup.public_id)
    return news


def _tell(before: Meetup, now: Meetup, news: set[int], *, by: Viewer, change_note: str) -> None:
    """Of another place at the same time of day one letter tells everybody; else who comes is asked by one,
    and who leads has another."""
    if all(getattr(before, name) == getattr(now, name) for name in WHERE_AND_WHEN):
        tell_leaders(now, news, by=by)
        return
    now.change_note = change_note
    now.save(update_fields=["change_note"])
    settle(PLACE_CLOSED, target=now.public_id)
    if (before.local_start, before.local_end) == (now.local_start, now.local_end):
        mark_asked([now.pk], by=by)
        cause, scope = timezone.now().isoformat(), group_scope(now.group_id)
        notify(MOVED, target=now.public_id, by=by.pk, cause=cause, scope=scope)
        tell_leaders(now, news, by=by)
    else:
        ask_again([now.pk], by=by)
        tell_leaders(now, set(now.leader_ids), by=by)


def tell_leaders(meetup: Meetup, people: set[int], *, by: Viewer) -> None:
    """They lead it, or lead it elsewhere; who says so knows."""
    cause, scope = timezone.now().isoformat(), group_scope(meetup.group_id)
    notify(NAMED_LEADER, to=people - {by.pk}, target=meetup.public_id, by=by.pk, cause=cause, scope=scope)


def tell_who_leads_no_more(meetup: Meetup, people: set[int], *, by: Viewer) -> None:
    """Others were named instead of them; who says so knows."""
    cause, scope = timezone.now().isoformat(), group_scope(meetup.group_id)
    notify(LEADS_NO_MORE, to=people - {by.pk}, target=meetup.public_id, by=by.pk, cause=cause, scope=scope)


def remind_all(meetup: Meetup) -> None:
    for user_id in {*meetup.leader_ids, *RSVP.objects.of_meetup(meetup.pk).live().people()}:
        remind_of(meetup, user_id)


def forget(meetup: Meetup, people: Collection[int]) -> None:
    """Who leads it no more is reminded of it no more, unless they come all the same."""
    comes = RSVP.objects.of_meetup(meetup.pk).live().people()
    if gone := sorted(set(people) - set(comes)):
        forget_reminders(target=meetup.public_id, to=gone)
