"""Sixteen people after one seat at one moment, on PostgreSQL. SQLite writes one after the other anyway."""

from functools import partial
from threading import Barrier

import pytest
from django.db import transaction

from accounts.notifications.actions import forget_reminders
from accounts.permissions import Refused, Viewer
from events.meetups import views
from events.meetups.actions import answer_meetup, leave_meetup
from events.meetups.admission import hold_person
from events.meetups.first_answer import hold_both, take_first
from events.meetups.models import RSVP, Meetup
from tests.races.rosters.careless import answers_after
from tests.races.rosters.conftest import THREADS
from tests.races.together import all_at_once, while_open

ROUNDS = 3
pytestmark = [
    pytest.mark.django_db(transaction=True, serialized_rollback=False),
    pytest.mark.postgresql_only,
    pytest.mark.race,
]


def says(meetup, user, part="runner"):
    """An answer as a request gives it: everything is read before the others start."""
    meetup, viewer = Meetup.objects.select_related("group").get(pk=meetup.pk), Viewer(user)
    assert viewer.is_ready
    assert viewer.is_member_of(meetup.group_id)
    assert viewer.counts_as_spotter
    return lambda: answer_meetup(meetup, by=viewer, part=part).state


def assert_sound(meetup):
    """Counters tell what the answers say; nobody beyond the lanes; nobody waits or queues without need."""
    row = Meetup.objects.get(pk=meetup.pk)
    answers = RSVP.objects.filter(meetup=meetup)
    runners = answers.filter(part="runner")
    assert runners.filter(state="going").count() == row.runners_going
    assert runners.filter(state="waiting").count() == row.runners_waiting
    assert answers.filter(part="spotter", state="going").count() == row.spotters_going
    assert row.seats.held <= row.capacity
    assert not (row.runners_waiting and row.seats.can_go_now)
    assert not (runners.filter(state="waitlisted").exists() and row.seats.free)
    return row


def test_the_last_lane_goes_to_one_runner(make_meetup, crowd):
    for _ in range(ROUNDS):
        meetup = make_meetup()
        states = all_at_once(*(says(meetup, user) for user in crowd))
        assert sorted(states) == ["waiting"] + ["waitlisted"] * (THREADS - 1)
        assert_sound(meetup)


def test_the_last_seat_beside_a_spotter_goes_to_one_runner(make_meetup, crowd):
    for _ in range(ROUNDS):
        meetup = make_meetup(capacity=8)
        spotter, *runners = crowd
        assert says(meetup, spotter, "spotter")() == "going"
        states = all_at_once(*(says(meetup, user) for user in runners))
        assert sorted(states) == ["going"] + ["waiting"] * 7 + ["waitlisted"] * (THREADS - 9)
        row = assert_sound(meetup)
        assert (row.runners_going, row.runners_waiting) == (1, 7)


def test_spotters_who_come_with_the_runners_leave_nobody_waiting(make_meetup, crowd):
    for _ in range(ROUNDS):
        meetup = make_meetup(capacity=8)
        parts = ["spotter", "runner"] * (THREADS // 2)
        all_at_once(*(says(meetup, user, part) for user, part in zip(crowd, parts, strict=True)))
        row = assert_sound(meetup)
        assert (row.runners_going, row.runners_waiting, row.spotters_going) == (8, 0, 8)


def test_leaving_and_coming_at_once_keeps_every_lane_in_use(make_meetup, crowd):
    for _ in range(ROUNDS):
        meetup = make_meetup(capacity=4, runners_per_spotter=2)
        leaving, coming = crowd[: THREADS // 2], crowd[THREADS // 2 :]
        for user in leaving:
            says(meetup, user)()
        calls = [partial(leave_meetup, meetup, by=Viewer(user)) for user in leaving]
        all_at_once(*calls, *(says(meetup, user) for user in coming))
        row = assert_sound(meetup)
        assert row.runners_waiting + row.runners_offered == 4


def test_changing_sides_at_once_neither_locks_up_nor_loses_anybody(make_meetup, crowd):
    for _ in range(ROUNDS):
        meetup = make_meetup(capacity=4)
        for number, user in enumerate(crowd):
            says(meetup, user, "spotter" if number % 2 else "runner")()
        swaps = [
            says(meetup, user, "runner" if number % 2 else "spotter") for number, user in enumerate(crowd)
        ]
        assert not [found for found in all_at_once(*swaps) if isinstance(found, Refused)]
        assert assert_sound(meetup).spotters_going == THREADS // 2
        assert RSVP.objects.filter(meetup=meetup).live().count() == THREADS


def test_one_form_sent_sixteen_times_is_one_answer(make_meetup, crowd):
    meetup = make_meetup(capacity=8)
    assert all_at_once(*(says(meetup, crowd[0]) for _ in range(THREADS))) == ["waiting"] * THREADS
    assert assert_sound(meetup).runners_waiting == 1


def test_one_person_in_two_places_at_once_gets_one(make_meetup, crowd, group):
    meetups = [make_meetup(capacity=8) for _ in range(4)]
    first = meetups[0]
    Meetup.objects.update(starts_at=first.starts_at, ends_at=first.ends_at)
    found = all_at_once(*(says(meetup, crowd[0]) for meetup in meetups * 4))
    assert RSVP.objects.live().filter(user=crowd[0]).count() == 1
    assert [state for state in found if state == "waiting"]
    for meetup in meetups:
        assert_sound(meetup)


def test_without_the_guard_all_take_the_last_lane(make_meetup, crowd):
    """The negative control: sixteen see one free lane."""
    meetup = make_meetup()
    row, seen = Meetup.objects.select_related("group").get(pk=meetup.pk), Barrier(THREADS, timeout=30)
    with answers_after(seen.wait):
        calls = [partial(views.answer_meetup, row, by=Viewer(user), part="runner") for user in crowd]
        assert [rsvp.state for rsvp in all_at_once(*calls)] == ["waiting"] * THREADS
    assert Meetup.objects.get(pk=meetup.pk).seats.held == THREADS


def second_of_two(meetup, people, hold):
    """Somebody takes the last lane; somebody else asks before that is committed. The state of the second."""

    def take(user):
        hold(user.pk, meetup.pk)
        return take_first(Meetup.objects.get(pk=meetup.pk), user.pk, "runner").state

    return while_open(lambda: take(people[0]), lambda: transaction.atomic(take)(people[1]))


def test_who_asks_while_the_last_lane_is_taken_waits_and_queues(make_meetup, crowd):
    meetup = make_meetup()
    assert second_of_two(meetup, crowd, hold_both) == "waitlisted"
    assert_sound(meetup)


def test_without_the_hold_the_statement_gives_the_last_lane_twice(make_meetup, crowd):
    """The negative control: it looks at a row that somebody else is changing."""
    meetup = make_meetup()
    assert second_of_two(meetup, crowd, lambda *_: None) == "waiting"
    assert Meetup.objects.get(pk=meetup.pk).seats.held == 2


def test_who_waits_to_answer_holds_nothing_that_who_leaves_needs(make_meetup, crowd):
    """The form is sent again while the person is on the way out: the two do not wait for each other."""
    meetup, user = make_meetup(), crowd[0]
    assert says(meetup, user)() == "waiting"
    target = Meetup.objects.get(pk=meetup.pk).public_id
    found = while_open(
        lambda: hold_person(user.pk),
        says(meetup, user),
        lambda: forget_reminders(target=target, to=[user.pk]),
    )
    assert found == "waiting"
    assert_sound(meetup)
