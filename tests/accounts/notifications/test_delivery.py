"""Delivery: once, in the end and in order, whatever the mail server says."""

from datetime import timedelta
from smtplib import SMTPAuthenticationError, SMTPDataError, SMTPRecipientsRefused, SMTPServerDisconnected

import pytest
from django.core import mail
from django.utils import timezone

from accounts.models import FailingAddress, Notification
from accounts.notifications.delivery import (
    FAILURES_IN_A_ROW,
    FIRST_WAIT_SECONDS,
    GIVE_UP_AFTER,
    TRIES_AT_LEAST,
    TRIES_TO_MAKE,
    Outcome,
    deliver_batch,
)
from accounts.notifications.tasks import deliver_due, sweep_outbox
from tests.accounts.notifications.conftest import REFUSED, owe, tell


def row():
    return Notification.objects.get()


def causes():
    """What was not sent, in order."""
    owed = Notification.objects.filter(mail_due_at__isnull=False)
    return list(owed.order_by("mail_due_at", "pk").values_list("cause", flat=True))


# ---- The mail server fails ----


def test_a_failure_waits_twice_as_long_each_time(clock, owed, failing):
    failing(SMTPServerDisconnected("gone"))
    for failures in range(4):
        before = timezone.now()
        assert deliver_batch() == [Outcome.FAILED]
        assert row().leased_until is None
        wait = (row().mail_due_at - before).total_seconds()
        usual = FIRST_WAIT_SECONDS * 2**failures
        assert usual <= wait <= 1.5 * usual
        assert deliver_batch() == []
        clock.move_to(row().mail_due_at)


def test_what_failed_goes_out_when_its_time_has_come(clock, owed, failing, mailoutbox):
    failing(SMTPServerDisconnected("gone"), None)
    assert deliver_batch() == [Outcome.FAILED]
    assert deliver_due.call() == 0
    clock.move_to(row().mail_due_at)
    assert deliver_due.call() == 1
    assert len(mailoutbox) == 1


def test_after_a_day_of_failures_it_is_given_up(clock, owed, failing):
    failing(SMTPServerDisconnected("gone"))
    tries = 0
    while row().mail_due_at:
        clock.move_to(row().mail_due_at)
        deliver_batch()
        tries += 1
    assert GIVE_UP_AFTER < timezone.now() - owed.created_at < GIVE_UP_AFTER + timedelta(hours=7)
    assert tries > TRIES_AT_LEAST
    assert (row().dropped_because, row().sent_at) == ("gave up: SMTPServerDisconnected", None)


def test_what_lay_there_for_a_day_is_not_given_up_at_the_first_failure(clock, owed, failing):
    clock.shift(GIVE_UP_AFTER * 2)
    failing(SMTPServerDisconnected("gone"))
    assert deliver_batch() == [Outcome.FAILED]
    assert row().mail_due_at


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        (REFUSED, Outcome.DROPPED),
        (SMTPRecipientsRefused({"mira@example.org": (450, b"greylisted")}), Outcome.LATER),
        (SMTPRecipientsRefused({"mira@example.org": (554, b"5.7.1 Relay access denied")}), Outcome.FAILED),
        (SMTPRecipientsRefused({"mira@example.org": (550, b"5.1.1 No such user")}), Outcome.DROPPED),
        (SMTPDataError(554, b"spam"), Outcome.DROPPED),
        (SMTPDataError(451, b"later"), Outcome.FAILED),
        (SMTPAuthenticationError(535, b"wrong password"), Outcome.FAILED),
    ],
)
def test_what_the_server_will_never_take_is_not_tried_again(owed, failing, error, outcome):
    failing(error)
    assert deliver_batch() == [outcome]
    assert bool(row().mail_due_at) == (outcome != Outcome.DROPPED)
    assert row().dropped_because == ("refused by the mail server" if outcome == Outcome.DROPPED else "")


def test_first_later_and_then_never_is_never(clock, owed, failing):
    failing(SMTPDataError(451, b"later"), SMTPDataError(554, b"spam"))
    assert deliver_batch() == [Outcome.FAILED]
    clock.move_to(row().mail_due_at)
    assert deliver_batch() == [Outcome.DROPPED]


def test_a_server_that_fails_is_not_asked_for_every_mail(clock, news, member, failing, server):
    owe(member, FAILURES_IN_A_ROW + 2)
    failing(TimeoutError())
    assert deliver_due.call() == 0
    assert server.asked == FAILURES_IN_A_ROW
    waiting = Notification.objects.mail_due(timezone.now())
    assert list(waiting.values_list("cause", "attempts", "leased_by")) == [("003", 0, ""), ("004", 0, "")]


def test_single_failures_do_not_hold_up_the_others(news, member, failing, mailoutbox):
    owe(member, FAILURES_IN_A_ROW * 2)
    failing(*[TimeoutError(), None] * FAILURES_IN_A_ROW)
    assert deliver_due.call() == FAILURES_IN_A_ROW


def test_one_bad_address_never_stops_the_rest(news, member, other_member, organizer, server):
    tell(member, other_member, organizer)

    def refuse_mira(message):
        if message.to == [member.email]:
            raise REFUSED

    server.before = staticmethod(refuse_mira)
    assert sorted(deliver_batch()) == [Outcome.DROPPED, Outcome.SENT, Outcome.SENT]


