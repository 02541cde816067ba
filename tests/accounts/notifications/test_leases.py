"""Of two workers one has a mail; what one of them loses, another finds."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.core import mail
from django.utils import timezone

from accounts.models import Notification
from accounts.notifications.delivery import BATCH, FIRST_WAIT_SECONDS, MOST_DOUBLINGS, Outcome, deliver_batch
from accounts.notifications.querysets import LONGEST_WAIT
from accounts.notifications.tasks import WAITS, deliver_due, sweep_outbox
from tests.accounts.notifications.conftest import announce, owe

LEASE = timedelta(seconds=settings.LEASE_SECONDS)
JUMPS = [timedelta(hours=1), timedelta(days=30)]


def row():
    return Notification.objects.get()


def test_a_lease_is_for_a_batch_and_the_next_one_for_what_is_left(clock, news, member):
    owed = owe(member, 3)
    (first, mine), (second, theirs), (_none, nothing) = (
        Notification.objects.lease(2, timezone.now()) for _ in range(3)
    )
    assert (mine, theirs, nothing) == (owed[:2], owed[2:], [])
    assert first != second
    assert set(Notification.objects.values_list("leased_by", "attempts")) == {(first, 1), (second, 1)}


def test_a_second_worker_finds_the_lease(clock, owed, mailoutbox):
    Notification.objects.lease(BATCH, timezone.now())
    assert deliver_batch() == []
    assert mailoutbox == []


def test_a_lease_of_a_worker_that_died_runs_out(clock, owed, mailoutbox):
    Notification.objects.lease(BATCH, timezone.now())
    clock.shift(LEASE - timedelta(seconds=1))
    assert deliver_due.call() == 0
    clock.shift(timedelta(seconds=1))
    assert deliver_due.call() == 1
    assert (len(mailoutbox), row().attempts) == (1, 2)


def test_what_was_sent_is_not_owed_any_more(owed, mailoutbox):
    assert [deliver_batch(), deliver_batch()] == [[Outcome.SENT], []]
    assert len(mailoutbox) == 1
    assert row().sent_at
    assert (row().mail_due_at, row().leased_until, row().leased_by) == (None, None, "")


def test_what_a_slow_mail_server_keeps_waiting_is_sent_by_one_worker_alone(clock, news, member, server):
    """Each letter takes most of a lease, and each time another worker takes what it finds free."""
    owed = owe(member, 4)
    theirs = []

    def be_slow(message):
        clock.shift(LEASE * 0.9)
        theirs.extend(Notification.objects.lease(BATCH, timezone.now())[1])

    server.before = staticmethod(be_slow)
    outcomes = deliver_batch()
    mine = [pk for pk, outcome in zip(owed, outcomes, strict=True) if outcome == Outcome.SENT]
    assert (len(mine), len(mail.outbox)) == (2, 2)
    assert sorted(mine + theirs) == owed


def test_a_worker_whose_lease_ran_out_leaves_the_rest_to_the_other(clock, news, member, server):
    owed = owe(member, 3)
    theirs = []

    def be_slow(message):
        clock.shift(LEASE)
        theirs.extend(Notification.objects.lease(BATCH, timezone.now())[1])

    server.before = staticmethod(be_slow)
    assert deliver_batch() == [Outcome.SENT, Outcome.TAKEN, Outcome.TAKEN]
    assert theirs == owed
    assert len(mail.outbox) == 1


def test_a_failure_does_not_undo_what_a_faster_worker_did(clock, owed, server):
    """The lease ran out while this worker still waited for the mail server; another sent the mail."""

    def be_overtaken(message):
        done = {"sent_at": timezone.now(), "mail_due_at": None, "leased_until": None, "leased_by": ""}
        Notification.objects.update(attempts=2, **done)
        raise TimeoutError

    server.before = staticmethod(be_overtaken)
    assert deliver_batch() == [Outcome.FAILED]
    assert (row().mail_due_at, bool(row().sent_at)) == (None, True)


def test_the_sweep_finds_what_a_crash_left(news, member, mailoutbox):
    announce(member)
    sweep_outbox()
    assert len(mailoutbox) == 1


def test_one_run_takes_a_batch_and_asks_for_the_next(news, member, mailoutbox):
    lines = [{"target": "a", "cause": str(number)} for number in range(BATCH + 1)]
    Notification.objects.bulk_create(
        Notification(kind="tests.news", recipient=member, mail_due_at=timezone.now(), **line)
        for line in lines
    )
    assert deliver_due.call() == BATCH
    assert len(mailoutbox) == BATCH + 1


# ---- The clock jumps ----


def test_a_clock_put_forward_frees_what_another_worker_holds_and_that_one_notices(clock, owed, server):
    def jump(message):
        clock.shift(timedelta(days=1))
        assert Notification.objects.lease(BATCH, timezone.now())[1] == [owed.pk]

    server.before = staticmethod(jump)
    assert deliver_batch() == [Outcome.SENT]
    row = Notification.objects.get()
    assert (row.sent_at, bool(row.leased_by)) == (None, True)  # the other's, who sends a copy of the letter


@pytest.mark.parametrize("jump", JUMPS)
def test_a_clock_put_back_holds_up_no_mail_that_waits(clock, news, member, mailoutbox, jump):
    owe(member, 2)
    announce(member, cause="not spread yet")
    clock.shift(-jump)
    sweep_outbox()
    assert len(mailoutbox) == 3


@pytest.mark.parametrize("jump", JUMPS)
def test_a_clock_put_back_lets_no_worker_that_died_keep_its_lease(clock, owed, mailoutbox, jump):
    """What was tried once may be due when it would have been, but never later than any wait is long."""
    Notification.objects.lease(BATCH, timezone.now())
    clock.shift(-jump)
    clock.shift(min(jump, LONGEST_WAIT) + LEASE)
    assert deliver_batch() == [Outcome.SENT]


def test_a_clock_put_back_by_a_moment_takes_no_lease_from_a_worker_that_lives(clock, owed):
    Notification.objects.lease(BATCH, timezone.now())
    clock.shift(-LEASE / 2)
    assert deliver_batch() == []


def test_nothing_waits_for_its_next_try_longer_than_the_longest_wait():
    longest = 1.5 * FIRST_WAIT_SECONDS * 2**MOST_DOUBLINGS
    assert timedelta(seconds=longest) <= LONGEST_WAIT
    assert max(WAITS) <= LONGEST_WAIT
