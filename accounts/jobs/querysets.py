from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Self

from django.db import models

from accounts.jobs.schedule import JOBS

LATE = timedelta(minutes=15)


class HeartbeatQuerySet(models.QuerySet):
    """When jobs ran and when they are due."""

    def ensure(self, names: Iterable[str], now: datetime) -> None:
        """A row for every declared job; a new one is due at once."""
        known = set(self.values_list("name", flat=True))
        missing = [self.model(name=name, next_at=now) for name in names if name not in known]
        self.bulk_create(missing, ignore_conflicts=True)

    def due(self, now: datetime) -> list[str]:
        """Names of the declared jobs whose slot has come."""
        return list(
            self.filter(name__in=JOBS, next_at__lte=now).order_by("name").values_list("name", flat=True)
        )

    def claim(self, name: str, now: datetime, next_at: datetime) -> bool:
        """Take the slot that is due. Of many workers one gets it; what was missed meanwhile is skipped."""
        return bool(self.filter(name=name, next_at__lte=now).update(next_at=next_at, started_at=now))

    def late(self, now: datetime) -> list[str]:
        """Names of the declared jobs that have not ended a run for a while, or never did."""
        ended = {beat.name: beat.ended_at for beat in self}
        return [name for name, job in sorted(JOBS.items()) if _is_late(ended.get(name), job.every, now)]

    def failing(self) -> Self:
        """Jobs whose newest run failed."""
        return self.exclude(error="").order_by("name")


class WorkerQuerySet(models.QuerySet):
    """Processes that run tasks."""


def _is_late(ended_at: datetime | None, every: timedelta, now: datetime) -> bool:
    return ended_at is None or now - ended_at > every + LATE
