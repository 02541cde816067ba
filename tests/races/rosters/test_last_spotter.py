"""The last spotter leaves as the last runners join: whoever goes was let in while the spotter was there."""

from contextlib import nullcontext
from threading import Event

import pytest

from events.meetups.models import RSVP
from tests.races.browsers import answers, signed_in
from tests.races.rosters.careless import answers_after
from tests.races.rosters.conftest import THREADS
from tests.races.rosters.facts import assert_sound, states
from tests.races.together import all_at_once, and_then, until
from tests.telling import told

LANES = 8
pytestmark = [
    pytest.mark.django_db(transaction=True, serialized_rollback=False),
    pytest.mark.postgresql_only,
    pytest.mark.race,
    pytest.mark.usefixtures("no_limits"),
]


def last_ones(meetup, people, done, without=nullcontext):
    """``done`` once the spotter has left; ``without`` a guard from when they are there."""
    spotter, *runners = [signed_in(user) for user in people]
    assert answers(spotter, meetup, "spotter")() == 302
    coming = [answers(runner, meetup, "runner") for runner in runners]
    with without():
        return all_at_once(and_then(answers(spotter, meetup, "leave"), done.set), *coming)


def let_in_too_late(meetup):
    """Runners who go, though they came when the spotter had left."""
    left = RSVP.objects.get(meetup=meetup, part="spotter")
    assert left.state == "declined"
    going = RSVP.objects.filter(meetup=meetup, part="runner", state="going")
    return going.filter(queued_at__gt=left.changed_at).count()


def test_the_last_spotter_leaves_as_the_last_runners_join(make_meetup, crowd):
    for _ in range(3):
        meetup = make_meetup(capacity=LANES)
        assert last_ones(meetup, crowd, Event()) == [302] * THREADS
        row = assert_sound(meetup)
        assert let_in_too_late(meetup) == row.spotters_going == 0
        assert row.runners_going <= 1
        assert row.runners_going + row.runners_waiting == LANES
        assert told(kind="meetups.spotter_left", target=meetup.public_id).count() == 1


def test_without_the_guard_runners_go_with_a_spotter_who_has_left(make_meetup, crowd):
    """The negative control: everybody has seen the spotter."""
    meetup, gone = make_meetup(capacity=LANES), Event()
    assert last_ones(meetup, crowd, gone, lambda: answers_after(until(gone))) == [302] * THREADS
    assert let_in_too_late(meetup) == len(states(meetup, state="going")) == THREADS - 1
