from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Self

from django.db import models

LATE = timedelta(minutes=15)


class HeartbeatQuerySet(models.QuerySet):
    """When jobs ran and when they are due."""

    def ensure(self, names: Iterable[str], now: datetime) -> None:
        """A row for every declared job; a new one is due at once."""
        known = set(self.values_list("name", flat=True))
        missing = [self.model(name=name, next_at=now) for name in names if name not in known]
        self.bulk_create(missing, ignore_conflicts=True)

    def claim(self, name: str, now: datetime, next_at: datetime) -> bool:
        """Take the slot that is due. Of many workers one gets it; slots missed while nobody ran are skipped."""
        return bool(self.filter(name=name, next_at__lte=now).update(next_at=next_at, started_at=now))

    def stale(self, now: datetime) -> Self:
        """Jobs that should have run a while ago and did not."""
        return self.filter(next_at__lt=now - LATE)
