"""A date is called off, or comes back, while people answer: who comes is told, and told once."""

import re
from contextlib import contextmanager
from functools import partial
from threading import Barrier, Event
from unittest.mock import patch

import pytest
from django.db.models import F
from django.utils import timezone

from accounts.notifications.actions import notify
from accounts.permissions import Viewer
from community.groups.querysets import group_scope
from events.meetups.actions import call_off_meetup
from events.meetups.models import RSVP, Meetup
from events.meetups.notices import ON_AGAIN
from tests.races.browsers import answers, signed_in
from tests.races.rosters.careless import answers_after
from tests.races.rosters.conftest import THREADS
from tests.races.rosters.facts import assert_counted, assert_nothing_is_due
from tests.races.together import all_at_once, and_then, until
from tests.telling import told

HALF = THREADS // 2
pytestmark = [
    pytest.mark.django_db(transaction=True, serialized_rollback=False),
    pytest.mark.postgresql_only,
    pytest.mark.race,
    pytest.mark.usefixtures("no_limits"),
]


def calls_off(browser, meetup):
    """Sends the reason; how many the site says it tells."""

    def send():
        page = browser.post(f"{meetup.get_absolute_url()}call-off/", {"reason": "Ice"}, follow=True)
        return int(re.search(r"Called off. We tell (\d+) pe", page.text)[1])

    return send


def off_while_answering(meetup, leader, people, done):
    """Fifteen answer as it is called off; how many are told, and what they get."""
    coming = [answers(signed_in(user), meetup, "runner") for user in people[1:]]
    return all_at_once(and_then(calls_off(signed_in(leader), meetup), done.set), *coming)


def test_nobody_is_admitted_once_it_is_called_off(make_meetup, leader, crowd):
    for _ in range(3):
        meetup = make_meetup(capacity=THREADS)
        count, *found = off_while_answering(meetup, leader, crowd, Event())
        assert found == [302] * (THREADS - 1)
        row = assert_counted(meetup)
        live = RSVP.objects.of_meetup(meetup.pk).live().values_list("user_id", flat=True)
        assert (row.state, row.sequence, count) == ("cancelled", 1, len(live))
        lines = told(kind="meetups.called_off", target=meetup.public_id)
        assert sorted(lines.values_list("recipient_id", flat=True)) == sorted(live)


def test_without_the_guard_people_come_to_what_is_called_off(make_meetup, leader, crowd):
    """The negative control: everybody saw that it was on, and nobody is told that it is not."""
    meetup, done = make_meetup(capacity=THREADS), Event()
    with answers_after(until(done)):
        count, *found = off_while_answering(meetup, leader, crowd, done)
    assert (count, found) == (0, [302] * (THREADS - 1))
    assert RSVP.objects.of_meetup(meetup.pk).live().count() == THREADS - 1
    assert not told(kind="meetups.called_off").exists()


def back_while_answering(meetup, leader, people, organizers):
    """One who comes; it is called off; eight bring it back as seven others answer."""
    first, *others = [signed_in(user) for user in people[: 1 + HALF]]
    assert answers(first, meetup, "runner")() == 302
    call_off_meetup(Meetup.objects.get(pk=meetup.pk), by=Viewer(leader), reason="Ice")
    address = f"{meetup.get_absolute_url()}bring-back/"
    back = [partial(signed_in(user).post, address) for user in organizers[:HALF]]
    coming = [answers(browser, meetup, "runner") for browser in others]
    replies = all_at_once(*back, *coming)
    return [reply.status_code for reply in replies[:HALF]], replies[HALF:]


def test_it_comes_back_once_and_takes_answers_from_then_on(make_meetup, leader, crowd, organizers):
    meetup = make_meetup(capacity=4)
    back, found = back_while_answering(meetup, leader, crowd, organizers)
    assert back == found == [302] * HALF
    row = assert_nothing_is_due(meetup)
    assert (row.state, row.sequence) == ("scheduled", 2)
    assert row.seats.held <= row.capacity
    lines = told(kind="meetups.on_again").values_list("recipient_id", flat=True)
    assert sorted(lines) == sorted([leader.pk, crowd[0].pk])
    came = RSVP.objects.of_meetup(meetup.pk).live().exclude(user=crowd[0])
    assert not came.filter(queued_at__lt=row.changed_at).exists()
    assert RSVP.objects.get(meetup=meetup, user=crowd[0]).state == "waiting"


@contextmanager
def unguarded_return():
    """Who brings it back looks whether it is off, and writes after the others have looked."""
    looked = Barrier(HALF, timeout=30)

    def look_then_write(meetup, *, by):
        assert Meetup.objects.get(pk=meetup.pk).state == "cancelled"
        looked.wait()
        cause, scope = timezone.now().isoformat(), group_scope(meetup.group_id)
        Meetup.objects.filter(pk=meetup.pk).update(state="scheduled", sequence=F("sequence") + 1)
        notify(ON_AGAIN, target=meetup.public_id, by=by.pk, cause=cause, scope=scope)

    with patch("events.meetups.planning.views.bring_back_meetup", look_then_write):
        yield


def test_without_the_guard_it_comes_back_eight_times(make_meetup, leader, crowd, organizers):
    """The negative control: who comes is told by each."""
    meetup = make_meetup(capacity=4)
    with unguarded_return():
        back, found = back_while_answering(meetup, leader, crowd, organizers)
    assert back == found == [302] * HALF
    assert Meetup.objects.get(pk=meetup.pk).sequence == 1 + HALF
    assert told(kind="meetups.on_again", recipient=crowd[0]).count() == HALF
