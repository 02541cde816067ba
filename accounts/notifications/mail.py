"""One notification as a letter, in the recipient's language and time zone."""

import email.policy
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.html import escape

from accounts.notifications.bell import words_of
from accounts.notifications.kinds import KINDS, Attachment, Kind
from accounts.notifications.models import Notification
from accounts.notifications.unsubscribe import unsubscribe_url
from accounts.notifications.wording import plain, wrapped
from accounts.permissions import Viewer
from accounts.users.models import User

UNREADABLE = "no longer readable"


@dataclass(frozen=True)
class Unsendable(Exception):
    """This mail must not be sent, and why. The reason names no person and no text."""

    reason: str
    hides_line: bool = False


@dataclass(frozen=True)
class Words:
    """A letter but for whom it greets and the link that stops it: the same for all who read it alike."""

    title: str
    text: str
    html: str
    files: list[Attachment]


NAME, STOP = secrets.token_hex(16), secrets.token_hex(16)
"""Stand for what differs; other ones in each process, so that nobody can write them into a title."""
LONGEST_HEADER = 998  # RFC 5322, 2.1.1


class Letter(EmailMultiAlternatives):
    """A mail whose headers are not cut: a link in one would be encoded, and no program would know it."""

    def message(self, *, policy: Any = email.policy.default) -> Any:
        return super().message(policy=policy.clone(max_line_length=LONGEST_HEADER))


class Writing:
    """The letters of one short moment, for rows of ``Notification.objects.for_letter()``.

    What is the same for many is asked and written once: who of a kind's audience may still read it, and
    the words in each language and time zone. So this is made anew every few letters.
    """

    def __init__(self, rows: Iterable[Notification]) -> None:
        self.rows = {row.pk: row for row in rows}
        self._readers: dict[tuple[str, str], set[int]] = {}
        self._words: dict[tuple[str, str, str, str], Words] = {}

    def letter(self, row: Notification) -> EmailMultiAlternatives:
        """Render the mail, asking once more whether the recipient may read what it is about."""
        kind = KINDS.get(row.kind)
        if kind is None:
            raise Unsendable("unknown kind")
        _refuse_recipient(row, kind)
        recipient = row.recipient
        with translation.override(recipient.profile.language), timezone.override(zone_of(recipient)):
            return _addressed(kind, self._words_for(kind, row), recipient, message_id(row))

    def _words_for(self, kind: Kind, row: Notification) -> Words:
        if kind.audience is None:
            return write(kind, _subject(kind, row))
        if row.recipient_id not in self._readers_of(kind, row.target):
            _subject(kind, row)  # may know a better reason
            raise Unsendable("not for this person any more")
        profile = row.recipient.profile
        key = (kind.name, row.target, profile.language, profile.time_zone)
        if key not in self._words:
            self._words[key] = write(kind, _subject(kind, row))
        return self._words[key]

    def _readers_of(self, kind: Kind, target: str) -> set[int]:
        """Which of the people we write to are in the audience at this moment, in one question."""
        if (kind.name, target) not in self._readers:
            told = [row for row in self.rows.values() if (row.kind, row.target) == (kind.name, target)]
            people = kind.audience(target) if kind.audience else User.objects.none()
            people = people.filter(pk__in=[row.recipient_id for row in told])
            self._readers[kind.name, target] = set(people.values_list("pk", flat=True))
        return self._readers[kind.name, target]


def letter(row: Notification) -> EmailMultiAlternatives:
    """One letter by itself."""
    return Writing([row]).letter(row)


def _subject(kind: Kind, row: Notification) -> Any:
    """What it is about, if the recipient may read it and it still matters."""
    subject = kind.find(Viewer(row.recipient), [row.target]).get(row.target)
    if subject is None:
        raise Unsendable(UNREADABLE, hides_line=True)
    if kind.is_stale(subject):
        raise Unsendable("too late to be of use")
    return subject


def _refuse_recipient(notification: Any, kind: Kind) -> None:
    """Nobody gets a letter whose account is closed, whose address is not confirmed, or refuses letters."""
    if not notification.recipient.is_active:
        raise Unsendable("recipient is not active")
    if notification.recipient.leaving_at:
        raise Unsendable("recipient is leaving")
    if not notification.is_confirmed:
        raise Unsendable("address is not confirmed")
    if notification.is_paused:
        raise Unsendable("address is paused")
    if notification.is_apart and kind.is_spared_apart:
        raise Unsendable("kept apart", hides_line=True)


def compose(kind: Kind, subject: Any, recipient: User, *, message_id: str) -> EmailMultiAlternatives:
    """The letter in the active language and time zone, with no look at whether it may be sent."""
    return _addressed(kind, write(kind, subject), recipient, message_id)


def write(kind: Kind, subject: Any) -> Words:
    """The words in the active language and time zone."""
    url = settings.SITE_URL + kind.url(subject)
    context = {"subject": subject, "kind": kind, "url": url, "site_url": settings.SITE_URL}
    title = " ".join(plain(f"{kind.templates}.subject.txt", context).split())
    frame = context | {"title": title, "recipient": NAME, "stop_url": STOP if kind.is_switchable else ""}
    text = {"inner": plain(f"{kind.templates}.txt", context).strip()}
    html = {"inner": render_to_string(f"{kind.templates}.html", context), "first": words_of(kind, subject)}
    return Words(
        title=title,
        text=wrapped(plain("mail/notice.txt", frame | text)),
        html=render_to_string("mail/notice.html", frame | html),
        files=kind.attachments(subject),
    )


def _addressed(kind: Kind, words: Words, recipient: User, message_id: str) -> EmailMultiAlternatives:
    """The letter to one person."""
    stop_url = settings.SITE_URL + unsubscribe_url(recipient, kind) if kind.is_switchable else ""
    name = recipient.get_full_name()
    message = Letter(
        subject=words.title,
        body=words.text.replace(STOP, stop_url).replace(NAME, name),
        to=[recipient.email],
        headers={"Message-ID": message_id, "Auto-Submitted": "auto-generated"} | _stop_headers(stop_url),
    )
    html = words.html.replace(STOP, escape(stop_url)).replace(NAME, escape(name))
    message.attach_alternative(html, "text/html")
    for file in words.files:
        message.attach(file.name, file.content, file.mimetype)
    return message


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
