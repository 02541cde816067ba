"""Run what is due by the clock, and tidy up."""

import logging
from datetime import datetime, time, timedelta
from time import monotonic

from django.db import transaction
from django.tasks import task
from django.tasks.exceptions import TaskResultDoesNotExist
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_tasks_db.models import DBTaskResult

from accounts.jobs.faults import Fault, fault_point
from accounts.jobs.models import Heartbeat, PutAwayTask, Worker
from accounts.jobs.queue import FORGOTTEN, bring_forward, dead_letters, not_put_away
from accounts.jobs.retries import retried
from accounts.jobs.schedule import JOBS, periodic

logger = logging.getLogger(__name__)

KEEP_FINISHED = timedelta(days=1)
KEEP_DEAD_LETTERS = timedelta(days=30)
KEEP_WORKERS = timedelta(days=1)


@task
@retried()
def run_job(name: str) -> None:
    """Run one periodic job and keep how it ended. It is not tried again: its next slot comes."""
    fault_point(Fault.JOB_STARTED)
    began = monotonic()
    try:
        JOBS[name].run()
    except Exception as error:
        beat = Heartbeat.objects.filter(name=name)
        beat.end_badly(timezone.now(), type(error).__name__, _since(began))
        raise
    fault_point(Fault.JOB_RAN)
    Heartbeat.objects.end_well(name, timezone.now(), _since(began))


def _since(began: float) -> timedelta:
    return timedelta(seconds=monotonic() - began)


def tick(now: datetime) -> list[str]:
    """Enqueue each job whose slot this worker claims. Return their names."""
    Heartbeat.objects.ensure(JOBS, now)
    return [name for name in Heartbeat.objects.due(now) if _enqueue(name, now)]


@transaction.atomic
def _enqueue(name: str, now: datetime) -> bool:
    """Take a slot; if the run before is still going, the slot is skipped."""
    if not Heartbeat.objects.claim(name, now, next_at=JOBS[name].next_at(now)):
        return False
    if _is_unfinished(Heartbeat.objects.get(name=name).task_id):
        Heartbeat.objects.skip(name, now)
        logger.warning("job skipped, its last run is still going: %s", name)
        return False
    Heartbeat.objects.begin(name, now, run_job.enqueue(name).id)
    fault_point(Fault.JOB_CLAIMED)
    return True


def _is_unfinished(task_id: str) -> bool:
    """Says whether a task waits or runs; one whose worker died does until it is given to another, or up."""
    if not (task_id and run_job.get_backend().supports_get_result):
        return False
    try:
        return not run_job.get_backend().get_result(task_id).is_finished
    except TaskResultDoesNotExist:
        return False


@periodic(every=timedelta(hours=1), label=_("Delete names from finished tasks"))
def prune_finished_tasks() -> None:
    """Arguments of finished tasks may name people: after a day only what failed is kept, without them."""
    bring_forward(timezone.now())
    finished_before = timezone.now() - KEEP_FINISHED
    shown = not_put_away().filter(finished_at__lt=finished_before)
    shown.exclude(args_kwargs=FORGOTTEN).update(args_kwargs=FORGOTTEN, traceback="")
    old = DBTaskResult.objects.finished().filter(finished_at__lt=finished_before)
    old.exclude(pk__in=shown.values("pk")).delete()


@periodic(
    at=time(3, 40),
    jitter=timedelta(minutes=20),
    label=_("Clear out old records"),
)
def tidy_up() -> None:
    """Rows that nobody looks at any more."""
    now = timezone.now()
    dead_letters().filter(finished_at__lt=now - KEEP_DEAD_LETTERS).delete()
    PutAwayTask.objects.exclude(task_id__in=DBTaskResult.objects.values("pk")).delete()
    Worker.objects.filter(seen_at__lt=now - KEEP_WORKERS).delete()
    Heartbeat.objects.exclude(name__in=JOBS).delete()
