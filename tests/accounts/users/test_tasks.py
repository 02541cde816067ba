import pytest
from django.tasks import default_task_backend

from accounts.users.tasks import PAUSES, NotSent, send_account_mail

NOBODY_LISTENS = {
    "default": {
        "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "OPTIONS": {"host": "127.0.0.1", "port": 1},
    }
}


@pytest.fixture
def later(settings):
    """Tasks that are enqueued and not run."""
    settings.TASKS = {"default": {"BACKEND": "django.tasks.backends.dummy.DummyBackend"}}
    return default_task_backend


def test_a_letter_has_both_texts(mailoutbox):
    send_account_mail.func("ada@example.org", "Hello", "words", "<p>words</p>")
    [letter] = mailoutbox
    assert (letter.to, letter.subject, letter.body) == (["ada@example.org"], "Hello", "words")
    assert letter.alternatives[0].content == "<p>words</p>"


def test_a_letter_the_server_does_not_take_is_tried_three_more_times(settings, later):
    settings.MAILERS = NOBODY_LISTENS
    letter = ["ada@example.org", "Hello", "words", ""]
    for attempt in range(len(PAUSES) + 1):
        with pytest.raises(NotSent, match=r"^ConnectionRefusedError$"):
            send_account_mail.func(*letter, attempt)
    assert [tuple(result.args) for result in later.results] == [(*letter, 1), (*letter, 2), (*letter, 3)]
    assert all(result.task.run_after for result in later.results)


def test_a_letter_that_was_taken_is_not_sent_again(later, mailoutbox):
    send_account_mail.func("ada@example.org", "Hello", "words")
    assert (len(mailoutbox), later.results) == (1, [])
