"""Account mail, sent apart from the request: the answer tells nobody whether an address is known."""

import logging
from datetime import timedelta
from functools import partial
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.tasks import task

from accounts.identifiers import new_nonce
from accounts.images import delete_renditions
from accounts.jobs.retries import retried
from accounts.users.refusals import is_refused_for_good

logger = logging.getLogger(__name__)

PAUSES = (timedelta(seconds=20), timedelta(minutes=2), timedelta(minutes=5))
"""Somebody waits for it, and a code in it is good for half an hour."""


class NotSent(Exception):
    """The mail server did not take a letter. What it said may name the person, so only its kind is kept."""


def mail_after_commit(to: str, subject: str, text: str, html: str = "") -> None:
    """Have one letter sent once the caller's change is kept. Its copies have one Message-ID and collapse."""
    message_id = f"<{new_nonce()}@{urlsplit(settings.SITE_URL).hostname}>"
    transaction.on_commit(partial(send_account_mail.enqueue, to, subject, text, html, message_id))


@task()
@retried(*PAUSES)
def send_account_mail(to: str, subject: str, text: str, html: str, message_id: str) -> None:
    """Send one letter; if the mail server does not take it, the worker tries again a few times."""
    letter = EmailMultiAlternatives(subject, text, to=[to], headers={"Message-ID": message_id})
    if html:
        letter.attach_alternative(html, "text/html")
    try:
        letter.send()
    except Exception as error:
        if is_refused_for_good(error):
            logger.info("account mail dropped: refused by the mail server")
            return
        raise NotSent(type(error).__name__) from None


@task()
def delete_photos(keys: list[str]) -> None:
    """Remove the files of photos whose rows are gone; it is no mistake if some are gone already."""
    for key in keys:
        delete_renditions(key)
