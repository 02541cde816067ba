"""One notification as a letter, in the recipient's language and time zone."""

from collections.abc import Mapping
from dataclasses import dataclass
from smtplib import SMTPDataError, SMTPRecipientsRefused
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template import Context, Engine
from django.template.loader import render_to_string
from django.utils import timezone, translation

from accounts.notifications.kinds import KINDS, Kind
from accounts.notifications.models import Notification
from accounts.permissions import Viewer


@dataclass(frozen=True)
class Unsendable(Exception):
    """This mail must not be sent, and why. The reason names no person and no text."""

    reason: str


def letter(notification: Notification) -> EmailMultiAlternatives:
    """Render the mail, asking once more whether the recipient may read what it is about."""
    kind = KINDS.get(notification.kind)
    if kind is None:
        raise Unsendable("unknown kind")
    recipient = notification.recipient
    if not recipient.is_active:
        raise Unsendable("recipient is not active")
    addresses = EmailAddress.objects.filter(user=recipient, verified=True)
    if not addresses.filter(email__iexact=recipient.email).exists():
        raise Unsendable("address is not confirmed")
    profile = recipient.profile
    with translation.override(profile.language), timezone.override(ZoneInfo(profile.time_zone)):
        subject = kind.find(Viewer(recipient), [notification.target]).get(notification.target)
        if subject is None:
            raise Unsendable("no longer readable")
        return _compose(notification, kind, subject)


def _compose(notification: Notification, kind: Kind, subject: Any) -> EmailMultiAlternatives:
    recipient = notification.recipient
    url = settings.SITE_URL + kind.url(subject)
    context = {"subject": subject, "recipient": recipient, "url": url, "site_url": settings.SITE_URL}
    title = " ".join(plain(f"{kind.templates}.subject.txt", context).split())
    message = EmailMultiAlternatives(
        subject=title,
        body=plain("mail/notice.txt", context | {"inner": plain(f"{kind.templates}.txt", context).strip()}),
        to=[recipient.email],
        headers={"Message-ID": message_id(notification), "Auto-Submitted": "auto-generated"},
    )
    inner = render_to_string(f"{kind.templates}.html", context)
    html = render_to_string("mail/notice.html", context | {"title": title, "inner": inner})
    message.attach_alternative(html, "text/html")
    return message


def plain(template: str, context: Mapping[str, Any]) -> str:
    """Render text that is no HTML: nothing is escaped."""
    return Engine.get_default().get_template(template).render(Context(dict(context), autoescape=False))


def message_id(notification: Notification) -> str:
    """The same for every attempt, so that copies collapse in the recipient's mailbox."""
    return f"<{notification.public_id}@{urlsplit(settings.SITE_URL).hostname}>"


def is_refused_for_good(error: Exception) -> bool:
    """Did the mail server say that this address, or this letter, will never be taken?

    A sender or password that is refused is our own fault to mend, so that mail stays owed.
    """
    if isinstance(error, SMTPRecipientsRefused):
        return all(code >= 500 for code, _words in error.recipients.values())
    return isinstance(error, SMTPDataError) and error.smtp_code >= 500
