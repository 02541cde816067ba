"""The worker runs tasks in this process: what becomes of one that raises, or that is another's by now."""

from datetime import timedelta

import pytest
from django.tasks import TaskResultStatus, task
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from accounts.jobs import retries
from accounts.jobs.models import Heartbeat, Worker
from accounts.jobs.retries import PAUSES
from accounts.jobs.tasks import run_job, tick
from accounts.jobs.worker import TaskWorker
from tests.accounts.jobs.conftest import NAME, NOW

DONE = []
SECRET = "ada@example.org"


@task
def note(what):
    DONE.append(what)
    return what


@task
def fail(what):
    DONE.append(what)
    raise OSError(what)


@task
def return_nonsense():
    return object()


@task
def be_stopped():
    raise SystemExit(1)


@task(takes_context=True)
def count(context):
    DONE.append(len(context.task_result.worker_ids))


@task(takes_context=True)
def be_taken_for_dead(context):
    """Meanwhile another worker has it."""
    rows = DBTaskResult.objects.filter(pk=context.task_result.id)
    rows.update(status=TaskResultStatus.READY)
    rows.get().claim("other")
    rows.update(started_at=NOW + timedelta(minutes=2))


@pytest.fixture(autouse=True)
def _nothing_done(monkeypatch):
    DONE.clear()
    monkeypatch.setattr(retries.random, "random", lambda: 0.0)


@pytest.fixture
def worker(transactional_db, clock, queue):
    """A worker that leaves when nothing is to do."""
    worker = TaskWorker()
    worker.batch = True
    return worker


def only(queue):
    return queue.get()


def test_a_task_that_returns_is_done(worker, queue):
    note.enqueue("a")
    worker.run()
    found = only(queue)
    assert (found.status, found.return_value, found.finished_at) == (TaskResultStatus.SUCCESSFUL, "a", NOW)
    assert found.worker_ids == [worker.worker_id]


def test_a_task_may_ask_for_its_context(worker):
    count.enqueue()
    worker.run()
    assert DONE == [1]


def test_a_task_that_raises_is_tried_again_after_growing_pauses_and_then_given_up(
    worker, queue, clock, caplog
):
    fail.enqueue(SECRET)
    for tries, pause in enumerate(PAUSES, 1):
        worker.run()
        assert (len(DONE), only(queue).status) == (tries, TaskResultStatus.READY)
        assert only(queue).run_after == timezone.now() + pause
        clock.shift(pause - timedelta(seconds=1))
        worker.run()
        assert len(DONE) == tries
        clock.shift(timedelta(seconds=1))
    worker.run()
    found = only(queue)
    assert (found.status, found.finished_at, len(found.worker_ids)) == ("FAILED", timezone.now(), 3)
    assert found.exception_class_path == "builtins.OSError"
    clock.shift(timedelta(days=1))
    worker.run()
    assert len(DONE) == 3
    path = f"{__name__}.fail"
    assert caplog.messages[:2] == [f"task failed, try {tries}: {path}, OSError" for tries in (1, 2)]
    assert caplog.messages[2] == f"Task id={found.pk} path={path} state=FAILED"
    assert all(SECRET not in words for words in caplog.messages)


def test_a_task_that_fails_holds_up_no_other(worker, queue):
    fail.enqueue("a")
    note.enqueue("b")
    worker.run()
    assert sorted(DONE) == ["a", "b"]


def test_a_task_that_fails_once_is_done_in_the_end(worker, queue, clock):
    task = fail.enqueue("a")
    worker.run()
    queue.filter(pk=task.id).update(task_path=f"{__name__}.note")
    clock.shift(PAUSES[0])
    worker.run()
    found = only(queue)
    assert (found.status, found.traceback, found.exception_class_path) == ("SUCCESSFUL", "", "")


def test_a_periodic_job_that_raises_waits_for_its_next_slot(worker, queue, clock, declare):
    declare(lambda: 1 / 0)
    tick(timezone.now())
    worker.run()
    assert only(queue).status == TaskResultStatus.FAILED
    assert Heartbeat.objects.get(name=NAME).error == "ZeroDivisionError"
    clock.shift(timedelta(minutes=10))
    assert tick(timezone.now()) == [NAME]


def test_what_cannot_be_kept_as_json_is_a_failure(worker, queue):
    return_nonsense.enqueue()
    worker.run()
    assert (only(queue).status, only(queue).exception_class_path) == ("READY", "builtins.TypeError")


def test_a_task_that_is_gone_from_the_code_ends_as_a_dead_letter(worker, queue, clock, caplog):
    note.enqueue("a")
    queue.update(task_path="tests.gone.for_good")
    for pause in (*PAUSES, timedelta(0)):
        worker.run()
        clock.shift(pause)
    assert only(queue).status == TaskResultStatus.FAILED
    assert caplog.messages[-1] == "task is gone: tests.gone.for_good"


def test_a_task_that_is_cut_off_goes_to_another_worker_at_once(worker, queue):
    """Whoever presses Ctrl-C twice ends the process; the task has done nothing wrong."""
    be_stopped.enqueue()
    worker.max_tasks = 1
    worker.run()
    assert (only(queue).status, only(queue).run_after) == (TaskResultStatus.READY, NOW)


def test_a_periodic_job_that_is_cut_off_is_run_again(worker, queue, declare):
    def stop():
        raise SystemExit(1)

    declare(stop)
    run_job.enqueue(NAME)
    worker.max_tasks = 1
    worker.run()
    assert only(queue).status == TaskResultStatus.READY


def test_what_came_of_a_run_is_not_written_over_another_workers(worker, queue, caplog):
    be_taken_for_dead.enqueue()
    worker.run()
    assert (only(queue).status, only(queue).worker_ids[-1]) == (TaskResultStatus.RUNNING, "other")
    assert caplog.messages[0] == f"task ended late, another worker has it: {__name__}.be_taken_for_dead"


# ---- Coming and leaving ----


def test_a_worker_that_runs_has_a_row(worker):
    worker.run()
    assert [(row.pk, row.started_at) for row in Worker.objects.all()] == [(worker.worker_id, NOW)]


def test_a_worker_whose_database_came_back_takes_up_what_it_was_at(worker, queue):
    note.enqueue("a")
    only(queue).claim(worker.worker_id)
    worker.run()
    assert (DONE, only(queue).status) == (["a"], TaskResultStatus.SUCCESSFUL)
