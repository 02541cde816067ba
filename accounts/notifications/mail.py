"""One notification as a letter, in the recipient's language and time zone."""

from dataclasses import dataclass
from smtplib import SMTPDataError, SMTPRecipientsRefused
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import timezone, translation

from accounts.notifications.bell import words_of
from accounts.notifications.kinds import KINDS, Kind
from accounts.notifications.models import Notification
from accounts.notifications.unsubscribe import unsubscribe_url
from accounts.notifications.wording import plain, wrapped
from accounts.permissions import Viewer
from accounts.users.models import User


@dataclass(frozen=True)
class Unsendable(Exception):
    """This mail must not be sent, and why. The reason names no person and no text."""

    reason: str
    hides_line: bool = False


def letter(notification: Notification) -> EmailMultiAlternatives:
    """Render the mail, asking once more whether the recipient may read what it is about.

    Takes a row of ``Notification.objects.for_letter()``.
    """
    kind = KINDS.get(notification.kind)
    if kind is None:
        raise Unsendable("unknown kind")
    _refuse_recipient(notification)
    recipient = notification.recipient
    with translation.override(recipient.profile.language), timezone.override(zone_of(recipient)):
        subject = kind.find(Viewer(recipient), [notification.target]).get(notification.target)
        if subject is None:
            raise Unsendable("no longer readable", hides_line=True)
        if kind.is_stale(subject):
            raise Unsendable("too late to be of use")
        return compose(kind, subject, recipient, message_id=message_id(notification))


def _refuse_recipient(notification: Any) -> None:
    """Nobody gets a letter whose account is closed, whose address is not confirmed, or refuses letters."""
    if not notification.recipient.is_active:
        raise Unsendable("recipient is not active")
    if not notification.is_confirmed:
        raise Unsendable("address is not confirmed")
    if notification.is_paused:
        raise Unsendable("address is paused")
    if notification.is_apart:
        raise Unsendable("kept apart", hides_line=True)


def compose(kind: Kind, subject: Any, recipient: User, *, message_id: str) -> EmailMultiAlternatives:
    """The letter in the active language and time zone, with no look at whether it may be sent."""
    context = _context(kind, subject, recipient)
    title = " ".join(plain(f"{kind.templates}.subject.txt", context).split())
    inner = plain(f"{kind.templates}.txt", context).strip()
    headers = {"Message-ID": message_id, "Auto-Submitted": "auto-generated"}
    message = EmailMultiAlternatives(
        subject=title,
        body=wrapped(plain("mail/notice.txt", context | {"title": title, "inner": inner})),
        to=[recipient.email],
        headers=headers | _stop_headers(context["stop_url"]),
    )
    inner = render_to_string(f"{kind.templates}.html", context)
    frame = {"title": title, "inner": inner, "first": words_of(kind, subject, recipient)}
    message.attach_alternative(render_to_string("mail/notice.html", context | frame), "text/html")
    for file in kind.attachments(subject):
        message.attach(file.name, file.content, file.mimetype)
    return message


def _context(kind: Kind, subject: Any, recipient: User) -> dict[str, Any]:
    """What the words of every kind are given."""
    return {
        "subject": subject,
        "recipient": recipient,
        "kind": kind,
        "url": settings.SITE_URL + kind.url(subject),
        "stop_url": settings.SITE_URL + unsubscribe_url(recipient, kind) if kind.is_switchable else "",
        "site_url": settings.SITE_URL,
    }


def _stop_headers(stop_url: str) -> dict[str, str]:
    """One click in the mail program ends this kind of mail (RFC 8058)."""
    if not stop_url:
        return {}
    return {"List-Unsubscribe": f"<{stop_url}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}


def zone_of(recipient: User) -> ZoneInfo:
    return ZoneInfo(recipient.profile.time_zone)


def message_id(notification: Notification) -> str:
    """The same for every attempt, so that copies collapse in the recipient's mailbox."""
    return f"<{notification.public_id}@{urlsplit(settings.SITE_URL).hostname}>"


def is_refused_for_good(error: Exception) -> bool:
    """Did the mail server say that this address, or this letter, will never be taken?

    A sender or password that is refused is our own fault to mend, so that mail stays owed.
    """
    return is_address_refused(error) or (isinstance(error, SMTPDataError) and error.smtp_code >= 500)


def is_address_refused(error: Exception) -> bool:
    """Did the mail server say that it takes no letters for this address?"""
    if not isinstance(error, SMTPRecipientsRefused):
        return False
    return all(code >= 500 for code, _words in error.recipients.values())
