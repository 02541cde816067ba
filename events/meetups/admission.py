"""The last seat. Every write here is one guarded statement on the meetup's row, which then belongs to the
transaction until it ends: first the user's row, then the meetup's, never the other way round.

A runner takes a lane and goes if a spotter has room, takes a lane and waits if not, queues if no lane is
left. Who does either takes a lane and makes room for others. After any change ``settle_roster`` does what is
due: so nobody waits while a spotter has room, no lane is free while somebody queues, and nobody is passed.
"""

from collections.abc import Collection, Iterable

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.notifications.actions import forget_reminders, notify, renew, settle
from accounts.notifications.kinds import Kind
from accounts.users.models import User
from community.groups.querysets import group_scope
from events.meetups.models import RSVP, Leading, Meetup, Part, RSVPState
from events.meetups.notices import GOING, LEFT_LATE, OFFERED, PASSED, SPOTTER_LEFT, TO_WHO_COMES
from events.meetups.ratio import MOST_PEERS
from events.meetups.roster import LONGEST_OFFER, Answer, Moves, Roster, moves
from events.meetups.seats import Seats
from events.places.models import Zone

HAS_SAID_YES = (RSVPState.GOING, RSVPState.WAITING)
"""Somebody counts on their lane. An offer is no promise: who says no to it is as good as who lets it pass."""

TRIES = 5
LATE = LONGEST_OFFER
"""Who leaves later than this before the start is told of to the leaders."""


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


def admit(meetup: Meetup, user_id: int, part: str, *, is_new: bool = True) -> RSVPState | None:
    """Take a seat for ``user_id`` and say which. None if the meetup takes no answer from this person."""
    rows = Meetup.objects.open_to(meetup.pk, user_id)
    if is_new:
        rows = rows.still_open()
    if part == Part.SPOTTER:
        return RSVPState.GOING if rows.seat_spotter() else None
    guards = [(rows.hold_if_full, RSVPState.WAITLISTED)]
    if part == Part.EITHER:
        guards += [(rows.seat_either, RSVPState.GOING)]
    else:
        guards += [(rows.seat_runner, RSVPState.GOING), (rows.keep_lane, RSVPState.WAITING)]
    likely = _likely(meetup.seats, part)
    guards.sort(key=lambda guard: guard[1] != likely)
    # Exactly one of them matches the row as it is; all miss only if somebody moved it in between.
    for _try in range(TRIES):
        for take, state in guards:
            if take():
                return state
    return None


def take_lane(rsvp: RSVP, part: str) -> None:
    """Who holds a lane, or queues for one, goes on as ``part``. The caller's transaction holds the meetup."""
    if rsvp.state == RSVPState.WAITLISTED:
        RSVP.objects.filter(pk=rsvp.pk).update(part=part, changed_at=timezone.now())
        return
    old, meetup = counter_of(rsvp.part, rsvp.state), Meetup.objects.get(pk=rsvp.meetup_id)
    setattr(meetup, old, getattr(meetup, old) - 1)
    goes = part == Part.EITHER or meetup.seats.room > 0
    setattr(meetup, old, getattr(meetup, old) + 1)
    state = RSVPState.GOING if goes else RSVPState.WAITING
    new = counter_of(part, state)
    if new != old and not Meetup.objects.shift(meetup, **{old: -1, new: 1}):
        raise RuntimeError("take_lane needs the meetup held")
    RSVP.objects.filter(pk=rsvp.pk).update(part=part)
    RSVP.objects.move([rsvp.pk], state)
    settle(OFFERED, target=meetup.public_id, to=[rsvp.user_id])


def give_back(rsvp: RSVP) -> bool:
    """Free what an answer holds; False if it held nothing any more, or the meetup is over or called off."""
    if not Meetup.objects.takes_answers(rsvp.meetup_id).hold():
        return False
    rsvp.refresh_from_db(fields=["state", "part"])
    if not rsvp.is_live:
        return False
    counter = counter_of(rsvp.part, rsvp.state)
    if counter:
        Meetup.objects.filter(pk=rsvp.meetup_id).update(**{counter: F(counter) - 1})
    RSVP.objects.move([rsvp.pk], RSVPState.DECLINED)
    _forget(rsvp.meetup, [rsvp.user_id])
    return True


def settle_roster(meetup_id: int) -> None:
    """Do what is due now, in order, and tell who moved: after any change of answers, seats, ratio or place.

    The caller's transaction already holds the meetup. Nothing due, nothing done.
    """
    meetup = Meetup.objects.with_place().get(pk=meetup_id)
    if not meetup.takes_answers:
        return
    seats = meetup.seats
    if not (seats.waiting or seats.offered or seats.free):
        return  # nobody to move, and no lane for who queues
    due = moves(_roster_of(meetup))
    if not due:
        return
    _count(meetup, due)
    _write(due)
    _tell_moves(meetup, due)


