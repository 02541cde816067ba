import pytest

from events.meetups.seats import Seats
from events.meetups.wording import need_in_words

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("seats", "words"),
    [
        (Seats(8, 1, 0, 0, 0), "8 can still run. 8 spotters wanted."),
        (Seats(8, 1, 3, 2, 3), "2 spotters wanted for the runners who are there. 3 can still run."),
        (Seats(4, 2, 2, 0, 1), "2 can still run. 1 spotter wanted."),
        (Seats(4, 2, 2, 0, 2), "2 can still run. Spotters are there for all."),
        (Seats(2, 1, 0, 2, 0), "2 spotters wanted for the runners who are there. All lanes are taken."),
        (Seats(2, 1, 2, 0, 2), "All lanes are taken. The waitlist is open."),
        (Seats(2, 1, 2, 0, 1), "1 spotter wanted for the runners who are there. All lanes are taken."),
    ],
)
def test_a_card_says_how_many_can_run_and_how_many_spotters_that_takes(seats, words):
    assert " ".join(need_in_words(seats)) == words


def test_runners_stay_when_their_spotter_leaves_and_are_counted():
    seats = Seats(capacity=4, ratio=2, going=4, waiting=0, spotters=1)
    assert (seats.without_spotter, seats.is_at_risk, seats.can_go_now) == (2, True, 0)


def test_one_more_runner_comes_with_the_spotter_that_takes():
    assert Seats(4, 2, 2, 1, 1).with_runner() == Seats(4, 2, 3, 1, 2)
    assert Seats(4, 2, 1, 0, 1).with_runner() == Seats(4, 2, 2, 0, 1)
    assert Seats(4, 2, 2, 0, 1).with_either() == Seats(4, 2, 2, 0, 1, either=1)
