"""Threads in which nobody writes any more close by themselves."""

from datetime import time, timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.contact import notices  # noqa: F401  declares its kind
from accounts.contact.models import Thread
from accounts.jobs.schedule import periodic


@periodic(at=time(4, 50), jitter=timedelta(minutes=20), label=_("Close conversations that fell silent"))
def close_silent_threads() -> None:
    """What nobody has written in for 30 days is closed."""
    now = timezone.now()
    Thread.objects.silent(now).update(closed_at=now)