# ---- The mail server is away ----


def test_a_server_that_is_away_costs_no_letter_a_try(clock, news, member, server):
    owed = owe(member, 3)
    server.is_away = True
    assert deliver_batch() == [Outcome.FAILED]
    assert server.asked == 0
    free = Notification.objects.mail_due(timezone.now()).filter(attempts=0, leased_by="")
    assert list(free.values_list("pk", flat=True)) == owed


def test_a_server_that_goes_away_in_the_middle_leaves_the_rest_free(clock, news, member, server):
    owe(member, 3)

    def go_away(message):
        server.is_away = True

    server.before = staticmethod(go_away)
    assert deliver_batch() == [Outcome.SENT, Outcome.FAILED]
    assert causes() == ["001", "002"]
    assert Notification.objects.filter(leased_until__isnull=False).count() == 0


def test_a_day_without_a_mail_server_loses_nothing_and_keeps_the_order(clock, news, member, server):
    """Each hour something is told, and each minute of it somebody tries."""
    server.is_away = True
    for hour in range(26):
        tell(member, cause=f"{hour:03}")
        for _ in range(3):
            clock.shift(timedelta(minutes=20))
            sweep_outbox()
    assert Notification.objects.exclude(dropped_because="").count() == 0
    server.is_away = False
    told = causes()
    sweep_outbox()
    assert told == [f"{hour:03}" for hour in range(26)]
    sent = Notification.objects.order_by("pk").values_list("public_id", flat=True)
    ids = [letter.extra_headers["Message-ID"] for letter in mail.outbox]
    assert ids == [f"<{public_id}@localhost>" for public_id in sent]


# ---- Letters that cannot be made ----


def test_letters_that_cannot_be_made_do_not_hold_up_the_others(news, member, mailoutbox):
    news.subjects["broken"] = {}
    for number in range(FAILURES_IN_A_ROW):
        tell(member, target="broken", cause=str(number))
    tell(member)
    assert deliver_due.call() == len(mailoutbox) == 1


def test_what_cannot_be_made_is_tried_again_and_then_left_to_the_operators(clock, news, owed, caplog):
    news.subjects["a"] = {}
    outcomes = []
    while row().mail_due_at:
        clock.move_to(row().mail_due_at)
        outcomes += deliver_batch()
    assert outcomes == [Outcome.UNMADE] * TRIES_TO_MAKE
    assert row().dropped_because.startswith("gave up: ")
    assert {record.levelname for record in caplog.records if "could not be made" in record.message} == {
        "ERROR"
    }


def test_a_template_that_is_mended_in_time_sends_its_letters(clock, news, owed, mailoutbox):
    mended, news.subjects["a"] = news.subjects["a"], {}
    assert deliver_batch() == [Outcome.UNMADE]
    news.subjects["a"] = mended
    clock.move_to(row().mail_due_at)
    assert deliver_batch() == [Outcome.SENT]


def test_one_address_that_puts_letters_off_holds_up_nobody_else(clock, news, member, other_member, server):
    owe(member, FAILURES_IN_A_ROW + 2)
    tell(other_member, cause="999")

    def greylist(message):
        if message.to == [member.email]:
            raise SMTPRecipientsRefused({member.email: (450, b"4.2.0 greylisted")})

    server.before = staticmethod(greylist)
    assert deliver_due.call() == 1


def test_our_own_fault_pauses_no_address(clock, news, member, failing):
    owe(member, FAILURES_IN_A_ROW)
    failing(SMTPRecipientsRefused({member.email: (554, b"5.7.1 Relay access denied")}))
    deliver_due.call()
    assert FailingAddress.objects.count() == 0
    assert Notification.objects.owed().count() == FAILURES_IN_A_ROW


def test_a_letter_that_is_called_back_while_it_is_tried_stays_so(clock, owed, server):
    def stop(message):
        Notification.objects.all().call_back("bell")
        raise SMTPServerDisconnected("gone")

    server.before = staticmethod(stop)
    assert deliver_batch() == [Outcome.FAILED]
    assert (row().mail_due_at, row().leased_by, row().dropped_because) == (None, "", "switched off")


def test_one_letter_that_nothing_can_be_done_with_never_stops_the_rest(
    clock, news, member, other_member, server, monkeypatch
):
    """Noting what became of it fails, as a constraint nobody thought of would make it fail."""
    tell(member, cause="001")
    tell(other_member, cause="002")

    def refuse_mira(message):
        if message.to == [member.email]:
            raise REFUSED

    def fail(user):
        raise LookupError

    server.before = staticmethod(refuse_mira)
    monkeypatch.setattr("accounts.notifications.delivery.count_refusal", fail)
    assert deliver_batch() == [Outcome.UNMADE, Outcome.SENT]


@pytest.mark.django_db
def test_addresses_that_look_alike_are_two(clock):
    """Upper case makes one letter of a dotless and a dotted i."""
    for email in ("x@evil.org", "x@ev\u0131l.org"):
        for number in (1, 2):
            assert FailingAddress.objects.count_refusal(email) == number
