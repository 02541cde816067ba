"""What a leader is told when spotters come and go: one line, and one letter an hour."""

import pytest
from django.core import mail

from accounts.models import Notification
from accounts.notifications.tasks import deliver_due, spread_news
from accounts.permissions import Viewer
from events.meetups.actions import leave_meetup


@pytest.fixture
def come_and_go(meetup, spotter, answer):
    """Spot and leave; people are told if ``told``."""

    def toggle(*, told=True):
        answer(meetup, spotter, "spotter")
        leave_meetup(meetup, by=Viewer(spotter))
        if told:
            spread_news.call()
            deliver_due.call()

    return toggle


@pytest.fixture
def new_lines(organizer):
    def count():
        return Notification.objects.visible_to(Viewer(organizer)).unread().count()

    return count


def read_all():
    Notification.objects.update(read_at="2026-06-16T07:00Z")


def letters():
    return [letter.to for letter in mail.outbox if letter.subject.startswith("A spotter has left")]


@pytest.mark.parametrize("told", [True, False])
def test_who_comes_and_goes_all_hour_costs_the_leader_one_letter_and_one_line(
    come_and_go, new_lines, organizer, told
):
    for _ in range(5):
        come_and_go(told=told)
    come_and_go()
    assert letters() == [[organizer.email]]
    assert new_lines() == 1


def test_what_was_read_is_new_when_it_happens_again_within_the_hour(come_and_go, new_lines):
    come_and_go()
    read_all()
    assert new_lines() == 0
    come_and_go()
    assert new_lines() == 1
    assert len(letters()) == 1


def test_in_a_later_hour_it_is_told_anew_in_the_place_of_the_old_line(come_and_go, new_lines, clock):
    come_and_go()
    read_all()
    clock.shift(3600)
    come_and_go()
    assert new_lines() == 1
    assert len(letters()) == 2
    assert Notification.objects.filter(kind="meetups.spotter_left").count() == 1
