"""Lanes come and go while people do: nobody is lost, and who comes after a change is within its limit."""

from threading import Event

import pytest

from community.groups.models import Role
from events.meetups.models import RSVP
from tests.races.browsers import answers, edits, filled_in, signed_in
from tests.races.rosters.careless import answers_after
from tests.races.rosters.conftest import THREADS
from tests.races.rosters.facts import assert_counted, assert_nothing_is_due
from tests.races.together import all_at_once, and_then, until

LANES, FEWER = 8, 2
pytestmark = [
    pytest.mark.django_db(transaction=True, serialized_rollback=False),
    pytest.mark.postgresql_only,
    pytest.mark.race,
    pytest.mark.usefixtures("no_limits"),
]


@pytest.fixture
def set_lanes(make_members):
    """``set_lanes(meetup, 2, 8)``: organizers who send these numbers with the form of the date."""

    def make(meetup, *numbers):
        organizers = make_members(f"organizer{meetup.pk}-", len(numbers), Role.ORGANIZER)
        browsers = [signed_in(user) for user in organizers]
        forms = [filled_in(browser, f"{meetup.get_absolute_url()}edit/") for browser in browsers]
        return [
            edits(browser, meetup, form | {"capacity": number})
            for browser, form, number in zip(browsers, forms, numbers, strict=True)
        ]

    return make


def shrink(meetup, people, edit, done):
    """Fifteen come as an organizer takes lanes away; ``done`` once they are gone."""
    browsers = [signed_in(user) for user in people[1:]]
    coming = [answers(browser, meetup, "runner") for browser in browsers]
    return all_at_once(and_then(edit, done.set), *coming)


def beyond(meetup):
    """How many were let in beyond the lanes that were there when they came."""
    row = assert_counted(meetup)
    after = RSVP.objects.of_meetup(meetup.pk).filter(queued_at__gt=row.changed_at)
    came = after.filter(state__in=["going", "waiting"]).count()
    return min(came, row.seats.surplus)


def test_who_comes_after_lanes_were_taken_away_is_within_what_is_left(make_meetup, crowd, set_lanes):
    for _ in range(2):
        meetup = make_meetup(capacity=LANES)
        assert shrink(meetup, crowd, *set_lanes(meetup, FEWER), Event()) == [302] * THREADS
        assert beyond(meetup) == 0
        assert assert_nothing_is_due(meetup).capacity == FEWER
        assert RSVP.objects.of_meetup(meetup.pk).live().count() == THREADS - 1


def test_without_the_guard_people_take_lanes_that_are_gone(make_meetup, crowd, set_lanes):
    """The negative control: everybody sees a lane that is gone when they take it."""
    meetup, done = make_meetup(capacity=LANES), Event()
    with answers_after(until(done)):
        assert shrink(meetup, crowd, *set_lanes(meetup, FEWER), done) == [302] * THREADS
    assert beyond(meetup) == THREADS - 1 - FEWER


def test_lanes_that_come_and_go_lose_nobody(make_meetup, crowd, set_lanes):
    meetup = make_meetup(capacity=4)
    browsers = [signed_in(user) for user in crowd]
    changes = set_lanes(meetup, 2, 8, 3, 7)
    for browser in browsers[:6]:
        assert answers(browser, meetup, "runner")() == 302
    coming = [answers(browser, meetup, "runner") for browser in browsers[6:12]]
    leaving = [answers(browser, meetup, "leave") for browser in browsers[:6]]
    assert all_at_once(*changes, *coming, *leaving) == [302] * THREADS
    row = assert_nothing_is_due(meetup)
    assert row.sequence == len(changes)
    assert not row.runners_offered or row.seats.held <= row.capacity
    live = RSVP.objects.of_meetup(meetup.pk).live().values_list("user", flat=True)
    assert sorted(live) == [user.pk for user in crowd[6:12]]
