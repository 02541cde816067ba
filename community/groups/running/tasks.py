"""What happens to groups when its time comes."""

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.jobs.schedule import periodic
from community.groups.running.opening import open_due


@periodic(every=timedelta(hours=1), label=_("Open private groups whose day has come"))
def open_announced_groups() -> None:
    open_due(timezone.now())
