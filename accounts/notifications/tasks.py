"""Deliver what is owed. The row is the truth: a task lost in a crash is found by the sweep."""

import logging
import secrets
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from django.tasks import task
from django.utils import timezone

from accounts.jobs.schedule import periodic
from accounts.notifications.mail import Unsendable, is_refused_for_good, letter
from accounts.notifications.models import Notification
from accounts.notifications.querysets import GAVE_UP

logger = logging.getLogger(__name__)

BATCH = 200
FAILURES_IN_A_ROW = 3  # then the mail server is away, and the rest waits for the next sweep
GIVE_UP_AFTER = timedelta(hours=24)
TRIES_AT_LEAST = 5  # also for what lay there while no worker ran
FIRST_WAIT_SECONDS = 60


class Outcome(StrEnum):
    """What came of one mail."""

    SENT = "sent"
    DROPPED = "dropped"
    FAILED = "failed"
    UNMADE = "could not be made"
    TAKEN = "taken by another worker"


@task
def deliver_due() -> int:
    """Send the mail that is owed now. Return how many went out."""
    due = list(Notification.objects.mail_due(timezone.now()).values_list("pk", flat=True)[:BATCH])
    outcomes: list[Outcome] = []
    for pk in due:
        outcomes.append(deliver(pk))
        if outcomes[-FAILURES_IN_A_ROW:] == [Outcome.FAILED] * FAILURES_IN_A_ROW:
            break
    return outcomes.count(Outcome.SENT)


@periodic(every=timedelta(minutes=1))
def sweep_outbox() -> None:
    """Find what a crash left behind, and what failed and is due again."""
    deliver_due.call()


def deliver(pk: int) -> Outcome:
    """Send one mail at least once; a second worker, or a second try, finds the lease or the mark."""
    now = timezone.now()
    if not Notification.objects.lease(pk, now):
        return Outcome.TAKEN
    notification = Notification.objects.select_related("recipient__profile").get(pk=pk)
    try:
        mail = letter(notification)
    except Unsendable as refusal:
        return _drop(notification, refusal.reason)
    except Exception as error:  # any template: the fault is its own, and the mail server may well be there
        _try_again(notification, now, error)
        return Outcome.UNMADE
    try:
        mail.send()
    except Exception as error:  # any mail backend: the row stays owed
        if is_refused_for_good(error):
            return _drop(notification, "refused by the mail server")
        return _try_again(notification, now, error)
    Notification.objects.filter(pk=pk).update(sent_at=timezone.now(), mail_due_at=None, leased_until=None)
    return Outcome.SENT


def _drop(notification: Notification, reason: str) -> Outcome:
    logger.info("mail dropped: %s, %s", notification.kind, reason)
    _settle(notification, mail_due_at=None, dropped_because=reason)
    return Outcome.DROPPED


def _try_again(notification: Notification, now: datetime, error: Exception) -> Outcome:
    """Wait twice as long after each failure, with jitter; give up after a day."""
    what = type(error).__name__
    if notification.attempts >= TRIES_AT_LEAST and now - notification.created_at > GIVE_UP_AFTER:
        return _drop(notification, f"{GAVE_UP}: {what}")
    logger.warning("mail failed: %s, %s", notification.kind, what)
    wait = FIRST_WAIT_SECONDS * 2 ** min(notification.attempts - 1, 8)
    jitter = secrets.randbelow(wait // 2 + 1)
    _settle(notification, mail_due_at=now + timedelta(seconds=wait + jitter))
    return Outcome.FAILED


def _settle(notification: Notification, **fields: Any) -> None:
    """Write what came of this try, unless the lease ran out and another worker tries already."""
    mine = Notification.objects.filter(pk=notification.pk, attempts=notification.attempts)
    mine.update(leased_until=None, **fields)
