"""Account mail, sent apart from the request: the answer tells nobody whether an address is known."""

from datetime import timedelta

from django.core.mail import EmailMultiAlternatives
from django.tasks import task
from django.utils import timezone

PAUSES = (timedelta(seconds=20), timedelta(minutes=2), timedelta(minutes=6))


class NotSent(Exception):
    """The mail server did not take a letter. What it said may name the person, so only its kind is kept."""


@task()
def send_account_mail(to: str, subject: str, text: str, html: str = "", attempt: int = 0) -> None:
    """Send one letter; if the mail server does not take it, try again three times within nine minutes."""
    letter = EmailMultiAlternatives(subject, text, to=[to])
    if html:
        letter.attach_alternative(html, "text/html")
    try:
        letter.send()
    except Exception as error:
        _send_later(to, subject, text, html, attempt)
        raise NotSent(type(error).__name__) from None


def _send_later(to: str, subject: str, text: str, html: str, attempt: int) -> None:
    if attempt < len(PAUSES) and send_account_mail.get_backend().supports_defer:
        later = send_account_mail.using(run_after=timezone.now() + PAUSES[attempt])
        later.enqueue(to, subject, text, html, attempt + 1)
