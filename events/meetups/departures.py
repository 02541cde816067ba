"""What ends or moves answers from outside: a group that is left, an account, a level, a new safety text."""

from collections.abc import Collection

from django.utils import timezone

from accounts.notifications.actions import notify, settle
from accounts.permissions import Viewer
from community.groups.querysets import group_scope
from events.meetups.admission import (
    counts_as_spotting,
    give_back,
    hold_person,
    settle_roster,
    take_lane,
    tell,
    tell_leader,
    tell_of_leaving,
)
from events.meetups.models import RSVP, Meetup, Part, RSVPState
from events.meetups.notices import LEVEL_ENDED, PARKED, RECONFIRM
from events.meetups.rsvps import RSVPQuerySet


def free_seats(group_id: int, user_id: int) -> None:
    """Somebody left the group: what is ahead of them there goes to the next in line."""
    ahead = Meetup.objects.of_group(group_id).upcoming()
    _free(user_id, RSVP.objects.live().filter(meetup__in=ahead))


def free_all(user_id: int) -> None:
    """Somebody deletes the account: all that is ahead of them goes to the next in line."""
    _free(user_id, RSVP.objects.live().filter(meetup__in=Meetup.objects.upcoming()))


def free_spotting(user_id: int) -> None:
    """Somebody may not spot any more: who spots is free, who takes turns runs; the leaders are told."""
    hold_person(user_id)
    for rsvp in RSVP.objects.spotting_ahead().filter(user_id=user_id).order_by("meetup_id"):
        done = give_back(rsvp) if rsvp.part == Part.SPOTTER else _run_only(rsvp)
        if not done:
            continue
        settle_roster(rsvp.meetup_id)
        if counts_as_spotting(rsvp):
            tell_leader(rsvp.meetup)
        tell(LEVEL_ENDED, rsvp.meetup, [user_id])


def free_leaders(meetup_id: int, leaders: Collection[int]) -> set[int]:
    """Who leads neither runs nor spots: what they hold there is free. Return whom that is about.

    The caller holds the meetup, and settles its roster.
    """
    answers = RSVP.objects.of_meetup(meetup_id).live().filter(user_id__in=leaders)
    rows = answers.select_related("meetup").order_by("user_id")
    return {rsvp.user_id for rsvp in rows if give_back(rsvp)}


def settle_after_reading(user_id: int) -> None:
    """Somebody has read the new safety text: where they queue or wait, it goes on."""
    hold_person(user_id)
    mine = RSVP.objects.live().filter(user_id=user_id)
    for rsvp in mine.select_related("meetup"):
        settle(PARKED, target=rsvp.meetup.public_id, to=[user_id])
    held_up = mine.exclude(state=RSVPState.GOING)
    ahead = Meetup.objects.upcoming().filter(pk__in=held_up.values("meetup_id")).order_by("pk")
    for meetup in ahead.each_held():
        settle_roster(meetup.pk)


def tell_who_is_parked() -> None:
    """Each is told once, of the next of their dates."""
    dates: dict[tuple[str, int], list[int]] = {}
    for user_id, public_id, group_id in RSVP.objects.parked_ahead():
        dates.setdefault((public_id, group_id), []).append(user_id)
    cause = timezone.now().isoformat()
    for (public_id, group_id), people in dates.items():
        notify(PARKED, to=people, target=public_id, cause=cause, scope=group_scope(group_id))


def ask_again(meetup_ids: Collection[int], *, by: Viewer) -> None:
    """Time or place changed: everybody with an answer that stands keeps it, and is asked whether they come.

    The caller's transaction holds the meetups.
    """
    now = timezone.now()
    asked = mark_asked(meetup_ids, by=by)
    dates = Meetup.objects.filter(pk__in=asked.values("meetup_id")).order_by("starts_at", "pk")
    for public_id, group_id in dates.values_list("public_id", "group_id"):
        notify(RECONFIRM, target=public_id, by=by.pk, cause=now.isoformat(), scope=group_scope(group_id))


def mark_asked(meetup_ids: Collection[int], *, by: Viewer) -> RSVPQuerySet:
    """The page asks them whether they still come; the caller tells them."""
    asked = RSVP.objects.live().filter(meetup_id__in=meetup_ids).exclude(user=by.pk)
    asked.update(reconfirm_asked_at=timezone.now())
    return asked


def _free(user_id: int, answers: RSVPQuerySet) -> None:
    hold_person(user_id)
    for rsvp in answers.filter(user_id=user_id).select_related("meetup").order_by("meetup_id"):
        if not give_back(rsvp):
            continue
        tell_of_leaving(rsvp)
        settle_roster(rsvp.meetup_id)


def _run_only(rsvp: RSVP) -> bool:
    """In the lane, the offer or the queue they have; the ratio says whether they go or wait."""
    if not Meetup.objects.takes_answers(rsvp.meetup_id).hold():
        return False
    rsvp.refresh_from_db(fields=["state", "part"])
    if rsvp.state == RSVPState.GOING:
        take_lane(rsvp, Part.RUNNER)
    elif rsvp.is_live:
        RSVP.objects.filter(pk=rsvp.pk).update(part=Part.RUNNER)
    return rsvp.is_live
