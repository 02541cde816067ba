"""The worker that runs tasks: the one of django-tasks-db, with retries and without races.

It overrides what becomes of a task that was run: one that raises is tried again after growing pauses, and
what came of a run is written only if the task is still this worker's.
"""

import logging
from contextlib import suppress
from datetime import timedelta
from traceback import format_exception
from typing import Any

from django.core.exceptions import SuspiciousOperation
from django.db import Error, connection
from django.tasks import DEFAULT_TASK_BACKEND_ALIAS, TaskContext, TaskResultStatus
from django.tasks.signals import task_finished, task_started
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.json import normalize_json
from django_tasks_db.management.commands import db_worker
from django_tasks_db.models import DBTaskResult
from django_tasks_db.utils import retry

from accounts.jobs.models import Worker
from accounts.jobs.rescue import give_back
from accounts.jobs.retries import most_tries, pause_after

logger = logging.getLogger(__name__)

LOOK_SECONDS = 0.5


class TaskWorker(db_worker.Worker):
    """Runs tasks of every queue. SIGTERM lets it end the task it is at; an idle one leaves at once."""

    def __init__(self) -> None:
        super().__init__(
            queue_names=["*"],
            excluded_queue_names=[],
            interval=LOOK_SECONDS,
            batch=False,
            backend_name=DEFAULT_TASK_BACKEND_ALIAS,
            startup_delay=False,
            max_tasks=None,
            worker_id=get_random_string(32),
        )

    def run(self) -> None:
        """Run tasks. What it was at when it last lost its database is nobody's: it is given back first."""
        Worker.objects.enter(self.worker_id, timezone.now())
        give_back(self.worker_id)
        super().run()

    def leave(self) -> None:
        """Stop cleanly: no row, and no task that somebody would have to wait for."""
        connection.close()  # a signal may have come in the middle of a question
        with suppress(Error):
            give_back(self.worker_id)
            Worker.objects.filter(pk=self.worker_id).delete()

    def run_task(self, db_task_result: DBTaskResult) -> None:
        """Run one task and write what came of it."""
        self.running_task = True
        try:
            value = call(db_task_result)
            settle(db_task_result, status=TaskResultStatus.SUCCESSFUL, **ended(), return_value=value)
        except BaseException as error:
            self._failed(db_task_result, error)
        else:
            tell(db_task_result)
        finally:
            self.running_task = False
            self._run_tasks += 1

    def _failed(self, held: DBTaskResult, error: BaseException) -> None:
        """Try it again later, or give it up: then it is a dead letter for the operators."""
        pause = pause_after_error(held, error)
        failure = {
            "exception_class_path": f"{type(error).__module__}.{type(error).__qualname__}",
            "traceback": "".join(format_exception(error)),
        }
        if pause is None:
            settle(held, status=TaskResultStatus.FAILED, **(ended() | failure))
            tell(held)
        else:
            settle(held, status=TaskResultStatus.READY, run_after=timezone.now() + pause, **failure)
            tries, kind = len(held.worker_ids), type(error).__name__
            logger.warning("task failed, try %d: %s, %s", tries, held.task_path, kind)


def call(held: DBTaskResult) -> Any:
    """Call the function of a task with its arguments; what it returns must be JSON."""
    task, result = held.task, held.task_result
    task_started.send(sender=type(task.get_backend()), task_result=result)
    context: list[Any] = [TaskContext(task_result=result)] if task.takes_context else []
    return normalize_json(task.call(*context, *result.args, **result.kwargs))


def pause_after_error(held: DBTaskResult, error: BaseException) -> timedelta | None:
    """None if the task is given up. One that was told to stop has done nothing wrong."""
    tries = len(held.worker_ids)
    if not isinstance(error, Exception) and tries < most_tries(held.task_path):
        return timedelta(0)
    return pause_after(held.task_path, tries)


def ended() -> dict[str, Any]:
    return {"finished_at": timezone.now(), "exception_class_path": "", "traceback": ""}


@retry()
def settle(held: DBTaskResult, **fields: Any) -> None:
    """Write what came of a run, unless the worker was taken for dead and the task is another's by now."""
    mine = DBTaskResult.objects.running().filter(pk=held.pk, started_at=held.started_at)
    if not mine.update(**fields):
        logger.warning("task ended late, another worker has it: %s", held.task_path)


def tell(held: DBTaskResult) -> None:
    """Tell the log, and whoever else listens, how it ended."""
    held.refresh_from_db()
    try:
        sender = type(held.task.get_backend())
        task_finished.send(sender=sender, task_result=held.task_result)
    except (ImportError, SuspiciousOperation):
        logger.exception("task is gone: %s", held.task_path)
