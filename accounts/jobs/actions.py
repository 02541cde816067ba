"""What an operator does about a task that failed for good."""

from uuid import UUID

from django.db import transaction
from django.tasks import TaskResultStatus
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.jobs.models import PutAwayTask
from accounts.jobs.queue import FORGOTTEN, dead_letters, not_put_away, put_away
from accounts.jobs.rules import can_look_after_jobs
from accounts.permissions import Refused, Viewer, permitted


@transaction.atomic
@permitted(can_look_after_jobs)
def try_task_again(task_id: UUID, *, by: Viewer) -> None:
    """Give a failed task to the workers once more, with all its tries. Of two who ask, one is refused."""
    failed = dead_letters().filter(pk=task_id).exclude(args_kwargs=FORGOTTEN)
    waits = {"status": TaskResultStatus.READY, "run_after": timezone.now(), "finished_at": None}
    if not failed.update(**waits, worker_ids=[], exception_class_path="", traceback=""):
        raise Refused(
            _("It cannot be tried again: somebody was faster, or what it was about is forgotten by now.")
        )
    PutAwayTask.objects.filter(pk=task_id).delete()


@transaction.atomic
@permitted(can_look_after_jobs)
def put_task_away(task_id: UUID, *, by: Viewer) -> None:
    """Take a failed task out of sight."""
    if not not_put_away().filter(pk=task_id).exists():
        raise Refused(_("It is not in the list any more: somebody was faster."))
    PutAwayTask.objects.bulk_create([PutAwayTask(task_id=task_id)], ignore_conflicts=True)


@transaction.atomic
@permitted(can_look_after_jobs)
def take_task_back(task_id: UUID, *, by: Viewer) -> None:
    """Undo ``put_task_away``."""
    if not put_away().filter(pk=task_id).exists():
        raise Refused(_("It is not in the list any more: somebody was faster."))
    PutAwayTask.objects.filter(pk=task_id).delete()
