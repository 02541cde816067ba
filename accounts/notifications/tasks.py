"""Spread what was announced, deliver what is owed. Rows are the truth: sweeps find what a crash left."""

import logging
from datetime import datetime, time, timedelta

from django.tasks import task
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.jobs.faults import Fault, fault_point
from accounts.jobs.schedule import periodic
from accounts.notifications.dead_letters import GAVE_UP
from accounts.notifications.delivery import BATCH, Outcome, deliver_batch
from accounts.notifications.digest import write_digests
from accounts.notifications.models import Announcement, Notification
from accounts.notifications.notices import DIGEST
from accounts.notifications.reminders import BATCH as REMINDERS
from accounts.notifications.reminders import announce_due
from accounts.notifications.spread import spread

logger = logging.getLogger(__name__)

WAITS = (timedelta(minutes=1), timedelta(minutes=10), timedelta(hours=1))  # then the operator has a look
KEEP_ANNOUNCEMENTS = timedelta(days=7)
KEEP_LINES = timedelta(days=365)
LOW = -10  # letters to many leave room for the code that somebody waits for


@task
def spread_news() -> int:
    """Tell everybody of what was announced, then send the mail. Return how many announcements there were."""
    now = timezone.now()
    told = [news for news in Announcement.objects.due(now) if _spread(news, now)]
    fault_point(Fault.NEWS_COMMITTED)
    if told:
        deliver_due.enqueue()
    return len(told)


def _spread(news: Announcement, now: datetime) -> bool:
    """One that fails keeps no other from being told."""
    try:
        return spread(news, now)
    except Exception as error:
        logger.exception("announcement could not be spread: %s", news.kind)
        _postpone(news, now, type(error).__name__)
        return False


def _postpone(news: Announcement, now: datetime, what: str) -> None:
    """Try later, unless another worker told it or tried it meanwhile."""
    rows = Announcement.objects.untold().filter(pk=news.pk, attempts=news.attempts)
    if news.attempts < len(WAITS):
        rows.update(attempts=news.attempts + 1, due_at=now + WAITS[news.attempts])
    else:
        rows.update(dropped_because=f"{GAVE_UP}: {what}")


@task(priority=LOW)
def deliver_due() -> int:
    """Send a batch of the mail that is owed now, and come back for more. Return how many went out."""
    outcomes = deliver_batch()
    if len(outcomes) == BATCH:
        deliver_due.enqueue()
    return outcomes.count(Outcome.SENT)


@periodic(every=timedelta(minutes=1), label=_("Send what is still owed"))
def sweep_outbox() -> None:
    """Tell and send what a crash left behind, and what failed and is due again."""
    spread_news.call()
    deliver_due.call()


@periodic(every=timedelta(minutes=1), label=_("Remind people"))
def sweep_reminders() -> None:
    """Remind people."""
    while announce_due(timezone.now()) == REMINDERS:
        pass
    spread_news.call()


@periodic(every=timedelta(minutes=10), label=_("Write the weekly letters"))
def write_weekly_letters() -> None:
    """Write the weekly letters of the zones where it is Sunday, eight o'clock."""
    if write_digests(DIGEST.name, timezone.now()):
        deliver_due.call()


@periodic(at=time(4, 20), jitter=timedelta(minutes=20), label=_("Delete old notices"))
def prune_told() -> None:
    """What was told long ago says nothing any more, and names people."""
    now = timezone.now()
    Announcement.objects.filter(told_at__lt=now - KEEP_ANNOUNCEMENTS).delete()
    Announcement.objects.exclude(dropped_because="").filter(created_at__lt=now - KEEP_LINES).delete()
    Notification.objects.filter(created_at__lt=now - KEEP_LINES, mail_due_at__isnull=True).delete()
