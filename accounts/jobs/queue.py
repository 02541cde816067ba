"""The rows of the queue, which are no model of ours: which tasks wait, which were left behind or failed."""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db.models import Case, Count, F, Min, Q, QuerySet, When
from django.tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult, get_date_max

from accounts.jobs.models import PutAwayTask
from accounts.jobs.retries import longest_pause

RUN_JOB = "accounts.jobs.tasks.run_job"
FORGOTTEN: dict[str, object] = {}
"""What stands in place of the arguments of a task that failed long ago: they may have named people."""


def waiting() -> tuple[int, datetime | None]:
    """How many tasks wait for a worker, and since when the oldest of them could have run."""
    since = Case(When(run_after=get_date_max(), then=F("enqueued_at")), default=F("run_after"))
    ready = DBTaskResult.objects.ready().aggregate(number=Count("pk"), oldest=Min(since))
    return ready["number"], ready["oldest"]


def postponed(now: datetime) -> int:
    """How many tasks wait for their time, most of them to be tried again."""
    later = Q(run_after__gt=now) & ~Q(run_after=get_date_max())
    return DBTaskResult.objects.filter(later, status=TaskResultStatus.READY).count()


def running() -> QuerySet[DBTaskResult]:
    """Tasks that say they run, without their arguments."""
    return DBTaskResult.objects.running().only("pk", "task_path", "worker_ids", "started_at")


def worker_of(task: DBTaskResult) -> str:
    """Who took the task last; nobody is no worker's name."""
    return task.worker_ids[-1] if task.worker_ids else ""


def left_behind(living: Collection[str], now: datetime, lost_after: timedelta) -> list[DBTaskResult]:
    """Tasks that say they run on a worker that is not among the living; what has just begun is left alone.

    A start that lies far ahead was noted before the clock was put back.
    """
    just_begun = Q(started_at__range=(now - lost_after, now + lost_after))
    return [task for task in running().exclude(just_begun) if worker_of(task) not in living]


def bring_forward(now: datetime) -> None:
    """What failed and waits longer than any pause failed before the clock was put back: it is tried now."""
    too_far = Q(run_after__gt=now + longest_pause(), run_after__lt=get_date_max())
    failed = DBTaskResult.objects.filter(too_far, status=TaskResultStatus.READY).exclude(worker_ids=[])
    failed.update(run_after=now)


def dead_letters() -> QuerySet[DBTaskResult]:
    """Tasks that no worker will try again, newest first; a periodic job has its next slot instead."""
    failed = DBTaskResult.objects.failed().exclude(task_path=RUN_JOB).order_by("-finished_at", "pk")
    return failed.defer("traceback", "return_value")


def not_put_away() -> QuerySet[DBTaskResult]:
    return dead_letters().exclude(pk__in=PutAwayTask.objects.values("task_id"))


def put_away() -> QuerySet[DBTaskResult]:
    return dead_letters().filter(pk__in=PutAwayTask.objects.values("task_id"))
