"""Put archives together; erase who has left; delete what has run out."""

import logging
from datetime import datetime, time, timedelta

from django.db import transaction
from django.tasks import task
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.jobs.retries import retried
from accounts.jobs.schedule import periodic
from accounts.privacy import erasing, expiry
from accounts.privacy.archive import archive_storage, keep_archive
from accounts.privacy.letters import tell
from accounts.privacy.models import Export, ExportState
from accounts.users.models import User

logger = logging.getLogger(__name__)


class NotBuilt(Exception):
    """An archive could not be put together. What went wrong may name the person: only its kind is kept."""


@task()
@retried()
def build_archive(public_id: str) -> None:
    """Put one archive together and say so. If it fails, the page offers to try again."""
    export = Export.objects.waiting().filter(public_id=public_id).first()
    user = User.objects.there().with_profile().filter(pk=export.user_id).first() if export else None
    if export is None or user is None:
        return
    now = timezone.now()
    try:
        name, size = keep_archive(user, now)
    except Exception as error:
        Export.objects.waiting().filter(pk=export.pk).update(state=ExportState.FAILED)
        raise NotBuilt(type(error).__name__) from None
    if not _settle(export, user, name, size, now):
        archive_storage().delete(name)


@transaction.atomic
def _settle(export: Export, user: User, name: str, size: int, now: datetime) -> bool:
    """False if it was called off, or another worker was faster."""
    done = Export.objects.waiting().filter(pk=export.pk)
    expires_at = now + expiry.KEEP
    if not done.update(state=ExportState.READY, file=name, size=size, ready_at=now, expires_at=expires_at):
        return False
    tell(user, "export_ready", at=expires_at)
    return True


@periodic(every=timedelta(hours=1), label=_("Delete archives that ran out"))
def sweep_archives() -> None:
    """Delete archives that ran out."""
    expiry.sweep(timezone.now())


@periodic(at=time(3, 10), jitter=timedelta(minutes=20), label=_("Erase people who left"))
def erase_people() -> None:
    """Erase everybody whose fourteen days are over; the next day tries again what failed."""
    erasing.erase_due(timezone.now())


@periodic(at=time(4, 50), jitter=timedelta(minutes=20), label=_("Delete sessions that ran out"))
def forget_expired() -> None:
    """Sessions and rows of the cache that ran out are read by nobody, and may name people."""
    expiry.forget_sessions()
    expiry.forget_cached(timezone.now())
