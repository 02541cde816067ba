"""Delivery: once, in the end, to who may still read it."""

import logging
import re
from datetime import UTC, datetime, timedelta
from smtplib import SMTPAuthenticationError, SMTPDataError, SMTPRecipientsRefused, SMTPServerDisconnected

import pytest
import time_machine
from django.core.mail.backends.locmem import EmailBackend
from django.utils import timezone

from accounts.models import Notification
from accounts.notifications.tasks import (
    BATCH,
    FAILURES_IN_A_ROW,
    FIRST_WAIT_SECONDS,
    GIVE_UP_AFTER,
    TRIES_AT_LEAST,
    Outcome,
    deliver,
    deliver_due,
    sweep_outbox,
)
from tests.accounts.notifications.conftest import tell

NOW = datetime(2026, 6, 16, 9, 0, tzinfo=UTC)
AWAY = {"default": {"BACKEND": f"{__name__}.Failing"}}


class Failing(EmailBackend):
    """A mail server that answers each letter with the next of ``answers``; the last one for ever."""

    answers: list[Exception] = []
    asked = 0

    def send_messages(self, messages):
        number = min(Failing.asked, len(Failing.answers) - 1)
        Failing.asked += 1
        raise Failing.answers[number]


@pytest.fixture
def failing(settings):
    """Say how the mail server fails: ``failing(error)``."""

    def fail(*answers):
        settings.MAILERS, Failing.answers, Failing.asked = AWAY, list(answers), 0

    return fail


@pytest.fixture
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def row():
    return Notification.objects.get()


def test_a_second_worker_finds_the_lease(clock, owed, mailoutbox):
    assert Notification.objects.lease(owed.pk, timezone.now())
    assert deliver(owed.pk) == Outcome.TAKEN
    assert mailoutbox == []


def test_a_lease_of_a_worker_that_died_runs_out(clock, owed, mailoutbox):
    Notification.objects.lease(owed.pk, timezone.now())
    clock.shift(timedelta(minutes=4, seconds=59))
    assert deliver_due.call() == 0
    clock.shift(timedelta(seconds=1))
    assert deliver_due.call() == 1
    assert (len(mailoutbox), row().attempts) == (1, 2)


def test_a_second_try_finds_that_it_was_sent(owed, mailoutbox):
    assert [deliver(owed.pk), deliver(owed.pk)] == [Outcome.SENT, Outcome.TAKEN]
    assert len(mailoutbox) == 1


def test_the_sweep_finds_what_a_crash_left(owed, mailoutbox):
    sweep_outbox()
    assert len(mailoutbox) == 1


def test_a_failure_waits_twice_as_long_each_time(clock, owed, failing):
    failing(SMTPServerDisconnected("gone"))
    for failures in range(4):
        before = timezone.now()
        assert deliver(owed.pk) == Outcome.FAILED
        assert row().leased_until is None
        wait = (row().mail_due_at - before).total_seconds()
        usual = FIRST_WAIT_SECONDS * 2**failures
        assert usual <= wait <= 1.5 * usual
        assert deliver(owed.pk) == Outcome.TAKEN
        clock.move_to(row().mail_due_at)


def test_what_failed_goes_out_when_the_server_is_back(clock, owed, failing, settings, mailoutbox):
    working = settings.MAILERS
    failing(ConnectionRefusedError())
    deliver(owed.pk)
    settings.MAILERS = working
    assert deliver_due.call() == 0
    clock.move_to(row().mail_due_at)
    assert deliver_due.call() == 1
    assert len(mailoutbox) == 1


def test_after_a_day_of_failures_it_is_given_up(clock, owed, failing):
    failing(ConnectionRefusedError())
    tries = 0
    while row().mail_due_at:
        clock.move_to(row().mail_due_at)
        deliver(owed.pk)
        tries += 1
    assert GIVE_UP_AFTER < timezone.now() - owed.created_at < GIVE_UP_AFTER + timedelta(hours=7)
    assert tries > TRIES_AT_LEAST
    assert (row().dropped_because, row().sent_at) == ("gave up: ConnectionRefusedError", None)


