"""Take mail that is due, under a lease, and hand it to the mail server one by one."""

import logging
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from enum import StrEnum
from time import monotonic
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, mailers
from django.db import Error
from django.utils import timezone

from accounts.jobs.faults import Fault, fault_point
from accounts.notifications.addresses import count_refusal
from accounts.notifications.dead_letters import GAVE_UP
from accounts.notifications.mail import Unsendable, Writing
from accounts.notifications.models import FailingAddress, Notification
from accounts.users.refusals import is_address_refused, is_put_off, is_refused_for_good

logger = logging.getLogger(__name__)

BATCH = 100
AT_ONCE = 100  # letters whose rights are asked together …
FRESH_SECONDS = 2  # … and for how long the answer holds
FAILURES_IN_A_ROW = 3  # then the mail server is unwell, and the rest waits for the next sweep
GIVE_UP_AFTER = timedelta(hours=24)
TRIES_AT_LEAST = 5  # also for what lay there while no worker ran
TRIES_TO_MAKE = 3
FIRST_WAIT_SECONDS = 60
MOST_DOUBLINGS = 8


class Outcome(StrEnum):
    """What came of one mail."""

    SENT = "sent"
    DROPPED = "dropped"
    FAILED = "failed"
    LATER = "put off by the recipient's server"
    UNMADE = "could not be made"
    TAKEN = "taken by another worker"


class ServerIsAway(Exception):
    """No connection: nothing was tried, so no letter is charged for it."""


class Post:
    """One connection to the mail server for many letters; a new one after a failure."""

    def __init__(self) -> None:
        self.mailer = mailers.default

    def send(self, mail: EmailMultiAlternatives) -> None:
        try:
            self.mailer.open()
        except Exception as error:
            raise ServerIsAway(type(error).__name__) from error
        try:
            self.mailer.send_messages([mail])
        except Exception:
            self.close()
            raise

    def close(self) -> None:
        with suppress(Exception):  # a connection that broke cannot say goodbye
            self.mailer.close()
        self.mailer = mailers.default


@contextmanager
def post_office() -> Iterator[Post]:
    post = Post()
    try:
        yield post
    finally:
        post.close()


class Desk:
    """Where the letters of one batch are written, a few at a time: rights are asked at that moment."""

    def __init__(self, due: list[int], lease: str) -> None:
        self.due = due
        self.lease = lease
        self.writing = Writing([])
        self.beyond = 0
        self.since = 0.0

    def writing_for(self, number: int) -> Writing:
        """The rows of the batch from this number on, as they are now."""
        if number >= self.beyond or monotonic() - self.since > FRESH_SECONDS:
            self.since, self.beyond = monotonic(), number + AT_ONCE
            rows = Notification.objects.for_letter().filter(pk__in=self.due[number : self.beyond])
            self.writing = Writing(rows.filter(leased_by=self.lease, mail_due_at__isnull=False))
        return self.writing


def deliver_batch() -> list[Outcome]:
    """Try what is due, in order, up to a batch. What is left of it when the server is away is freed."""
    started = timezone.now()
    lease, due = Notification.objects.lease(BATCH, started)
    desk = Desk(due, lease)
    outcomes: list[Outcome] = []
    with post_office() as post:
        for number, pk in enumerate(due):
            try:
                outcomes.append(deliver(pk, desk.writing_for(number), lease, started, post))
            except Error:
                raise
            except ServerIsAway as away:
                logger.warning("mail server is away: %s", away)
                Notification.objects.free(due[number:], lease)
                return [*outcomes, Outcome.FAILED]
            except Exception as error:  # one letter that cannot be dealt with never stops the rest
                logger.exception("mail could not be dealt with")
                outcomes.append(_not_made(desk.writing.rows[pk], timezone.now(), error))
            if outcomes[-1] == Outcome.DROPPED:
                desk.beyond = 0  # an address may be paused now: ask again for the rest
            if outcomes[-FAILURES_IN_A_ROW:] == [Outcome.FAILED] * FAILURES_IN_A_ROW:
                Notification.objects.free(due[number + 1 :], lease)
                break
    return outcomes


