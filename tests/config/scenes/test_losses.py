"""Whoever may no longer know is not told: not when it is spread, not when it is sent, not in the bell.

A table: for each kind and each way its letters can go, its scene, then each loss of the right to know,
before people were told, before the mail is sent, and after it was. The number in the bell is that of the new
lines that can be read there, for everybody, at each of these moments.
"""

import pytest
from django.core import mail

from accounts.models import Notification, User
from accounts.notifications.bell import lines
from accounts.notifications.kinds import KINDS, Channel
from accounts.notifications.notices import ADDRESS_PAUSED
from accounts.notifications.tasks import deliver_due
from tests.config.scenes.losses import LOSSES
from tests.config.scenes.scenes import SCENES, tell_people


def channels(kind):
    """Of itself the weekly letter has no line, and it is not written for who wants none."""
    return KINDS[kind].channels if KINDS[kind].is_in_bell else [Channel.NOW]


TOLD = [(kind, channel) for kind in sorted(SCENES) for channel in channels(kind)]
CASES = [
    pytest.param(kind, loss, channel, id=f"{kind}-{loss}-{channel}")
    for kind, channel in TOLD
    for loss in LOSSES[kind]
]


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
def wrong_numbers(as_viewer):
    """Whose number in the bell is not that of the new lines they can read there, with both."""

    def compare():
        found = {}
        for person in User.objects.all():
            viewer = as_viewer(person)
            new = Notification.objects.visible_to(viewer).unread()
            found[str(person)] = Notification.objects.unread_count(viewer), len(lines(new, viewer))
        return {name: numbers for name, numbers in found.items() if len(set(numbers)) > 1}

    return compare


def letters(person, kind):
    """Mail about this kind to this person; a long line may be broken."""
    about = f"“{KINDS[kind].label}”"
    theirs = [each for each in mail.outbox if each.to == [person.email]]
    return [each.subject for each in theirs if about in " ".join(each.body.split())]


def rows_of(person, kind):
    return Notification.objects.filter(kind=kind, recipient=person)


def is_mailed(kind, channel):
    return channel == Channel.NOW and kind != ADDRESS_PAUSED.name


@pytest.mark.parametrize(("kind", "channel"), TOLD)
def test_who_may_know_is_told(play, bell, wrong_numbers, kind, channel):
    """Without this the tests below would prove nothing."""
    person = play(kind, channel)
    tell_people(kind)
    number, words = bell(person, kind)
    assert (number, len(words)) == ((1, 1) if KINDS[kind].is_in_bell else (0, 0))
    assert wrong_numbers() == {}
    deliver_due.call()
    assert len(letters(person, kind)) == is_mailed(kind, channel)
    assert wrong_numbers() == {}


@pytest.mark.parametrize(("kind", "loss", "channel"), CASES)
def test_who_may_not_know_any_more_when_it_is_spread_is_not_told(
    play, need, bell, wrong_numbers, kind, loss, channel
):
    person = play(kind, channel, loss.scene)
    loss.happens(need)
    tell_people(kind)
    assert bell(person, kind) == (0, [])
    assert not rows_of(person, kind).exists()
    assert wrong_numbers() == {}
    deliver_due.call()
    assert letters(person, kind) == []


@pytest.mark.parametrize(("kind", "loss", "channel"), CASES)
def test_who_may_not_know_any_more_when_it_is_sent_gets_no_letter_and_no_line(
    play, need, bell, wrong_numbers, kind, loss, channel
):
    person = play(kind, channel, loss.scene)
    tell_people(kind)
    told = rows_of(person, kind)
    assert told.exists()
    loss.happens(need)
    if loss.is_action:
        assert (bell(person, kind), wrong_numbers()) == ((0, []), {})
    deliver_due.call()
    assert bell(person, kind)[1] == []
    assert letters(person, kind) == []
    for row in told if channel == Channel.NOW else []:
        assert (row.dropped_because, row.is_hidden) == (loss.reason, True)


@pytest.mark.parametrize(("kind", "loss", "channel"), CASES)
def test_who_may_not_know_any_more_after_it_was_sent_has_no_line(
    play, need, bell, wrong_numbers, kind, loss, channel
):
    person = play(kind, channel, loss.scene)
    tell_people(kind)
    deliver_due.call()
    assert len(letters(person, kind)) == is_mailed(kind, channel)
    loss.happens(need)
    assert bell(person, kind)[1] == []
    if loss.is_action:
        assert wrong_numbers() == {}
    tell_people(kind)
    deliver_due.call()
    assert bell(person, kind)[1] == []
    assert len(letters(person, kind)) == is_mailed(kind, channel)
    if loss.is_action:
        assert wrong_numbers() == {}
