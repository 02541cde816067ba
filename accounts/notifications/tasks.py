"""Deliver what is owed. The row is the truth: a task lost in a crash is found by the sweep."""

import logging
import secrets
from datetime import datetime, timedelta

from django.tasks import task
from django.utils import timezone

from accounts.jobs.schedule import periodic
from accounts.notifications.mail import Unsendable, letter
from accounts.notifications.models import Notification

logger = logging.getLogger(__name__)

BATCH = 200
GIVE_UP_AFTER = timedelta(hours=24)
FIRST_WAIT_SECONDS = 60


@task
def deliver_due() -> int:
    """Send the mail that is owed now. Return how many went out."""
    now = timezone.now()
    due = list(Notification.objects.mail_due(now).values_list("pk", flat=True)[:BATCH])
    return sum(deliver(pk) for pk in due)


@periodic(every=timedelta(minutes=1))
def sweep_outbox() -> None:
    """Find what a crash left behind, and what failed and is due again."""
    deliver_due.call()


def deliver(pk: int) -> bool:
    """Send one mail at least once; a second worker, or a second try, finds the lease or the mark."""
    now = timezone.now()
    if not Notification.objects.lease(pk, now):
        return False
    notification = Notification.objects.select_related("recipient__profile").get(pk=pk)
    try:
        letter(notification).send()
    except Unsendable as refusal:
        _drop(pk, refusal.reason)
        return False
    except Exception as error:  # any mail backend, any template: the row stays owed
        _try_again(notification, now, error)
        return False
    Notification.objects.filter(pk=pk).update(sent_at=timezone.now(), mail_due_at=None, leased_until=None)
    return True


def _drop(pk: int, reason: str) -> None:
    logger.info("mail dropped: %s", reason)
    Notification.objects.filter(pk=pk).update(mail_due_at=None, leased_until=None, dropped_because=reason)


def _try_again(notification: Notification, now: datetime, error: Exception) -> None:
    """Wait twice as long after each failure, with jitter; give up after a day."""
    logger.warning("mail failed: %s", type(error).__name__)
    if now - notification.created_at > GIVE_UP_AFTER:
        _drop(notification.pk, f"gave up: {type(error).__name__}")
        return
    wait = FIRST_WAIT_SECONDS * 2 ** min(notification.attempts - 1, 8)
    jitter = secrets.randbelow(wait // 2 + 1)
    Notification.objects.filter(pk=notification.pk).update(
        mail_due_at=now + timedelta(seconds=wait + jitter), leased_until=None
    )