def deliver(pk: int, writing: Writing, lease: str, leased_at: datetime, post: Post) -> Outcome:
    """Send one mail at least once; a worker whose lease ran out leaves it to the other."""
    fault_point(Fault.MAIL_LEASED)
    now = timezone.now()
    is_old = now - leased_at > timedelta(seconds=settings.LEASE_SECONDS / 2)
    if is_old and not Notification.objects.hold(pk, lease, now):
        return Outcome.TAKEN
    notification = writing.rows.get(pk)
    if notification is None:
        return Outcome.TAKEN
    try:
        mail = writing.letter(notification)
    except Unsendable as refusal:
        return _drop(notification, refusal.reason, is_hidden=refusal.hides_line or notification.is_hidden)
    except Exception as error:  # any template: the fault is its own, and the mail server may well be there
        return _not_made(notification, now, error)
    fault_point(Fault.MAIL_MADE)
    return _send(notification, mail, now, post)


def _send(notification: Any, mail: EmailMultiAlternatives, now: datetime, post: Post) -> Outcome:
    try:
        post.send(mail)
    except ServerIsAway:
        raise
    except Exception as error:  # any mail backend: the row stays owed
        if is_refused_for_good(error):
            if is_address_refused(error):
                count_refusal(notification.recipient)
            return _drop(notification, "refused by the mail server")
        return _try_again(notification, now, error)
    fault_point(Fault.MAIL_TAKEN)
    Notification.objects.note_sent(notification.pk, notification.leased_by, timezone.now())
    fault_point(Fault.MAIL_NOTED)
    if notification.has_refused:
        FailingAddress.objects.forget(notification.recipient.email)
    return Outcome.SENT


def _drop(notification: Notification, reason: str, **fields: Any) -> Outcome:
    logger.info("mail dropped: %s, %s", notification.kind, reason)
    _settle(notification, mail_due_at=None, dropped_because=reason, **fields)
    return Outcome.DROPPED


def _not_made(notification: Notification, now: datetime, error: Exception) -> Outcome:
    """A fault of ours, which an update may mend: a few tries, then it waits for the operator."""
    what = type(error).__name__
    logger.error("mail could not be made: %s, %s", notification.kind, what)
    if notification.attempts >= TRIES_TO_MAKE:
        _drop(notification, f"{GAVE_UP}: {what}")
    else:
        _wait(notification, now)
    return Outcome.UNMADE


def _try_again(notification: Notification, now: datetime, error: Exception) -> Outcome:
    """Wait twice as long after each failure, with jitter; give up after a day."""
    what = type(error).__name__
    if notification.attempts >= TRIES_AT_LEAST and now - notification.created_at > GIVE_UP_AFTER:
        return _drop(notification, f"{GAVE_UP}: {what}")
    logger.warning("mail failed: %s, %s", notification.kind, what)
    _wait(notification, now)
    return Outcome.LATER if is_put_off(error) else Outcome.FAILED


def _wait(notification: Notification, now: datetime) -> None:
    wait = FIRST_WAIT_SECONDS * 2 ** min(notification.attempts - 1, MOST_DOUBLINGS)
    jitter = secrets.randbelow(wait // 2 + 1)
    _settle(notification, mail_due_at=now + timedelta(seconds=wait + jitter))


def _settle(notification: Notification, **fields: Any) -> None:
    """Write what came of this try, unless the lease ran out and another worker tries already.

    A letter that was called back meanwhile stays so.
    """
    mine = Notification.objects.filter(pk=notification.pk, leased_by=notification.leased_by)
    free = {"leased_until": None, "leased_by": ""}
    if not mine.owed().update(**free, **fields):
        mine.update(**free)
