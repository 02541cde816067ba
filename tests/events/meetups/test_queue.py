"""Whatever happens in whatever order: nobody is admitted beyond the limit, lost, or passed in the queue."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import Profile
from accounts.permissions import Refused, Viewer
from community.groups.models import Membership
from events.levels.models import Level, SpotterLevel
from events.meetups.actions import answer_meetup, leave_meetup
from events.meetups.admission import settle_roster
from events.meetups.departures import free_seats, free_spotting, settle_after_reading
from events.meetups.models import RSVP, Meetup
from events.meetups.tasks import pass_on_offers
from events.places.models import Place, PlaceState

PEOPLE = 7
BY_ONE = ("runner", "spotter", "either", "leave", "level ends", "taken out", "parked", "reads")
OF_ALL = ("shrink", "grow", "ratio", "social", "time", "time", "closed", "open")
STEPS = st.lists(
    st.tuples(st.integers(0, PEOPLE - 1), st.sampled_from([*BY_ONE * 2, "runner", "runner", *OF_ALL])),
    min_size=4,
    max_size=30,
)


class Course:
    """One meetup and what may happen to it; each step as a request or a job of its own would do it."""

    def __init__(self, meetup, crowd, clock):
        self.meetup, self.crowd, self.clock = meetup, crowd, clock

    def row(self):
        return Meetup.objects.with_place().select_related("group").get(pk=self.meetup.pk)

    def answers(self):
        rows = RSVP.objects.of_meetup(self.meetup.pk).with_parked().order_by("queued_at", "pk")
        return {rsvp.user_id: rsvp for rsvp in rows}

    def do(self, number, what):
        user = self.crowd[number]
        steps = {
            "leave": lambda: leave_meetup(self.row(), by=self.viewer(user)),
            "level ends": lambda: self.level_ends(user),
            "taken out": lambda: self.taken_out(user),
            "parked": lambda: Profile.objects.filter(user=user).update(acknowledged_version=None),
            "reads": lambda: self.reads(user),
            "shrink": lambda: self.set(capacity=max(1, self.row().capacity - 2)),
            "grow": lambda: self.set(capacity=self.row().capacity + 2),
            "ratio": lambda: self.set(runners_per_spotter=1 + number % 3),
            "social": lambda: self.set(runners_per_spotter=None),
            "time": self.time_goes_on,
            "closed": lambda: self.move_place(PlaceState.SUSPENDED),
            "open": lambda: self.move_place(PlaceState.CHECKED),
        }
        steps.get(what, lambda: self.says(user, what))()

    def viewer(self, user):
        return Viewer(type(user).objects.with_profile().get(pk=user.pk))

    def says(self, user, part):
        try:
            with transaction.atomic():
                answer_meetup(self.row(), by=self.viewer(user), part=part)
        except Refused:
            pass

    def level_ends(self, user):
        SpotterLevel.objects.filter(user=user).delete()
        free_spotting(user.pk)

    def taken_out(self, user):
        Membership.objects.filter(user=user, group=self.meetup.group).delete()
        free_seats(self.meetup.group_id, user.pk)

    def reads(self, user):
        Profile.objects.filter(user=user).update(acknowledged_version=1)
        settle_after_reading(user.pk)

    def set(self, **fields):
        Meetup.objects.filter(pk=self.meetup.pk).update(**fields)
        settle_roster(self.meetup.pk)

    def move_place(self, state):
        Place.objects.filter(pk=self.meetup.place_id).update(state=state)
        settle_roster(self.meetup.pk)

    def time_goes_on(self):
        self.clock.shift(timedelta(hours=25))
        pass_on_offers()

    def come_back(self):
        """Who was taken out or lost a level has both again, for the next step."""
        for user in self.crowd:
            Membership.objects.get_or_create(user=user, group=self.meetup.group)
            if not SpotterLevel.objects.filter(user=user).exists():
                later = timezone.now() + timedelta(days=90)
                SpotterLevel.objects.create(user=user, level=Level.S1, declared_by=user, expires_at=later)


def holds(rsvp):
    return rsvp.part != "spotter" and rsvp.state in ("going", "waiting", "offered")


def assert_counted(row, answers):
    """Counters equal rows."""
    seen = [(rsvp.part, rsvp.state) for rsvp in answers.values()]
    assert row.runners_going == seen.count(("runner", "going"))
    assert row.runners_waiting == seen.count(("runner", "waiting")) + seen.count(("either", "waiting"))
    assert row.runners_offered == sum(state == "offered" for _, state in seen)
    assert row.spotters_going == seen.count(("spotter", "going"))
    assert row.either_going == seen.count(("either", "going"))


def assert_within_limits(before, row, answers, was):
    """No step takes more lanes or runners than there is room for; two people never hold one seat on offer."""
    assert row.seats.held <= max(before.seats.held, row.capacity)
    new = [rsvp for user, rsvp in answers.items() if holds(rsvp) and not (user in was and holds(was[user]))]
    assert not new or row.seats.held <= row.capacity
    if row.runners_per_spotter is not None:
        room = row.seats.spotting * row.runners_per_spotter
        assert row.runners_going <= max(before.runners_going, room)
    offered = row.runners_offered > before.runners_offered
    assert not offered or row.seats.held <= row.capacity


def assert_nobody_is_lost(was, answers, actor, step):
    for user, rsvp in was.items():
        now = answers[user]
        if not rsvp.is_live or user == actor:
            continue
        if step == "time" and rsvp.state == "offered" and now.state == "declined":
            assert not rsvp.is_parked
            continue
        assert now.is_live
        assert (now.part, now.queued_at) == (rsvp.part, rsvp.queued_at)
        assert not (rsvp.state == "going" and now.state != "going")
        assert not (rsvp.state == "waiting" and now.state not in ("waiting", "going"))


def assert_nobody_is_passed(row, answers, was):
    """Who moves up is first in line, but for who has a text to read; and nothing that is due is left."""
    line = [rsvp for rsvp in answers.values() if rsvp.state == "waitlisted" and not rsvp.is_parked]
    waiting = [rsvp for rsvp in answers.values() if rsvp.state == "waiting" and not rsvp.is_parked]
    for rsvp in answers.values():
        before = was.get(rsvp.user_id)
        if before is None or before.state == rsvp.state or before.queued_at != rsvp.queued_at:
            continue
        if (before.state, rsvp.state) == ("waitlisted", "offered"):
            assert all(rsvp.queued_at <= other.queued_at for other in line)
        if (before.state, rsvp.state, before.part) == ("waiting", "going", rsvp.part):
            assert all(rsvp.queued_at <= other.queued_at for other in waiting)
    if not row.at_risk:
        assert not (line and row.seats.free)
        assert not (waiting and row.seats.room)


@pytest.fixture
def course(meetup, runners, clock):
    return Course(meetup, runners(PEOPLE), clock)


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS, capacity=st.integers(1, 4), ratio=st.integers(1, 3))
def test_any_order_of_changes(course, steps, capacity, ratio):
    with transaction.atomic():
        starts_at = timezone.now() + timedelta(days=40)
        Meetup.objects.filter(pk=course.meetup.pk).update(
            capacity=capacity,
            runners_per_spotter=ratio,
            starts_at=starts_at,
            ends_at=starts_at + timedelta(hours=1),
        )
        for number, what in steps:
            course.come_back()
            before, was = course.row(), course.answers()
            course.do(number, what)
            row, answers = course.row(), course.answers()
            assert_counted(row, answers)
            assert_within_limits(before, row, answers, was)
            assert_nobody_is_lost(was, answers, course.crowd[number].pk if what in BY_ONE else None, what)
            assert_nobody_is_passed(row, answers, was)
        transaction.set_rollback(True)
