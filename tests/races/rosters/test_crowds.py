"""Five hundred people for twenty lanes, sixteen at a time, over HTTP: all are answered, none is too many."""

from threading import Barrier, Lock

import pytest
from django.utils import timezone

from events.meetups.models import RSVP, Meetup
from tests.races.browsers import answers, signed_in
from tests.races.rosters.careless import answers_after
from tests.races.rosters.conftest import THREADS
from tests.races.rosters.facts import assert_sound, states
from tests.races.together import all_at_once

MANY, LANES = 500, 20
pytestmark = [
    pytest.mark.django_db(transaction=True, serialized_rollback=False),
    pytest.mark.postgresql_only,
    pytest.mark.race,
    pytest.mark.usefixtures("no_limits"),
]


def all_say_that_they_run(meetup, people):
    """Sixteen at a time; the answers of the site."""
    clients = [signed_in(user) for user in people]
    lock, found = Lock(), []

    def work():
        while True:
            with lock:
                if not clients:
                    return
                client = clients.pop()
            found.append(answers(client, meetup, "runner")())

    all_at_once(*[work] * THREADS)
    return found


def test_five_hundred_people_for_twenty_lanes_are_all_answered(make_meetup, make_members):
    meetup = make_meetup(capacity=LANES, runners_per_spotter=2, spotters_going=5)
    assert all_say_that_they_run(meetup, make_members("many", MANY)) == [302] * MANY
    row, found = Meetup.objects.get(pk=meetup.pk), states(meetup)
    assert (row.runners_going, row.runners_waiting) == (10, 10)
    assert [found.count(state) for state in ("going", "waiting", "waitlisted")] == [10, 10, MANY - LANES]


def test_without_the_guard_twenty_lanes_are_given_to_more(make_meetup, make_members):
    """The negative control: of two times sixteen people all see a free lane."""
    meetup = make_meetup(capacity=LANES)
    with answers_after(Barrier(THREADS, timeout=30).wait):
        assert all_say_that_they_run(meetup, make_members("many", 2 * THREADS)) == [302] * 2 * THREADS
    assert states(meetup) == ["waiting"] * 2 * THREADS


def test_no_answer_takes_as_long_as_a_lock_is_waited_for(make_meetup, make_members):
    """Everybody asks for one row: nobody waits for a person who waits for them."""
    meetup = make_meetup(capacity=4)
    browsers = [signed_in(user) for user in make_members("many", THREADS)]
    rounds = [
        all_at_once(*(answers(browser, meetup, part) for browser in browsers))
        for part in ("runner", "leave", "runner")
    ]
    assert rounds == [[302] * THREADS] * 3
    assert_sound(meetup)
    assert RSVP.objects.of_meetup(meetup.pk).filter(queued_at__lte=timezone.now()).count() == THREADS
