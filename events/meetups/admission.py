"""The last seat. Every write here is one guarded statement on the meetup's row, which then belongs to the
transaction until it ends: first the user's row, then the meetup's, never the other way round.

A runner takes a lane and goes if a spotter has room, takes a lane and waits if not, queues if no lane is
left. So nobody waits while a spotter has room, nobody queues while a lane is free, and nobody is passed.
"""

from collections.abc import Iterable

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.notifications.actions import forget_reminders, notify, renew, settle
from accounts.notifications.kinds import Kind
from accounts.users.models import User
from community.groups.querysets import group_scope
from events.meetups.models import RSVP, Leading, Meetup, Part, RSVPState
from events.meetups.notices import GOING, LANE, SPOTTER_LEFT, TO_WHO_COMES
from events.meetups.querysets import RSVPQuerySet
from events.meetups.seats import Seats, promotions
from events.places.models import Zone

TRIES = 5
COUNTERS = ("runners_going", "runners_waiting", "spotters_going")


def hold_person(user_id: int) -> None:
    """One answer of a person at a time. Leaves rows that point at the person free to be written."""
    User.objects.hold([user_id])


def hold_people(people: Iterable[int]) -> None:
    """The same of several, always in the same order."""
    User.objects.hold(people)


def hold_zone(zone: Zone) -> Zone:
    """The zone and its place as they are now. Nobody closes the place until the date is posted or moved."""
    held: Zone = Zone.objects.hold(zone)
    return held


def why_closed(meetup: Meetup) -> str:
    """Why it takes no answers any more; empty if it does."""
    if meetup.is_called_off:
        return _("This meetup is called off. Look for another date of the group.")
    if meetup.is_over:
        return _("This meetup is over. Look for the group's next date.")
    return ""


def admit(meetup: Meetup, user_id: int, part: str) -> RSVPState | None:
    """Take a seat for ``user_id`` and say which. None if the meetup takes no answer from this person."""
    rows = Meetup.objects.open_to(meetup.pk, user_id)
    if part == Part.SPOTTER:
        return RSVPState.GOING if rows.seat_spotter() else None
    guards = [
        (rows.seat_runner, RSVPState.GOING),
        (rows.keep_lane, RSVPState.WAITING),
        (rows.hold_if_full, RSVPState.WAITLISTED),
    ]
    likely = _likely(meetup.seats)
    guards.sort(key=lambda guard: guard[1] != likely)
    # Exactly one of the three matches the row as it is; all miss only if somebody moved it in between.
    for _try in range(TRIES):
        for take, state in guards:
            if take():
                return state
    return None


def give_back(rsvp: RSVP) -> bool:
    """Free what an answer holds; False if it held nothing any more, or the meetup is over or called off."""
    if not Meetup.objects.takes_answers(rsvp.meetup_id).hold():
        return False
    rsvp.refresh_from_db(fields=["state", "part"])
    if not rsvp.is_live:
        return False
    counter = _counter(rsvp.part, rsvp.state)
    if counter:
        Meetup.objects.filter(pk=rsvp.meetup_id).update(**{counter: F(counter) - 1})
    RSVP.objects.filter(pk=rsvp.pk).update(state=RSVPState.DECLINED, changed_at=timezone.now())
    forget_reminders(target=rsvp.meetup.public_id, to=[rsvp.user_id])
    settle(*TO_WHO_COMES, target=rsvp.meetup.public_id, to=[rsvp.user_id])
    return True


def admit_next(meetup_id: int) -> None:
    """Move the queue up, in order, and tell who moved. The caller's transaction already holds the meetup."""
    meetup = Meetup.objects.only(*COUNTERS, "capacity", "runners_per_spotter", "public_id", "group_id").get(
        pk=meetup_id
    )
    answers = RSVP.objects.of_meetup(meetup_id)
    queued = list(answers.queue(RSVPState.WAITLISTED)[: meetup.capacity])
    plan = promotions(meetup.seats, len(queued))
    going = list(answers.queue(RSVPState.WAITING)[: plan.waiting_go]) + queued[: plan.queued_go]
    waiting = queued[plan.queued_go : plan.queued_go + plan.queued_wait]
    if not (going or waiting):
        return
    moved = Meetup.objects.filter(pk=meetup_id, **{name: getattr(meetup, name) for name in COUNTERS}).update(
        runners_going=F("runners_going") + len(going),
        runners_waiting=F("runners_waiting") - plan.waiting_go + len(waiting),
    )
    if not moved:
        raise RuntimeError("admit_next needs the meetup held")
    _move(going, RSVPState.GOING)
    _move(waiting, RSVPState.WAITING)
    settle(LANE, target=meetup.public_id, to=[rsvp.user_id for rsvp in going])
    _tell(meetup, GOING, going)
    _tell(meetup, LANE, waiting)


def free_seats(group_id: int, user_id: int) -> None:
    """Somebody left the group: what is ahead of them there goes to the next in line."""
    ahead = Meetup.objects.of_group(group_id).upcoming()
    _free(user_id, RSVP.objects.live().filter(meetup__in=ahead))


def free_all(user_id: int) -> None:
    """Somebody deletes the account: all that is ahead of them goes to the next in line."""
    _free(user_id, RSVP.objects.live().filter(meetup__in=Meetup.objects.upcoming()))


def free_spotting(user_id: int) -> None:
    """Somebody may not spot any more: who leads a date they meant to spot at is told."""
    ahead = Meetup.objects.upcoming()
    _free(user_id, RSVP.objects.live().filter(part=Part.SPOTTER, meetup__in=ahead))


def _free(user_id: int, answers: RSVPQuerySet) -> None:
    hold_person(user_id)
    for rsvp in answers.filter(user_id=user_id).select_related("meetup").order_by("meetup_id"):
        if not give_back(rsvp):
            continue
        admit_next(rsvp.meetup_id)
        if rsvp.part == Part.SPOTTER:
            tell_leader(rsvp.meetup)


def tell_leader(meetup: Meetup) -> None:
    """A spotter has left; nobody is dropped for it. One line stands, and one letter goes out in an hour."""
    hour = timezone.now().replace(minute=0, second=0, microsecond=0).isoformat()
    scope = group_scope(meetup.group_id)
    renew(SPOTTER_LEFT, target=meetup.public_id, cause=hour)
    leaders = Leading.objects.filter(meetup=meetup).people()
    notify(SPOTTER_LEFT, to=leaders, target=meetup.public_id, cause=hour, scope=scope)


def _tell(meetup: Meetup, kind: Kind, moved: list[RSVP]) -> None:
    cause, scope = timezone.now().isoformat(), group_scope(meetup.group_id)
    people = [rsvp.user_id for rsvp in moved]
    notify(kind, to=people, target=meetup.public_id, cause=cause, scope=scope)


def _move(rsvps: list[RSVP], state: RSVPState) -> None:
    RSVP.objects.filter(pk__in=[rsvp.pk for rsvp in rsvps]).update(state=state, changed_at=timezone.now())


def _counter(part: str, state: str) -> str:
    """Which counter an answer moved; being queued moves none."""
    if part == Part.SPOTTER:
        return "spotters_going"
    return {RSVPState.GOING: "runners_going", RSVPState.WAITING: "runners_waiting"}.get(RSVPState(state), "")


def _likely(seats: Seats) -> RSVPState:
    """What the page showed: tried first, so that most answers take one statement."""
    if seats.can_go_now:
        return RSVPState.GOING
    return RSVPState.WAITING if seats.free else RSVPState.WAITLISTED
