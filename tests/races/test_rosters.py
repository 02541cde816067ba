"""Sixteen threads on one roster, over HTTP, on PostgreSQL: nobody beyond the limit, nobody lost, no 5xx."""

from contextlib import contextmanager
from functools import partial
from threading import Lock
from unittest.mock import patch

import pytest
from django.db import transaction
from django.db.models import F
from django.test import Client
from django.utils import timezone

from accounts.models import Profile, User
from accounts.permissions import Viewer
from community.groups.models import Membership
from events.meetups import actions
from events.meetups.actions import call_off_meetup
from events.meetups.admission import counter_of, settle_roster
from events.meetups.models import RSVP, Meetup
from events.meetups.querysets import MeetupQuerySet
from tests.races.test_last_seat import crowd, group, leader, make_meetup  # noqa: F401  fixtures
from tests.races.together import all_at_once

THREADS = 16
MANY, LANES = 500, 20
pytestmark = [
    pytest.mark.django_db(transaction=True, serialized_rollback=False),
    pytest.mark.postgresql_only,
    pytest.mark.race,
]


@pytest.fixture(autouse=True)
def _no_limits(settings):
    """What is asked here is the row, not how often one person may ask."""
    settings.ACCOUNT_RATE_LIMITS = {}


def signed_in(user):
    """A browser of this person, without a password."""
    client = Client(raise_request_exception=False)
    client.force_login(user)
    return client


def posts(client, meetup, part):
    return lambda: client.post(f"{meetup.get_absolute_url()}answer/", {"part": part}).status_code


def many_members(group, count):  # noqa: F811
    people = User.objects.bulk_create(User(email=f"many{number}@example.org") for number in range(count))
    Profile.objects.bulk_create(
        Profile(user=user, display_name=f"Many {user.pk}", birth_year=1990, acknowledged_version=1)
        for user in people
    )
    Membership.objects.bulk_create(Membership(user=user, group=group) for user in people)
    return people


def sound(meetup):
    """Counters tell what the answers say, within the lanes; nobody waits or queues without need."""
    row = Meetup.objects.get(pk=meetup.pk)
    answers = list(RSVP.objects.of_meetup(meetup.pk).values_list("part", "state"))
    assert row.runners_going == answers.count(("runner", "going"))
    assert row.runners_waiting == answers.count(("runner", "waiting"))
    assert row.runners_offered == sum(state == "offered" for _, state in answers)
    assert row.spotters_going == answers.count(("spotter", "going"))
    return row


def assert_sound(meetup):
    row = sound(meetup)
    assert row.seats.held <= row.capacity
    states = [state for _, state in RSVP.objects.of_meetup(meetup.pk).values_list("part", "state")]
    assert not ("waiting" in states and row.seats.room)
    assert not ("waitlisted" in states and row.seats.free)
    return row


def five_hundred(meetup, group):  # noqa: F811
    """Everybody says they run, sixteen at a time; the answers of the site."""
    clients = [signed_in(user) for user in many_members(group, MANY)]
    lock, found = Lock(), []

    def work():
        while True:
            with lock:
                if not clients:
                    return
                client = clients.pop()
            found.append(posts(client, meetup, "runner")())

    all_at_once(*[work] * THREADS)
    return found


def test_five_hundred_people_for_twenty_lanes_are_all_answered(make_meetup, group):  # noqa: F811
    meetup = make_meetup(capacity=LANES, runners_per_spotter=2, spotters_going=5)
    assert five_hundred(meetup, group) == [302] * MANY
    row = Meetup.objects.get(pk=meetup.pk)
    states = list(RSVP.objects.of_meetup(meetup.pk).values_list("state", flat=True))
    assert (row.runners_going, row.runners_waiting) == (10, 10)
    assert [states.count(state) for state in ("going", "waiting", "waitlisted")] == [10, 10, MANY - LANES]


