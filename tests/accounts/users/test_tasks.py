"""A letter about an account is sent by a task; one that fails is tried again by the worker."""

import re
from smtplib import SMTPRecipientsRefused
from traceback import format_exception

import pytest
from django.core.mail.backends.locmem import EmailBackend
from django.db import transaction
from django.tasks import default_task_backend

from accounts.jobs.retries import pause_after, pauses_of
from accounts.users.tasks import PAUSES, NotSent, mail_after_commit, send_account_mail

NOBODY_LISTENS = {
    "default": {
        "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "OPTIONS": {"host": "127.0.0.1", "port": 1},
    }
}
MESSAGE_ID = "<1@run.example.org>"
LETTER = ("ada@example.org", "Hello", "AB12", "<p>AB12</p>", MESSAGE_ID)


@pytest.fixture
def later(settings):
    """Tasks that are enqueued and not run."""
    settings.TASKS = {"default": {"BACKEND": "django.tasks.backends.dummy.DummyBackend"}}
    return default_task_backend


def test_a_letter_has_both_texts(mailoutbox):
    send_account_mail.func("ada@example.org", "Hello", "words", "<p>words</p>", MESSAGE_ID)
    [letter] = mailoutbox
    assert (letter.to, letter.subject, letter.body) == (["ada@example.org"], "Hello", "words")
    assert letter.alternatives[0].content == "<p>words</p>"


def test_copies_of_a_letter_have_one_message_id(mailoutbox):
    for _ in range(2):
        send_account_mail.func("ada@example.org", "Hello", "words", "", MESSAGE_ID)
    assert [letter.message()["Message-ID"] for letter in mailoutbox] == [MESSAGE_ID] * 2


def test_a_letter_is_enqueued_after_commit_with_an_id_of_its_own(
    settings, later, db, django_capture_on_commit_callbacks
):
    settings.SITE_URL = "https://run.example.org:8000"
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        for _ in range(2):
            mail_after_commit("ada@example.org", "Hello", "words")
        assert later.results == []
    first, second = (result.args for result in later.results)
    assert first[:4] == second[:4] == ["ada@example.org", "Hello", "words", ""]
    assert first[4] != second[4]
    assert re.fullmatch(r"<[\w-]{22}@run\.example\.org>", first[4])


def test_a_letter_the_server_does_not_take_fails_by_its_kind_alone(settings):
    settings.MAILERS = NOBODY_LISTENS
    with pytest.raises(NotSent, match=r"^ConnectionRefusedError$") as caught:
        send_account_mail.func(*LETTER)
    kept = "".join(format_exception(caught.value))
    assert [words for words in ("Connection refused", *LETTER) if words in kept] == []


class Refusing(EmailBackend):
    """A mail server that knows nobody of this name."""

    def send_messages(self, messages):
        raise SMTPRecipientsRefused(dict.fromkeys(messages[0].to, (550, b"5.1.1 no such user")))


def test_an_address_that_is_refused_for_good_is_not_tried_again(settings, caplog):
    settings.MAILERS = {"default": {"BACKEND": f"{__name__}.Refusing"}}
    with caplog.at_level("INFO"):
        assert send_account_mail.func(*LETTER) is None
    assert caplog.messages == ["account mail dropped: refused by the mail server"]


def test_the_worker_tries_it_three_more_times_while_its_code_is_good():
    assert pauses_of(send_account_mail.module_path) == PAUSES
    assert pause_after(send_account_mail.module_path, 3) is not None
    assert pause_after(send_account_mail.module_path, 4) is None
    assert sum(pause.total_seconds() for pause in PAUSES) * 1.5 < 15 * 60
