"""Who gets no letter, and addresses that keep refusing them."""

import logging
import re
from smtplib import SMTPDataError, SMTPServerDisconnected

import pytest

from accounts.models import FailingAddress, Notification
from accounts.notifications.delivery import Outcome, deliver_batch
from accounts.notifications.querysets import REFUSALS_BEFORE_PAUSE
from accounts.notifications.tasks import spread_news
from accounts.permissions import Viewer
from tests.accounts.notifications.conftest import REFUSED, owe


def row():
    return Notification.objects.get()


# ---- Who gets none ----


def test_what_may_no_longer_be_read_is_dropped_with_a_reason(news, owed, member, caplog, mailoutbox):
    news.hidden_from.add(member.pk)
    with caplog.at_level(logging.INFO):
        assert deliver_batch() == [Outcome.DROPPED]
    assert (row().dropped_because, row().is_hidden) == ("no longer readable", True)
    assert "mail dropped: tests.news, no longer readable" in caplog.messages
    assert mailoutbox == []


def test_what_comes_too_late_is_dropped_and_stays_in_the_bell(news, owed, mailoutbox):
    news.stale.add("O'Brien")
    assert deliver_batch() == [Outcome.DROPPED]
    assert (row().dropped_because, row().is_hidden) == ("too late to be of use", False)
    assert mailoutbox == []


def test_a_kind_that_is_gone_is_dropped(owed):
    Notification.objects.update(kind="tests.forgotten")
    deliver_batch()
    assert row().dropped_because == "unknown kind"


def test_who_is_not_active_gets_nothing(owed, member, mailoutbox):
    member.is_active = False
    member.save()
    deliver_batch()
    assert (row().dropped_because, mailoutbox) == ("recipient is not active", [])


@pytest.mark.parametrize(
    "change", [{"verified": False}, {"email": "old@example.org"}], ids=["not confirmed", "another address"]
)
def test_an_address_that_nobody_confirmed_gets_nothing(owed, member, mailoutbox, change):
    member.emailaddress_set.update(**change)
    deliver_batch()
    assert (row().dropped_because, mailoutbox) == ("address is not confirmed", [])


def test_capitals_do_not_make_another_address(owed, member, mailoutbox):
    member.emailaddress_set.update(email=member.email.upper())
    assert deliver_batch() == [Outcome.SENT]


# ---- Addresses that keep refusing ----


def test_an_address_that_keeps_refusing_is_left_alone_and_the_bell_says_so(clock, news, member, failing):
    failing(REFUSED)
    owe(member, REFUSALS_BEFORE_PAUSE + 1)
    assert deliver_batch() == [Outcome.DROPPED] * (REFUSALS_BEFORE_PAUSE + 1)
    spread_news.call()
    assert [line.dropped_because for line in Notification.objects.order_by("pk")] == [
        *["refused by the mail server"] * REFUSALS_BEFORE_PAUSE,
        "address is paused",
        "address is paused",  # the letter that says so, which stands in the bell all the same
    ]
    line = Notification.objects.visible_to(Viewer(member)).get(kind="notifications.address_paused")
    assert line.read_at is None


def test_a_letter_that_arrives_makes_up_for_earlier_refusals(clock, news, member, failing):
    failing(*[REFUSED] * (REFUSALS_BEFORE_PAUSE - 1), None, REFUSED)
    owe(member, REFUSALS_BEFORE_PAUSE + 1)
    deliver_batch()
    assert FailingAddress.objects.values_list("email", "refusals", "paused_at").get() == (
        member.email,
        1,
        None,
    )


def test_a_letter_that_is_refused_says_nothing_about_the_address(owed, failing):
    failing(SMTPDataError(554, b"spam"))
    deliver_batch()
    assert FailingAddress.objects.count() == 0


def test_what_fails_is_logged_without_words_or_people(owed, member, failing, caplog):
    failing(SMTPServerDisconnected(f"cannot reach {member.email}"))
    deliver_batch()
    assert caplog.messages == ["mail failed: tests.news, SMTPServerDisconnected"]
    assert not re.search("mira|O'Brien", caplog.text, re.IGNORECASE)


def test_a_server_that_is_away_is_logged_without_words(owed, server, caplog):
    server.is_away = True
    deliver_batch()
    assert caplog.messages == ["mail server is away: ConnectionRefusedError"]
