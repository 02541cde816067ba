"""A worker that dies leaves its task running for ever: who lives gives it to another."""

import logging
from datetime import datetime, timedelta

from django.conf import settings
from django.tasks import TaskResultStatus
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from accounts.jobs.models import Heartbeat, Worker
from accounts.jobs.queue import bring_forward, left_behind, running, worker_of
from accounts.jobs.retries import most_tries

logger = logging.getLogger(__name__)

LOST = "WorkerLost"
TICK_SECONDS = 10  # at most, between two signs of life


def lost_after() -> timedelta:
    """A worker that was not seen for so long is taken for dead."""
    return timedelta(seconds=settings.WORKER_LOST_SECONDS)


def look_after(worker_id: str, now: datetime) -> None:
    """Say that this worker lives, and give away the tasks of those that do not say so any more.

    A worker that could not say so itself for a while (the database was away, the clock was moved) leaves
    the others a turn to be seen first.
    """
    if not Worker.objects.renew(worker_id, now, lost_after()):
        bring_forward(now)
        return
    living = set(Worker.objects.alive(now, lost_after()).values_list("pk", flat=True))
    for task in left_behind(living, now, lost_after()):
        give_away(task)


def give_back(worker_id: str) -> None:
    """Give away what this worker is no longer at."""
    for task in running():
        if worker_of(task) == worker_id:
            give_away(task)


def give_away(task: DBTaskResult) -> None:
    """To another worker, a few times; then it is given up."""
    same_run = DBTaskResult.objects.running().filter(pk=task.pk, started_at=task.started_at)
    if len(task.worker_ids) < most_tries(task.task_path):
        if same_run.update(status=TaskResultStatus.READY):
            logger.warning("task left by its worker: %s, again", task.task_path)
    elif same_run.update(
        status=TaskResultStatus.FAILED,
        finished_at=timezone.now(),
        exception_class_path=f"{__name__}.{LOST}",
    ):
        logger.error("task left by its worker: %s, given up", task.task_path)
        Heartbeat.objects.filter(task_id=str(task.pk)).end_badly(timezone.now(), LOST)
