"""Which jobs are due, late or failing, and which workers live."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Self

from django.db import models

from accounts.jobs.schedule import JOBS, Job

if TYPE_CHECKING:
    from accounts.jobs.models import Heartbeat

LATE = timedelta(minutes=15)
"""Then somebody is woken; the page says it earlier."""


class HeartbeatQuerySet(models.QuerySet):
    """When jobs ran and when they are due."""

    def ensure(self, jobs: dict[str, Job], now: datetime) -> None:
        """A row for every declared job, and no slot further away than it can be."""
        known = dict(self.values_list("name", "next_at"))
        missing = [
            self.model(name=job.name, next_at=job.first_at(now))
            for job in jobs.values()
            if job.name not in known
        ]
        if missing:
            self.bulk_create(missing, ignore_conflicts=True)
        for job in jobs.values():
            if job.name in known and job.is_too_far(known[job.name], now):
                self.filter(name=job.name, next_at=known[job.name]).update(next_at=job.next_at(now))

    def due(self, now: datetime) -> list[str]:
        """Names of the declared jobs whose slot has come."""
        return list(
            self.filter(name__in=JOBS, next_at__lte=now).order_by("name").values_list("name", flat=True)
        )

    def claim(self, name: str, now: datetime, next_at: datetime) -> bool:
        """Take the slot that is due. Of many workers one gets it; what was missed meanwhile is skipped."""
        return bool(self.filter(name=name, next_at__lte=now).update(next_at=next_at))

    def begin(self, name: str, now: datetime, task_id: str) -> None:
        self.filter(name=name).update(started_at=now, is_going=True, task_id=task_id)

    def skip(self, name: str, now: datetime) -> None:
        """The slot came and the run before was still going."""
        self.filter(name=name).update(skipped_at=now)

    def end_well(self, name: str, now: datetime, took: timedelta) -> None:
        self.filter(name=name).update(finished_at=now, took=took, is_going=False, is_failing=False)

    def end_badly(self, now: datetime, error: str, took: timedelta | None = None) -> int:
        """Keep the kind of the error, never its words: they may name people."""
        return self.update(failed_at=now, error=error, took=took, is_going=False, is_failing=True)

    def late(self, now: datetime, *, after: timedelta = LATE) -> list[str]:
        """Names of the declared jobs that no worker takes so long after their time, or that never end."""
        beats = {beat.name: beat for beat in self}
        return [name for name, job in sorted(JOBS.items()) if _is_late(beats.get(name), job, now, after)]

    def stale(self, now: datetime) -> list[str]:
        """Names of the declared jobs whose work is not done: they are late, or have failed for a while."""
        failing = {beat.name for beat in self.failing() if _fails_for_long(beat)}
        return sorted({*self.late(now), *failing})

    def failing(self) -> Self:
        """Jobs whose newest run failed."""
        return self.filter(name__in=JOBS, is_failing=True).order_by("name")


def _is_late(beat: "Heartbeat | None", job: Job, now: datetime, after: timedelta) -> bool:
    if beat is None or now > beat.next_at + after:
        return True
    is_going_since = beat.started_at if beat.is_going else None
    return is_going_since is not None and now - is_going_since > job.timing.period + LATE


def _fails_for_long(beat: "Heartbeat") -> bool:
    """A run that failed may be followed at once by one that does not; that is no reason to wake anybody."""
    if beat.finished_at is None or beat.failed_at is None:
        return True
    return beat.failed_at - beat.finished_at > LATE


class WorkerQuerySet(models.QuerySet):
    """Processes that run tasks."""

    def enter(self, worker_id: str, now: datetime) -> None:
        """A row for this worker, before it takes its first task."""
        worker = self.model(id=worker_id, started_at=now, seen_at=now)
        self.bulk_create([worker], ignore_conflicts=True)

    def alive(self, now: datetime, lost_after: timedelta) -> Self:
        """Who was seen lately; a time ahead of ours comes from a clock that was put back since."""
        return self.filter(seen_at__range=(now - lost_after, now + lost_after))

    def renew(self, worker_id: str, now: datetime, lost_after: timedelta) -> bool:
        """Say that this worker lives. Return False if it could not say so for so long that it seemed lost."""
        if self.alive(now, lost_after).filter(pk=worker_id).update(seen_at=now):
            return True
        if self.filter(pk=worker_id).update(seen_at=now):
            return False
        self.enter(worker_id, now)
        return True