def test_what_lay_there_for_a_day_is_not_given_up_at_the_first_failure(clock, owed, failing):
    clock.shift(GIVE_UP_AFTER * 2)
    failing(ConnectionRefusedError())
    assert deliver(owed.pk) == Outcome.FAILED


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        (SMTPRecipientsRefused({"mira@example.org": (550, b"no such user")}), Outcome.DROPPED),
        (SMTPRecipientsRefused({"mira@example.org": (450, b"greylisted")}), Outcome.FAILED),
        (SMTPDataError(554, b"spam"), Outcome.DROPPED),
        (SMTPDataError(451, b"later"), Outcome.FAILED),
        (SMTPAuthenticationError(535, b"wrong password"), Outcome.FAILED),
    ],
)
def test_what_the_server_will_never_take_is_not_tried_again(owed, failing, error, outcome):
    failing(error)
    assert deliver(owed.pk) == outcome
    assert bool(row().mail_due_at) == (outcome == Outcome.FAILED)
    assert row().dropped_because == ("refused by the mail server" if outcome == Outcome.DROPPED else "")


def test_a_server_that_is_away_is_not_asked_for_every_mail(news, member, failing):
    for number in range(FAILURES_IN_A_ROW + 2):
        tell(member, cause=str(number))
    failing(TimeoutError())
    assert deliver_due.call() == 0
    assert Failing.asked == FAILURES_IN_A_ROW


def test_single_failures_do_not_hold_up_the_others(news, member, failing, mailoutbox):
    for number in range(FAILURES_IN_A_ROW * 2):
        tell(member, cause=str(number), target="a" if number % 2 else "nothing")
    assert deliver_due.call() == FAILURES_IN_A_ROW


def test_letters_that_cannot_be_made_do_not_hold_up_the_others(news, member, mailoutbox):
    news.subjects["broken"] = {}
    for number in range(FAILURES_IN_A_ROW):
        tell(member, target="broken", cause=str(number))
    tell(member)
    assert deliver_due.call() == len(mailoutbox) == 1


def test_one_run_takes_a_batch_and_the_next_the_rest(news, member, mailoutbox):
    Notification.objects.bulk_create(
        Notification(
            kind="tests.news", recipient=member, target="a", cause=str(number), mail_due_at=timezone.now()
        )
        for number in range(BATCH + 1)
    )
    assert [deliver_due.call(), deliver_due.call()] == [BATCH, 1]


def test_a_failure_does_not_undo_what_a_faster_worker_did(owed, failing, monkeypatch):
    """The lease ran out while this worker still waited for the mail server; another sent the mail."""

    def slow(self, messages):
        Notification.objects.update(attempts=2, sent_at=timezone.now(), mail_due_at=None, leased_until=None)
        raise TimeoutError

    failing(TimeoutError())
    monkeypatch.setattr(Failing, "send_messages", slow)
    assert deliver(owed.pk) == Outcome.FAILED
    assert (row().mail_due_at, bool(row().sent_at)) == (None, True)


def test_what_may_no_longer_be_read_is_dropped_with_a_reason(news, owed, member, caplog, mailoutbox):
    news.hidden_from.add(member.pk)
    with caplog.at_level(logging.INFO):
        assert deliver(owed.pk) == Outcome.DROPPED
    assert row().dropped_because == "no longer readable"
    assert caplog.messages == ["mail dropped: tests.news, no longer readable"]
    assert mailoutbox == []


def test_a_kind_that_is_gone_is_dropped(owed):
    Notification.objects.update(kind="tests.forgotten")
    deliver(owed.pk)
    assert row().dropped_because == "unknown kind"


def test_who_is_not_active_gets_nothing(owed, member, mailoutbox):
    member.is_active = False
    member.save()
    deliver(owed.pk)
    assert (row().dropped_because, mailoutbox) == ("recipient is not active", [])


@pytest.mark.parametrize(
    "change", [{"verified": False}, {"email": "old@example.org"}], ids=["not confirmed", "another address"]
)
def test_an_address_that_nobody_confirmed_gets_nothing(owed, member, mailoutbox, change):
    member.emailaddress_set.update(**change)
    deliver(owed.pk)
    assert (row().dropped_because, mailoutbox) == ("address is not confirmed", [])


def test_capitals_do_not_make_another_address(owed, member, mailoutbox):
    member.emailaddress_set.update(email=member.email.upper())
    assert deliver(owed.pk) == Outcome.SENT


def test_what_fails_is_logged_without_words_or_people(owed, member, failing, caplog):
    failing(SMTPServerDisconnected(f"cannot reach {member.email}"))
    deliver(owed.pk)
    assert caplog.messages == ["mail failed: tests.news, SMTPServerDisconnected"]
    assert not re.search("mira|O'Brien", caplog.text, re.IGNORECASE)


def test_a_template_that_is_broken_keeps_the_mail_owed(owed, news):
    news.subjects["a"] = object()
    assert deliver(owed.pk) == Outcome.UNMADE
