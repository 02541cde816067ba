"""Who moves after a change, as a table; and what holds whatever the roster is."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.meetups.roster import Answer, Roster, moves, offered_until
from events.meetups.seats import Seats

pytestmark = pytest.mark.once

NOW = datetime(2026, 6, 16, 9, 0, tzinfo=UTC)
START, END = NOW + timedelta(hours=8), NOW + timedelta(hours=9)
SOON, PAST = NOW + timedelta(minutes=5), NOW - timedelta(minutes=5)


def who(*names, until=None, parked=()):
    return [
        Answer(pk=name, user_id=name, part="runner", offered_until=until, is_parked=name in parked)
        for name in names
    ]


def due(seats, **fields):
    """Who goes, is offered a lane, let one pass, and is back in the queue."""
    found = moves(Roster(seats, **{"now": NOW, "starts_at": START, "ends_at": END} | fields))
    return tuple([one.pk for one in people] for people in (found.go, found.offer, found.passed, found.back))


CASES = {
    "nothing is due": (Seats(2, 1, 1, 1, 1), {"waiting": who(1)}, ([], [], [], [])),
    "a spotter came": (Seats(3, 1, 0, 2, 1), {"waiting": who(1, 2)}, ([1], [], [], [])),
    "who takes turns makes room": (Seats(3, 1, 0, 2, 0, either=1), {"waiting": who(1, 2)}, ([1], [], [], [])),
    "a lane is free": (Seats(2, 1, 1, 0, 1), {"queue": who(3, 4)}, ([], [3], [], [])),
    "an offer holds the lane": (
        Seats(2, 1, 1, 0, 1, offered=1),
        {"offered": who(3, until=SOON), "queue": who(4)},
        ([], [], [], []),
    ),
    "an offer is over": (
        Seats(2, 1, 1, 0, 1, offered=1),
        {"offered": who(3, until=PAST), "queue": who(4)},
        ([], [4], [3], []),
    ),
    "lanes were taken away": (
        Seats(2, 1, 1, 0, 1, offered=2),
        {"offered": who(3, 4, until=SOON), "queue": who(5)},
        ([], [], [], [4]),
    ),
    "more go than there are lanes": (Seats(1, 1, 2, 0, 2), {"queue": who(3)}, ([], [], [], [])),
    "nobody needs a spotter": (Seats(3, None, 0, 2, 0), {"waiting": who(1, 2)}, ([1, 2], [], [], [])),
    "who is parked is passed over": (
        Seats(3, 1, 0, 2, 1),
        {"waiting": who(1, 2, parked=[1]), "queue": who(3, 4, parked=[3])},
        ([2], [4], [], []),
    ),
    "the offer of who is parked goes on, the place stays": (
        Seats(1, 1, 0, 0, 1, offered=1),
        {"offered": who(3, until=PAST, parked=[3]), "queue": who(4)},
        ([], [4], [], [3]),
    ),
    "the place is closed": (
        Seats(3, 1, 0, 1, 1, offered=1),
        {"waiting": who(1), "offered": who(2, until=PAST), "queue": who(3), "is_halted": True},
        ([], [], [], [2]),
    ),
    "six are there": (Seats(6, 1, 3, 0, 3), {"queue": who(7), "places": 0}, ([], [], [], [])),
    "five are there": (Seats(6, 1, 3, 0, 2), {"queue": who(7, 8), "places": 1}, ([], [7], [], [])),
}


@pytest.mark.parametrize(("seats", "fields", "expected"), CASES.values(), ids=list(CASES))
def test_who_moves(seats, fields, expected):
    assert due(seats, **fields) == expected


@pytest.mark.parametrize(
    ("ahead", "minutes"),
    [(10 * 24 * 60, 24 * 60), (4 * 24 * 60, 24 * 60), (8 * 60, 2 * 60), (60, 15), (1, 15), (-30, 15)],
)
def test_an_offer_stands_for_a_day_and_for_less_near_the_start(ahead, minutes):
    start = NOW + timedelta(minutes=ahead)
    assert offered_until(NOW, start, start + timedelta(hours=1)) == NOW + timedelta(minutes=minutes)


def test_no_offer_outlasts_the_meetup():
    assert offered_until(NOW, NOW - timedelta(minutes=55), SOON) == SOON


answers = st.lists(st.tuples(st.booleans(), st.booleans()), max_size=4)


@given(
    capacity=st.integers(1, 6),
    ratio=st.none() | st.integers(1, 3),
    going=st.integers(0, 6),
    spotters=st.integers(0, 4),
    either=st.integers(0, 3),
    held=st.tuples(answers, answers, answers),
    is_halted=st.booleans(),
)
def test_moves_stay_within_lanes_and_ratio_in_order_and_once(
    capacity, ratio, going, spotters, either, held, is_halted
):
    rows = [
        Answer(
            number,
            number,
            "runner",
            (PAST if is_over else SOON) if kind == 1 else None,
            is_parked,
        )
        for number, (kind, (is_over, is_parked)) in enumerate(
            (kind, one) for kind, people in enumerate(held) for one in people
        )
    ]
    cut = [len(people) for people in held]
    waiting, offered, queue = rows[: cut[0]], rows[cut[0] : cut[0] + cut[1]], rows[cut[0] + cut[1] :]
    seats = Seats(capacity, ratio, going, len(waiting), spotters, len(offered), either)
    roster = Roster(seats, NOW, START, END, waiting, offered, queue, is_halted=is_halted)
    found = moves(roster)
    after = Seats(
        capacity,
        ratio,
        going + len(found.go),
        len(waiting) - len(found.go),
        spotters,
        len(offered) + len(found.offer) - len(found.passed) - len(found.back),
        either,
    )
    gone = {*found.passed, *found.back}
    assert not found.offer or after.held <= capacity
    assert after.held <= max(seats.held, capacity)
    assert ratio is None or after.going <= max(seats.going, seats.spotting * ratio)
    assert found.offer == [one for one in queue if not one.is_parked][: len(found.offer)]
    assert found.go == [one for one in waiting if not one.is_parked][: len(found.go)]
    assert gone <= set(offered)
    kept = [one for one in offered if one not in gone] + [
        Answer(one.pk, one.user_id, one.part, found.until, one.is_parked) for one in found.offer
    ]
    left = [one for one in waiting if one not in found.go]
    queue = sorted([*(one for one in queue if one not in found.offer), *found.back], key=lambda one: one.pk)
    again = Roster(after, NOW, START, END, left, kept, queue, is_halted=is_halted)
    assert not moves(again)