@contextmanager
def unguarded():
    """The statement that takes a lane looks first and writes after."""

    def look_then_write(self):
        row = self.get()
        if row.seats.is_full:
            return False
        return Meetup.objects.filter(pk=row.pk).update(runners_waiting=F("runners_waiting") + 1) == 1

    with (
        patch.object(MeetupQuerySet, "seat_runner", lambda self: False),
        patch.object(MeetupQuerySet, "keep_lane", look_then_write),
    ):
        yield


def test_without_the_guard_twenty_lanes_are_given_to_more(make_meetup, group):  # noqa: F811
    """The negative control of the five hundred."""
    meetup = make_meetup(capacity=LANES)
    with unguarded():
        five_hundred(meetup, group)
    assert Meetup.objects.get(pk=meetup.pk).runners_waiting > LANES


@contextmanager
def unheld():
    """Who leaves holds no row, and the counters are written as they were read."""

    def write_what_was_read(self, seen, **deltas):
        now = {name: getattr(seen, name) + delta for name, delta in deltas.items()}
        return self.filter(pk=seen.pk).update(**now) == 1

    def give_back(rsvp):
        row = Meetup.objects.get(pk=rsvp.meetup_id)
        counter = counter_of(rsvp.part, rsvp.state)
        Meetup.objects.filter(pk=row.pk).update(**{counter: getattr(row, counter) - 1})
        RSVP.objects.move([rsvp.pk], "declined")
        return True

    with (
        patch.object(actions, "give_back", give_back),
        patch.object(MeetupQuerySet, "shift", write_what_was_read),
    ):
        yield


def leave_and_promote(meetup, people):
    """Eight hold the lanes and leave while eight queue: each free lane is offered once."""
    browsers = [signed_in(user) for user in people]
    for browser in browsers:
        assert posts(browser, meetup, "runner")() == 302
    return all_at_once(*(posts(browser, meetup, "leave") for browser in browsers[:8]))


def test_who_leaves_makes_room_for_one_each(make_meetup, crowd):  # noqa: F811
    meetup = make_meetup(capacity=8)
    assert leave_and_promote(meetup, crowd) == [302] * 8
    row = assert_sound(meetup)
    assert (row.runners_offered, row.runners_waiting) == (8, 0)


def set_capacity(meetup, capacity):
    """As whoever edits the date does it."""
    with transaction.atomic():
        Meetup.objects.filter(pk=meetup.pk).update(capacity=capacity)
        settle_roster(meetup.pk)
    return capacity


def shrink_and_grow(meetup, people):
    """Lanes come and go while people come and go."""
    browsers = [signed_in(user) for user in people]
    for browser in browsers[:6]:
        posts(browser, meetup, "runner")()
    edits = [partial(set_capacity, meetup, lanes) for lanes in (2, 8, 3, 9)]
    coming = [posts(browser, meetup, "runner") for browser in browsers[6:12]]
    leaving = [posts(browser, meetup, "leave") for browser in browsers[:6]]
    return all_at_once(*edits, *coming, *leaving)


def test_lanes_that_come_and_go_lose_nobody(make_meetup, crowd):  # noqa: F811
    meetup = make_meetup(capacity=4)
    found = shrink_and_grow(meetup, crowd)
    assert [one for one in found if isinstance(one, int) and one >= 500] == []
    row = sound(meetup)
    assert RSVP.objects.of_meetup(meetup.pk).live().count() == 6
    waitlisted = RSVP.objects.of_meetup(meetup.pk).filter(state="waitlisted").exists()
    assert not (waitlisted and row.seats.free)
    assert not row.runners_offered or row.seats.held <= row.capacity


def off_while_answering(meetup, leader, people):  # noqa: F811
    """Called off in the middle: who answered before is told, nobody is admitted after."""
    browsers = [signed_in(user) for user in people[1:]]
    off = partial(call_off_meetup, Meetup.objects.get(pk=meetup.pk), by=Viewer(leader), reason="Ice")
    return all_at_once(off, *(posts(browser, meetup, "runner") for browser in browsers))


