"""The heartbeat of every periodic job."""

from datetime import datetime

from django.db import models

from accounts.jobs.querysets import HeartbeatQuerySet


class Heartbeat(models.Model):
    """When a periodic job last ran. A conditional update claims the next slot: one worker runs it."""

    name = models.CharField(max_length=120, unique=True)
    next_at = models.DateTimeField(help_text="When the next run is due.")
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    failed_at = models.DateTimeField(null=True, blank=True)
    error = models.CharField(max_length=200, blank=True)

    objects = HeartbeatQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name

    @property
    def ended_at(self) -> datetime | None:
        """When the newest run ended, well or not."""
        return max(filter(None, (self.finished_at, self.failed_at)), default=None)
