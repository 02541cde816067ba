"""Whoever may no longer know is not told: not when it is spread, not when it is sent, not in the bell.

A table: for each kind, its scene, then the loss of the right to know, before and after people were told.
"""

import pytest
from django.core import mail

from accounts.models import Notification
from accounts.notifications.bell import lines
from accounts.notifications.kinds import KINDS
from accounts.notifications.notices import ADDRESS_PAUSED
from accounts.notifications.tasks import deliver_due
from tests.config.scenes.scenes import LOSSES, SCENES, tell_people

KINDS_TOLD = sorted(SCENES)


@pytest.fixture
def bell(as_viewer):
    """``bell(person, kind)``: the number in the bell without other kinds, and the lines that stand there."""

    def read(person, kind):
        viewer = as_viewer(person)
        rows = Notification.objects.visible_to(viewer)
        others = rows.unread().exclude(kind=kind)
        number = Notification.objects.unread_count(viewer) - others.count()
        return number, [line.words for line in lines(rows.filter(kind=kind), viewer)]

    return read


@pytest.fixture
def is_honest(as_viewer):
    """Says whether the number in the bell is that of the new lines a person can read there."""

    def compare(person):
        viewer = as_viewer(person)
        new = Notification.objects.visible_to(viewer).unread()
        return Notification.objects.unread_count(viewer) == len(lines(new, viewer))

    return compare


def letters(person, kind):
    """Mail about this kind to this person."""
    about = f"“{KINDS[kind].label}”"
    return [each.subject for each in mail.outbox if each.to == [person.email] and about in each.body]


@pytest.mark.parametrize("kind", KINDS_TOLD)
def test_who_may_know_is_told(play, bell, is_honest, kind):
    """Without this the tests below would prove nothing."""
    person = play(kind)
    tell_people(kind)
    number, words = bell(person, kind)
    assert (number, len(words)) == ((1, 1) if KINDS[kind].is_in_bell else (0, 0))
    assert is_honest(person)
    deliver_due.call()
    assert len(letters(person, kind)) == (0 if kind == ADDRESS_PAUSED.name else 1)


@pytest.mark.parametrize("kind", KINDS_TOLD)
def test_who_may_not_know_any_more_when_it_is_spread_is_not_told(play, need, bell, kind):
    person = play(kind)
    LOSSES[kind].happens(need)
    tell_people(kind)
    assert bell(person, kind) == (0, [])
    assert not Notification.objects.filter(kind=kind, recipient=person).exists()
    deliver_due.call()
    assert letters(person, kind) == []


@pytest.mark.parametrize("kind", KINDS_TOLD)
def test_who_may_not_know_any_more_when_it_is_sent_gets_no_letter_and_no_line(
    play, need, bell, is_honest, kind
):
    person = play(kind)
    tell_people(kind)
    told = Notification.objects.filter(kind=kind, recipient=person)
    assert told.exists()
    LOSSES[kind].happens(need)
    if LOSSES[kind].is_action:
        assert (bell(person, kind), is_honest(person)) == ((0, []), True)
    deliver_due.call()
    assert bell(person, kind) == (0, [])
    assert letters(person, kind) == []
    for row in told:
        assert (row.dropped_because, row.is_hidden) == ("no longer readable", True)
