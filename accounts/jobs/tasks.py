"""Run what is due, and tidy up after tasks that a crash left behind."""

import logging
from datetime import datetime, timedelta

from django.db import transaction
from django.tasks import TaskResultStatus, task
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from accounts.jobs.models import Heartbeat
from accounts.jobs.schedule import JOBS, periodic

logger = logging.getLogger(__name__)

STUCK_AFTER = timedelta(minutes=10)
TRIES = 3
KEEP_FINISHED = timedelta(days=1)


@task
def run_job(name: str) -> None:
    """Run one periodic job and keep when it ended, or with which kind of error."""
    beats = Heartbeat.objects.filter(name=name)
    try:
        JOBS[name].run()
    except Exception as error:
        beats.update(failed_at=timezone.now(), error=type(error).__name__)
        raise
    beats.update(finished_at=timezone.now(), error="")


def tick(now: datetime) -> list[str]:
    """Enqueue each job whose slot this worker claims. Return their names."""
    Heartbeat.objects.ensure(JOBS, now)
    return [name for name in Heartbeat.objects.due(now) if _enqueue(name, now)]


@transaction.atomic
def _enqueue(name: str, now: datetime) -> bool:
    if not Heartbeat.objects.claim(name, now, next_at=now + JOBS[name].every):
        return False
    run_job.enqueue(name)
    return True


@periodic(every=timedelta(minutes=5))
def rescue_stuck_tasks() -> None:
    """A worker that was killed leaves its task running for ever: give it to another, three times at most."""
    started_before = timezone.now() - STUCK_AFTER
    for stuck in DBTaskResult.objects.running().filter(started_at__lt=started_before):
        same_run = DBTaskResult.objects.running().filter(pk=stuck.pk, started_at=stuck.started_at)
        if len(stuck.worker_ids) < TRIES:
            done, words = same_run.update(status=TaskResultStatus.READY), "again"
        else:
            done = same_run.update(status=TaskResultStatus.FAILED, finished_at=timezone.now())
            words = "given up"
        if done:
            logger.warning("stuck task %s: %s", stuck.task_path, words)


@periodic(every=timedelta(hours=1))
def prune_finished_tasks() -> None:
    """Arguments of finished tasks may name people: keep them for a day."""
    finished_before = timezone.now() - KEEP_FINISHED
    DBTaskResult.objects.finished().filter(finished_at__lt=finished_before).delete()
