"""Any order of answers against a model one could follow on paper: one at a time, first come first served."""

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.permissions import Refused, Viewer
from events.meetups.actions import answer_meetup, leave_meetup
from events.meetups.models import RSVP, Meetup

PEOPLE = 6
STEPS = st.lists(
    st.tuples(st.integers(0, PEOPLE - 1), st.sampled_from(["runner", "spotter", "leave"])), max_size=14
)


class Paper:
    """The rules, written the slow way."""

    def __init__(self, capacity, ratio):
        self.capacity, self.ratio = capacity, ratio
        self.spotters, self.going, self.waiting, self.queue = [], [], [], []

    def lists(self):
        return (self.spotters, self.going, self.waiting, self.queue)

    def do(self, person, part):
        if part == "runner" and person in self.going + self.waiting + self.queue:
            return
        if part == "spotter" and person in self.spotters:
            return
        for people in self.lists():
            if person in people:
                people.remove(person)
        if part == "spotter":
            self.spotters.append(person)
        if part == "runner":
            self.queue.append(person)
        self.move_up()

    def move_up(self):
        while self.waiting and len(self.going) < len(self.spotters) * self.ratio:
            self.going.append(self.waiting.pop(0))
        while self.queue and len(self.going) + len(self.waiting) < self.capacity:
            has_spotter = len(self.going) < len(self.spotters) * self.ratio
            (self.going if has_spotter else self.waiting).append(self.queue.pop(0))

    def states(self):
        names = ("going", "going", "waiting", "waitlisted")
        return {person: name for people, name in zip(self.lists(), names, strict=True) for person in people}


@pytest.fixture
def crowd(runners, make_spotter):
    return [make_spotter(person) for person in runners(PEOPLE)]


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS, capacity=st.integers(1, 4), ratio=st.integers(1, 3))
def test_answers_move_as_on_paper(meetup, crowd, steps, capacity, ratio):
    paper = Paper(capacity, ratio)
    with transaction.atomic():
        Meetup.objects.filter(pk=meetup.pk).update(capacity=capacity, runners_per_spotter=ratio)
        for person, part in steps:
            admitted_before = Meetup.objects.get(pk=meetup.pk).runners_going
            say(meetup, crowd[person], part)
            paper.do(person, part)
            assert_same(meetup, crowd, paper)
            assert_within_limits(meetup, admitted_before)
        transaction.set_rollback(True)


def say(meetup, user, part):
    fresh = Meetup.objects.select_related("group").get(pk=meetup.pk)
    if part == "leave":
        leave_meetup(fresh, by=Viewer(user))
        return
    try:
        answer_meetup(fresh, by=Viewer(user), part=part)
    except Refused as refusal:
        raise AssertionError(refusal.sentence) from refusal


def assert_same(meetup, crowd, paper):
    live = RSVP.objects.of_meetup(meetup.pk).live().values_list("user_id", "state")
    assert dict(live) == {crowd[person].pk: state for person, state in paper.states().items()}
    row = Meetup.objects.get(pk=meetup.pk)
    counters = (row.spotters_going, row.runners_going, row.runners_waiting)
    assert counters == (len(paper.spotters), len(paper.going), len(paper.waiting))


def assert_within_limits(meetup, admitted_before):
    """Never beyond capacity; beyond the ratio only what a spotter left behind."""
    row = Meetup.objects.get(pk=meetup.pk)
    assert row.runners_going + row.runners_waiting <= row.capacity
    assert row.runners_going <= max(row.spotters_going * row.runners_per_spotter, admitted_before)
