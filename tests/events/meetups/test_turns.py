"""How often each runs, beside a rotation that is tried out turn by turn."""

from datetime import timedelta
from itertools import combinations, product

import pytest

from events.meetups.turns import Share, running_at_once, share_of, turns_in

pytestmark = pytest.mark.once

SMALL = [
    (runners, either, spotters, ratio)
    for runners, either, spotters, ratio in product(range(4), range(4), range(3), (1, 2, 3))
    if runners + either and spotters + either
]


def best_turn(runners, either, spotters, ratio, turns_of):
    """Of all ways to fill one turn, one in which most people run, runners first, then who ran least."""
    only = [f"r{number}" for number in range(runners)]
    both = [f"e{number}" for number in range(either)]
    ways = []
    for count in range(len(only) + 1):
        for run in combinations(only, count):
            for size in range(len(both) + 1):
                for also in combinations(both, size):
                    if len(run) + len(also) <= (spotters + len(both) - len(also)) * ratio:
                        ways.append((*run, *also))

    def worth(way):
        return (sum(name[0] == "r" for name in way), len(way), -sum(turns_of[name] for name in way))

    return max(ways, key=worth)


def rotation(runners, either, spotters, ratio, total):
    turns_of = dict.fromkeys([f"r{n}" for n in range(runners)] + [f"e{n}" for n in range(either)], 0)
    for _ in range(total):
        for name in best_turn(runners, either, spotters, ratio, turns_of):
            turns_of[name] += 1
    return turns_of


@pytest.mark.parametrize("people", SMALL, ids=str)
def test_a_share_is_what_a_rotation_gives(people):
    runners, either, spotters, ratio = people
    total = 6
    turns_of = rotation(*people, total)
    for part, count in (("runner", runners), ("either", either)):
        share = share_of(total, part, runners=runners, either=either, spotters=spotters, ratio=ratio)
        mine = [turns for name, turns in turns_of.items() if name[0] == part[0]]
        assert (share is None) == (count == 0)
        for turns in mine:
            assert abs(turns - share.mine) < 1.01


@pytest.mark.parametrize("people", SMALL, ids=str)
def test_nobody_runs_and_spots_at_once(people):
    runners, either, spotters, ratio = people
    run, also = running_at_once(*people)
    assert run <= runners
    assert also <= either
    assert run + also <= (spotters + either - also) * ratio or also == 0


def test_an_hour_has_six_turns_and_a_short_one_has_one():
    assert [turns_in(timedelta(minutes=length)) for length in (60, 90, 20)] == [6, 12, 1]


def test_who_only_spots_runs_no_turn():
    assert share_of(6, "spotter", runners=1, either=0, spotters=1, ratio=1) is None
    assert share_of(6, "either", runners=0, either=2, spotters=0, ratio=1) == Share(3, 6)
