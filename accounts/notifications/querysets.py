from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Self

from django.db import models
from django.db.models import F, Q

from accounts.permissions import Viewer

SHOWN_AT_MOST = 99  # the bell shows 99+ for more
LEASE = timedelta(minutes=5)
GAVE_UP = "gave up"


class NotificationQuerySet(models.QuerySet):
    """Notifications of one person, and mail that is due."""

    def visible_to(self, viewer: Viewer) -> Self:
        """Only the recipient's own."""
        return self.filter(recipient=viewer.pk) if viewer.pk else self.none()

    def unread_count(self, viewer: Viewer) -> int:
        """Unread rows of this person's bell, counted no further than is shown.

        What can no longer be read is counted too, until it is marked as read: to ask every kind would cost
        each page a query for each. The page of the bell says how many lines are left out.
        """
        return self.visible_to(viewer).filter(read_at__isnull=True)[: SHOWN_AT_MOST + 1].count()

    def mark_read(self, viewer: Viewer, newest: str, at: datetime) -> int:
        """Mark the line with public id ``newest`` and all before it."""
        mine = self.visible_to(viewer)
        until = mine.filter(public_id=newest).values("created_at")
        return mine.filter(read_at__isnull=True, created_at__lte=models.Subquery(until)).update(read_at=at)

    def mail_due(self, now: datetime) -> Self:
        """Mail that is owed now and that no worker holds a lease on, the longest waiting first."""
        is_free = Q(leased_until__isnull=True) | Q(leased_until__lte=now)
        return self.filter(is_free, mail_due_at__lte=now).order_by("mail_due_at", "pk")

    def given_up_since(self, moment: datetime) -> Self:
        """Told since ``moment`` and tried for a day in vain."""
        return self.filter(created_at__gte=moment, dropped_because__startswith=GAVE_UP)

    def lease(self, pk: int, now: datetime) -> bool:
        """Claim one row for this worker. A worker that dies loses the claim when the lease runs out."""
        rows = self.mail_due(now).order_by().filter(pk=pk)
        return bool(rows.update(leased_until=now + LEASE, attempts=F("attempts") + 1))

    def tell(self, rows: Iterable[models.Model]) -> None:
        """Add rows; one that was told before stays as it is."""
        self.bulk_create(rows, ignore_conflicts=True)
