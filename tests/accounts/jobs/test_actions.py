"""A task that failed for good is tried again once, put away, or taken back."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.tasks import TaskResultStatus
from django.utils import timezone

from accounts.jobs.actions import put_task_away, take_task_back, try_task_again
from accounts.jobs.models import PutAwayTask
from accounts.jobs.queue import not_put_away, put_away
from accounts.jobs.tasks import KEEP_FINISHED, prune_finished_tasks, run_job
from accounts.permissions import Refused
from accounts.users.tasks import send_account_mail

LETTER = ("ada@example.org", "Your code", "AB12", "", "<1@example.org>")


@pytest.fixture
def failed(db, queue):
    """A letter that four workers tried to send."""
    task = queue.get(pk=send_account_mail.enqueue(*LETTER).id)
    queue.update(
        status=TaskResultStatus.FAILED,
        finished_at=timezone.now(),
        worker_ids=["a", "b", "c", "d"],
        exception_class_path="accounts.users.tasks.NotSent",
    )
    return task


@pytest.fixture
def viewer(operator, as_viewer):
    return as_viewer(operator)


@pytest.mark.parametrize("action", [try_task_again, put_task_away, take_task_back])
def test_only_operators_do_it(failed, action, site_moderator, as_viewer):
    with pytest.raises(PermissionDenied):
        action(failed.pk, by=as_viewer(site_moderator))


def test_a_task_that_is_tried_again_waits_with_all_its_tries(clock, failed, viewer, queue):
    try_task_again(failed.pk, by=viewer)
    [task] = queue.ready()
    assert (task.worker_ids, task.finished_at, task.exception_class_path) == ([], None, "")
    assert task.args_kwargs["args"] == list(LETTER)


def test_who_comes_second_is_refused(failed, viewer, queue):
    try_task_again(failed.pk, by=viewer)
    queue.get().claim("worker")
    with pytest.raises(Refused, match="somebody was faster"):
        try_task_again(failed.pk, by=viewer)
    assert queue.get().status == TaskResultStatus.RUNNING


def test_what_is_forgotten_cannot_be_tried_again(clock, failed, viewer):
    clock.shift(KEEP_FINISHED + timedelta(seconds=1))
    prune_finished_tasks()
    with pytest.raises(Refused, match="forgotten"):
        try_task_again(failed.pk, by=viewer)
    assert not_put_away().get().pk == failed.pk


def test_the_run_of_a_periodic_job_is_no_dead_letter(db, queue, viewer):
    task_id = run_job.enqueue("any").id
    queue.update(status=TaskResultStatus.FAILED, finished_at=timezone.now())
    assert not_put_away().count() == 0
    with pytest.raises(Refused):
        try_task_again(task_id, by=viewer)


def test_what_is_put_away_is_out_of_sight_and_can_be_taken_back(failed, viewer):
    put_task_away(failed.pk, by=viewer)
    assert (not_put_away().count(), put_away().get().pk) == (0, failed.pk)
    with pytest.raises(Refused):
        put_task_away(failed.pk, by=viewer)
    take_task_back(failed.pk, by=viewer)
    assert (not_put_away().get().pk, put_away().count()) == (failed.pk, 0)
    with pytest.raises(Refused):
        take_task_back(failed.pk, by=viewer)


def test_what_is_tried_again_from_there_is_not_put_away_when_it_fails_once_more(failed, viewer, queue):
    put_task_away(failed.pk, by=viewer)
    try_task_again(failed.pk, by=viewer)
    queue.update(status=TaskResultStatus.FAILED, finished_at=timezone.now())
    assert (not_put_away().count(), PutAwayTask.objects.count()) == (1, 0)


@pytest.mark.race
@pytest.mark.postgresql_only
@pytest.mark.django_db(transaction=True)
def test_of_eight_operators_who_press_at_once_one_is_heard(failed, viewer):
    start = threading.Barrier(8)

    def press(_number):
        try:
            connection.ensure_connection()
            start.wait(timeout=30)
            try_task_again(failed.pk, by=viewer)
        except Refused:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(press, range(8))) == [False] * 7 + [True]
