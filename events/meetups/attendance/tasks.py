"""What happens to old lists of who was there."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.jobs.schedule import periodic
from events.meetups.attendance.models import Attendance, AttendanceChange

NAMES_FOR = timedelta(days=90)


@periodic(every=timedelta(days=1), label=_("Forget the names of who walked in, after 90 days"))
@transaction.atomic
def forget_names() -> None:
    """The names of who walked in, and what was written beside them, go. How many were there stays."""
    old = Attendance.objects.named_before(timezone.now() - NAMES_FOR)
    AttendanceChange.objects.filter(attendance__in=old.values("pk")).update(because="")
    old.update(walk_in_name="")