def test_nobody_is_admitted_once_it_is_called_off(make_meetup, leader, crowd):  # noqa: F811
    for _ in range(3):
        meetup = make_meetup(capacity=20)
        told, *found = off_while_answering(meetup, leader, crowd)
        assert set(found) == {302}
        row = sound(meetup)
        assert told == RSVP.objects.of_meetup(meetup.pk).live().count()
        assert row.state == "cancelled"


def last_ones(meetup, people):
    """The last spotter leaves as the last runners join; the answers of the site."""
    spotter, *runners = [signed_in(user) for user in people]
    posts(spotter, meetup, "spotter")()
    return all_at_once(
        posts(spotter, meetup, "leave"), *(posts(runner, meetup, "runner") for runner in runners)
    )


def test_the_last_spotter_leaves_as_the_last_runner_joins(make_meetup, crowd):  # noqa: F811
    for _ in range(3):
        meetup = make_meetup(capacity=8)
        assert set(last_ones(meetup, crowd)) == {302}
        row = assert_sound(meetup)
        assert row.spotters_going == 0
        assert row.runners_going <= 1  # who went before the spotter left stays, and the leader is told
        assert row.runners_going + row.runners_waiting == 8


def breaks(check):
    """Do counters and answers part, in a few tries?"""
    for _ in range(5):
        try:
            check()
        except AssertionError:
            return True
    return False


def lost_after(make, race):
    """One more run of a race, looked at as its test does."""

    def check():
        meetup = make(capacity=8)
        race(meetup)
        sound(meetup)

    return check


def test_unheld_rows_lose_count_when_people_leave(make_meetup, crowd):  # noqa: F811
    """The negative control of leaving and promoting, and of lanes that come and go."""
    with unheld():
        assert breaks(lost_after(make_meetup, lambda meetup: leave_and_promote(meetup, crowd)))
    RSVP.objects.all().delete()
    with unheld():
        assert breaks(lost_after(make_meetup, lambda meetup: shrink_and_grow(meetup, crowd)))


@contextmanager
def careless():
    """Who answers takes the counters as read, and does not ask whether it is still on."""

    def seat(self):
        row = Meetup.objects.get(pk=self.query_pk)
        name = "runners_going" if row.seats.can_go_now else "runners_waiting"
        return Meetup.objects.filter(pk=row.pk).update(**{name: getattr(row, name) + 1}) == 1

    def open_to(self, meetup_id, user_id):
        rows = self.filter(pk=meetup_id)
        rows.query_pk = meetup_id
        return rows

    with (
        patch.object(MeetupQuerySet, "open_to", open_to),
        patch.object(MeetupQuerySet, "still_open", lambda self: self),
        patch.object(MeetupQuerySet, "seat_runner", seat),
        patch.object(MeetupQuerySet, "keep_lane", seat),
    ):
        yield


def test_careless_answers_come_to_what_is_called_off_and_lose_count(make_meetup, leader, crowd):  # noqa: F811
    """The negative control of calling off, and of the last spotter."""

    def off():
        meetup = make_meetup(capacity=20)
        told, *_ = off_while_answering(meetup, leader, crowd)
        sound(meetup)
        assert told == RSVP.objects.of_meetup(meetup.pk).live().count()

    with careless():
        assert breaks(off)
        assert breaks(lost_after(make_meetup, lambda meetup: last_ones(meetup, crowd)))


def test_no_answer_takes_as_long_as_a_lock_is_waited_for(make_meetup, group):  # noqa: F811
    """Everybody asks for one row: nobody waits for a person who waits for them."""
    meetup = make_meetup(capacity=4)
    people = many_members(group, THREADS)
    rounds = [
        all_at_once(*(posts(signed_in(user), meetup, part) for user in people))
        for part in ("runner", "leave", "runner")
    ]
    assert rounds == [[302] * THREADS] * 3
    assert_sound(meetup)
    assert RSVP.objects.of_meetup(meetup.pk).filter(queued_at__lte=timezone.now()).count() == THREADS
