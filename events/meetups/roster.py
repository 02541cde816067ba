"""Who moves when something changed: one function from the roster as it is to the moves. Pure.

First come, first served. Who holds a lane and waits for a spotter goes by themselves when one is there. A
lane that is free is offered to the first in the queue, and only to as many as there are lanes. Who has to
read a new safety text keeps seat and place, and is passed over meanwhile.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from events.meetups.seats import Seats

LONGEST_OFFER = timedelta(hours=24)
SHORTEST_OFFER = timedelta(minutes=15)
OF_TIME_LEFT = 4
"""An offer stands for a quarter of the time that is left, within these two limits. Our convention."""


@dataclass(frozen=True)
class Answer:
    """An answer that holds a lane without going, or queues for one."""

    pk: int
    user_id: int
    part: str
    offered_until: datetime | None = None
    is_parked: bool = False


@dataclass(frozen=True)
class Roster:
    """Answers are in the order of the queue. ``places``: how many more people may be offered a lane."""

    seats: Seats
    now: datetime
    starts_at: datetime
    ends_at: datetime
    waiting: Sequence[Answer] = ()
    offered: Sequence[Answer] = ()
    queue: Sequence[Answer] = ()
    places: int | None = None
    is_halted: bool = False
    """The place is closed: nobody moves up, and no offer is lost to it."""


@dataclass(frozen=True)
class Moves:
    go: list[Answer] = field(default_factory=list)
    offer: list[Answer] = field(default_factory=list)
    passed: list[Answer] = field(default_factory=list)
    """Let their offer pass: they come no more, unless they say so again."""
    back: list[Answer] = field(default_factory=list)
    """Have no offer any more, through no fault of theirs: in the queue where they stood."""
    until: datetime | None = None

    def __bool__(self) -> bool:
        return bool(self.go or self.offer or self.passed or self.back)


def moves(roster: Roster) -> Moves:
    """What is due now. Done once, nothing more is due until something changes."""
    over = [one for one in roster.offered if one.offered_until and one.offered_until <= roster.now]
    kept = [one for one in over if one.is_parked or roster.is_halted]
    passed = [one for one in over if one not in kept]
    surplus = max(0, roster.seats.surplus - len(over))
    standing = [one for one in roster.offered if one not in over]
    back = kept + standing[max(0, len(standing) - surplus) :]
    if roster.is_halted or roster.ends_at <= roster.now:
        return Moves(passed=passed, back=back)
    go = [one for one in roster.waiting if not one.is_parked][: roster.seats.room]
    free = max(0, roster.seats.capacity - roster.seats.held + len(passed) + len(back))
    if roster.places is not None:
        free = min(free, max(0, roster.places + len(passed) + len(back)))
    offer = [one for one in roster.queue if not one.is_parked][:free]
    until = offered_until(roster.now, roster.starts_at, roster.ends_at)
    return Moves(go, offer, passed, back, until)


def offered_until(now: datetime, starts_at: datetime, ends_at: datetime) -> datetime:
    """When an offer made now passes on: a day, less near the start, and never after the end."""
    hold = min(LONGEST_OFFER, max(SHORTEST_OFFER, (starts_at - now) / OF_TIME_LEFT))
    return min(now + hold, ends_at)
