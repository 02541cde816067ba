"""The heartbeat of every periodic job and of every worker, and the failed tasks nobody needs to see."""

from datetime import datetime

from django.db import models

from accounts.jobs.querysets import HeartbeatQuerySet, WorkerQuerySet


class Heartbeat(models.Model):
    """When a periodic job last ran. A conditional update claims the next slot: one worker runs it."""

    name = models.CharField(max_length=120, unique=True)
    next_at = models.DateTimeField(help_text="When the next run is due.")
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    failed_at = models.DateTimeField(null=True, blank=True)
    skipped_at = models.DateTimeField(
        null=True, blank=True, help_text="When a slot came while the run before was still going."
    )
    took = models.DurationField(null=True, blank=True, help_text="How long the newest run took.")
    error = models.CharField(max_length=200, blank=True, help_text="Kind of the newest failure.")
    is_going = models.BooleanField(default=False, help_text="The newest run has not ended.")
    is_failing = models.BooleanField(default=False, help_text="The newest run that ended failed.")
    task_id = models.CharField(max_length=64, blank=True, help_text="The task of the newest run.")

    objects = HeartbeatQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name

    @property
    def ended_at(self) -> datetime | None:
        """When the newest run ended, well or not."""
        return max(filter(None, (self.finished_at, self.failed_at)), default=None)


class Worker(models.Model):
    """A process that runs tasks, and when it last said so. One that stops cleanly takes its row along."""

    id = models.CharField(max_length=64, primary_key=True)
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField()

    objects = WorkerQuerySet.as_manager()

    def __str__(self) -> str:
        return self.id


class PutAwayTask(models.Model):
    """A task that failed for good and that an operator has dealt with: it is not shown any more."""

    task_id = models.UUIDField(primary_key=True)
    put_away_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return str(self.task_id)