def people_in_all(meetup_id: int, leaders: Collection[int] | None = None) -> int:
    """Who counts at a date of six: who answered, who walked in and runs, and who leads without an answer, or
    would, if it were ``leaders``."""
    comes = RSVP.objects.of_meetup(meetup_id).live().exclude(state=RSVPState.WAITLISTED).people()
    leads = Leading.objects.filter(meetup_id=meetup_id).people() if leaders is None else leaders
    seats = Meetup.objects.get(pk=meetup_id).seats
    return seats.held + seats.spotters + len(set(leads) - set(comes))


def counts_as_spotting(rsvp: RSVP) -> bool:
    """Somebody relies on this person to spot."""
    return rsvp.part != Part.RUNNER and rsvp.state == RSVPState.GOING


def tell_leader(meetup: Meetup, kind: Kind = SPOTTER_LEFT) -> None:
    """Somebody they count on has left. One line stands, and one letter goes out in an hour."""
    hour = timezone.now().replace(minute=0, second=0, microsecond=0).isoformat()
    scope = group_scope(meetup.group_id)
    renew(kind, target=meetup.public_id, cause=hour)
    leaders = Leading.objects.filter(meetup=meetup).people()
    notify(kind, to=leaders, target=meetup.public_id, cause=hour, scope=scope)


def tell_of_leaving(left: RSVP) -> None:
    """``left`` as it stood before. Who spotted is missed at once; who held a lane, if it is less than a day
    before: that is kept with the answer. The leaders hear of one of the two."""
    late = left.state in HAS_SAID_YES and left.meetup.starts_at - timezone.now() < LATE
    if late:
        RSVP.objects.filter(pk=left.pk).update(left_late=True)
    if counts_as_spotting(left):
        tell_leader(left.meetup)
    elif late:
        tell_leader(left.meetup, LEFT_LATE)


def counter_of(part: str, state: str) -> str:
    """Which counter an answer moved; being queued moves none."""
    if state == RSVPState.OFFERED:
        return "runners_offered"
    if state == RSVPState.GOING:
        return {
            Part.SPOTTER: "spotters_going",
            Part.EITHER: "either_going",
            Part.RUNNER: "runners_going",
        }[Part(part)]
    return "runners_waiting" if state == RSVPState.WAITING else ""


def _roster_of(meetup: Meetup) -> Roster:
    """Those are read who can move: the queue only as far as there can be lanes for it."""
    answers, seats = RSVP.objects.of_meetup(meetup.pk), meetup.seats
    lanes = seats.free + seats.offered
    queue = answers.not_parked().moving(RSVPState.WAITLISTED)[:lanes]
    return Roster(
        seats=seats,
        now=timezone.now(),
        starts_at=meetup.starts_at,
        ends_at=meetup.ends_at,
        waiting=_read(answers.moving(RSVPState.WAITING)) if seats.waiting else [],
        offered=_read(answers.moving(RSVPState.OFFERED)) if seats.offered else [],
        queue=_read(queue) if lanes else [],
        places=MOST_PEERS - people_in_all(meetup.pk) if meetup.is_peer_led else None,
        is_halted=bool(meetup.at_risk),
    )


def _read(rows) -> list[Answer]:
    return [Answer(*row) for row in rows]


def _count(meetup: Meetup, due: Moves) -> None:
    deltas = {
        "runners_going": len(due.go),
        "runners_waiting": -len(due.go),
        "runners_offered": len(due.offer) - len(due.passed) - len(due.back),
    }
    if not Meetup.objects.shift(meetup, **deltas):
        raise RuntimeError("settle_roster needs the meetup held")


def _write(due: Moves) -> None:
    for answers, state, until in (
        (due.go, RSVPState.GOING, None),
        (due.offer, RSVPState.OFFERED, due.until),
        (due.passed, RSVPState.DECLINED, None),
        (due.back, RSVPState.WAITLISTED, None),
    ):
        if answers:
            RSVP.objects.move([one.pk for one in answers], state, until)


def _tell_moves(meetup: Meetup, due: Moves) -> None:
    over = _people([*due.passed, *due.back])
    if over:
        settle(OFFERED, target=meetup.public_id, to=over)
        forget_reminders(target=meetup.public_id, to=_people(due.passed))
    if due.offer:
        settle(PASSED, target=meetup.public_id, to=_people(due.offer))
    tell(GOING, meetup, _people(due.go))
    tell(OFFERED, meetup, _people(due.offer))
    tell(PASSED, meetup, over)


def _people(answers: Collection[Answer]) -> list[int]:
    return [one.user_id for one in answers]


def tell(kind: Kind, meetup: Meetup, people: Collection[int]) -> None:
    """These people learn it of this date, each time that it happens."""
    cause, scope = timezone.now().isoformat(), group_scope(meetup.group_id)
    notify(kind, to=people, target=meetup.public_id, cause=cause, scope=scope)


def _forget(meetup: Meetup, people: list[int]) -> None:
    forget_reminders(target=meetup.public_id, to=people)
    settle(*TO_WHO_COMES, target=meetup.public_id, to=people)


def _likely(seats: Seats, part: str) -> RSVPState:
    """What the page showed: tried first, so that most answers take one statement."""
    if not seats.free:
        return RSVPState.WAITLISTED
    return RSVPState.GOING if part == Part.EITHER or seats.can_go_now else RSVPState.WAITING
