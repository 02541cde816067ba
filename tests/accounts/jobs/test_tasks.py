"""A run is recorded, and what nobody needs any more is taken away."""

from datetime import timedelta

import pytest
from django.tasks import TaskResultStatus
from django.utils import timezone

from accounts.jobs.models import Heartbeat, PutAwayTask, Worker
from accounts.jobs.queue import FORGOTTEN, RUN_JOB
from accounts.jobs.tasks import (
    KEEP_DEAD_LETTERS,
    KEEP_FINISHED,
    KEEP_WORKERS,
    prune_finished_tasks,
    run_job,
    tick,
    tidy_up,
)
from accounts.users.tasks import send_account_mail
from tests.accounts.jobs.conftest import NAME, NOW

SECOND = timedelta(seconds=1)
WORDS = ["ada@example.org", "Your code", "AB12", "", "<1@example.org>"]


def beat():
    return Heartbeat.objects.get(name=NAME)


def failed(queue, **fields):
    task = queue.get(pk=send_account_mail.enqueue(*WORDS).id)
    ended = {"status": TaskResultStatus.FAILED, "finished_at": timezone.now(), "traceback": "…"}
    queue.filter(pk=task.pk).update(**ended | fields)
    return task


# ---- A run ----


def test_a_run_is_recorded(db, clock, runs):
    Heartbeat.objects.create(name=NAME, next_at=NOW, is_failing=True, is_going=True)
    run_job.call(NAME)
    now = beat()
    assert (runs, now.finished_at, now.ended_at) == ([NOW], NOW, NOW)
    assert (now.is_failing, now.is_going) == (False, False)


def test_how_long_a_run_took_is_measured_apart_from_the_clock(db, clock, declare):
    declare(lambda: clock.shift(timedelta(days=1)))
    Heartbeat.objects.create(name=NAME, next_at=NOW)
    run_job.call(NAME)
    assert timedelta(0) <= beat().took < timedelta(hours=1)


def test_a_failure_is_recorded_by_its_kind_alone_and_fails_the_task(db, clock, declare):
    Heartbeat.objects.create(name=NAME, next_at=NOW, finished_at=NOW - timedelta(hours=1), is_going=True)
    declare(lambda: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        run_job.call(NAME)
    now = beat()
    assert (now.failed_at, now.ended_at, now.error) == (NOW, NOW, "ZeroDivisionError")
    assert (now.is_failing, now.is_going) == (True, False)
    assert [job.name for job in Heartbeat.objects.failing()] == [NAME]


def test_a_failure_is_kept_after_a_run_that_goes_well(db, clock, declare, runs):
    Heartbeat.objects.create(name=NAME, next_at=NOW, failed_at=NOW, error="OSError", is_failing=True)
    run_job.call(NAME)
    assert (beat().error, beat().failed_at, list(Heartbeat.objects.failing())) == ("OSError", NOW, [])


def test_a_task_for_a_job_that_was_renamed_since_fails(db, runs):
    with pytest.raises(KeyError):
        run_job.call("tests.forgotten")


def test_the_queue_knows_the_task_of_jobs_by_its_name():
    assert run_job.module_path == RUN_JOB


# ---- Tidying ----


def test_finished_tasks_are_kept_for_a_day_and_waiting_ones_until_they_ran(db, clock, queue, runs):
    for status in TaskResultStatus:
        tick(timezone.now())
        task = queue.order_by("enqueued_at").last()
        ended = None if status in (TaskResultStatus.READY, TaskResultStatus.RUNNING) else timezone.now()
        queue.filter(pk=task.pk).update(status=status, finished_at=ended)
        Heartbeat.objects.update(task_id="")
        clock.shift(timedelta(minutes=10))
    clock.shift(KEEP_FINISHED)
    prune_finished_tasks()
    assert sorted(task.status for task in queue.all()) == ["READY", "RUNNING"]


def test_what_a_dead_letter_was_about_is_forgotten_after_a_day(db, clock, queue):
    task = failed(queue)
    clock.shift(KEEP_FINISHED)
    prune_finished_tasks()
    task.refresh_from_db()
    assert (task.args_kwargs["args"], task.traceback) == (WORDS, "…")
    clock.shift(SECOND)
    for _ in range(2):
        prune_finished_tasks()
        task.refresh_from_db()
        assert (task.args_kwargs, task.traceback) == (FORGOTTEN, "")


def test_a_dead_letter_that_was_put_away_goes_after_a_day(db, clock, queue):
    PutAwayTask.objects.create(task_id=failed(queue).pk)
    clock.shift(KEEP_FINISHED + SECOND)
    prune_finished_tasks()
    tidy_up()
    assert (queue.count(), PutAwayTask.objects.count()) == (0, 0)


def test_a_dead_letter_nobody_looks_at_goes_after_a_month(db, clock, queue):
    failed(queue)
    clock.shift(KEEP_DEAD_LETTERS)
    tidy_up()
    assert queue.count() == 1
    clock.shift(SECOND)
    tidy_up()
    assert queue.count() == 0


def test_a_mark_stays_as_long_as_its_task(db, clock, queue):
    PutAwayTask.objects.create(task_id=failed(queue).pk)
    tidy_up()
    assert PutAwayTask.objects.count() == 1


def test_workers_that_left_no_word_and_jobs_that_are_gone_are_taken_away(db, clock, runs):
    Heartbeat.objects.create(name=NAME, next_at=NOW)
    Heartbeat.objects.create(name="tests.forgotten", next_at=NOW)
    Worker.objects.enter("old", NOW - KEEP_WORKERS - SECOND)
    Worker.objects.enter("young", NOW - KEEP_WORKERS)
    tidy_up()
    assert [worker.pk for worker in Worker.objects.all()] == ["young"]
    assert [job.name for job in Heartbeat.objects.all()] == [NAME]
