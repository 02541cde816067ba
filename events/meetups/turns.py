"""How often each person runs: the time in which people run is cut into turns, and the rest spots. Pure.

In each turn who only spots does so, and of those who do either just as many spot as the runners need; so
nobody runs and spots in the same turn. All of it is our convention.
"""

from dataclasses import dataclass
from datetime import timedelta

TURN = timedelta(minutes=5)
BEFORE, AFTER = timedelta(minutes=20), timedelta(minutes=10)
"""Walking the zone, call words and the walk at the end: nobody takes turns then."""


@dataclass(frozen=True)
class Share:
    """About so many of so many turns."""

    mine: int
    total: int


def turns_in(length: timedelta) -> int:
    """How many turns a meetup has; a short one has one at least."""
    return max(1, (length - BEFORE - AFTER) // TURN)


def running_at_once(runners: int, either: int, spotters: int, ratio: int) -> tuple[int, int]:
    """How many of those who only run, and of those who do either, can run in one turn."""
    limit = (spotters + either) * ratio
    if runners >= limit:
        return limit, 0
    return runners, min(either, (limit - runners) // (ratio + 1))


def share_of(total: int, part: str, *, runners: int, either: int, spotters: int, ratio: int) -> Share | None:
    """What somebody who is there as ``part`` may expect; None for who only spots."""
    run, take_turns = running_at_once(runners, either, spotters, ratio)
    if part == "runner" and runners:
        return Share(round(total * run / runners), total)
    if part == "either" and either:
        return Share(round(total * take_turns / either), total)
    return None
