"""Periodic jobs: claimed once, run, recorded; and tasks that a crash left behind."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.tasks import TaskResultStatus
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from accounts.jobs.models import Heartbeat
from accounts.jobs.querysets import LATE
from accounts.jobs.schedule import JOBS, Job, periodic
from accounts.jobs.tasks import (
    KEEP_FINISHED,
    STUCK_AFTER,
    prune_finished_tasks,
    rescue_stuck_tasks,
    run_job,
    tick,
)

NOW = datetime(2026, 6, 16, 9, 0, tzinfo=UTC)
QUEUE = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": []}}
NAME = "tests.job"


@pytest.fixture
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def queue(settings):
    """Tasks wait in the database, as they do outside of tests."""
    settings.TASKS = QUEUE
    return DBTaskResult.objects


@pytest.fixture
def runs(monkeypatch):
    """The one declared job: it runs every ten minutes and keeps the hours at which it ran."""
    hours = []
    for name in list(JOBS):
        monkeypatch.delitem(JOBS, name)
    job = Job(NAME, lambda: hours.append(timezone.now()), timedelta(minutes=10))
    monkeypatch.setitem(JOBS, NAME, job)
    return hours


def beat():
    return Heartbeat.objects.get(name=NAME)


def test_a_job_is_declared_by_its_function(monkeypatch):
    for name in list(JOBS):
        monkeypatch.delitem(JOBS, name)

    @periodic(every=timedelta(hours=1))
    def water_the_plants() -> None: ...

    name = f"{__name__}.water_the_plants"
    assert {name: Job(name, water_the_plants, timedelta(hours=1))} == JOBS


def test_a_new_job_is_due_at_once_and_then_when_its_time_has_passed(db, clock, queue, runs):
    assert tick(timezone.now()) == [NAME]
    clock.shift(timedelta(minutes=9, seconds=59))
    assert tick(timezone.now()) == []
    clock.shift(timedelta(seconds=1))
    assert tick(timezone.now()) == [NAME]
    assert queue.count() == 2


def test_a_tick_runs_nothing_itself(db, clock, queue, runs):
    tick(timezone.now())
    [task] = queue.ready()
    assert task.args_kwargs == {"args": [NAME], "kwargs": {}}
    assert runs == []


def test_of_two_workers_one_gets_the_slot(db, clock, queue, runs):
    assert [tick(timezone.now()), tick(timezone.now())] == [[NAME], []]
    assert queue.count() == 1


def test_what_was_missed_while_nobody_ran_is_run_once(db, clock, queue, runs):
    tick(timezone.now())
    clock.shift(timedelta(days=3))
    assert [tick(timezone.now()) for _ in range(3)] == [[NAME], [], []]
    assert beat().next_at == timezone.now() + timedelta(minutes=10)


def test_a_job_that_is_no_longer_declared_is_not_claimed(db, clock, queue, runs):
    Heartbeat.objects.create(name="tests.forgotten", next_at=NOW)
    assert tick(timezone.now()) == [NAME]


def test_a_tick_with_nothing_due_only_reads(db, clock, queue, runs, django_assert_num_queries):
    tick(timezone.now())
    with django_assert_num_queries(2):
        tick(timezone.now())


def test_a_run_is_recorded(db, clock, runs):
    Heartbeat.objects.create(name=NAME, next_at=NOW, error="OSError")
    run_job.call(NAME)
    assert (runs, beat().finished_at, beat().error) == ([NOW], NOW, "")
    assert beat().ended_at == NOW


def test_a_failure_is_recorded_by_its_kind_alone_and_fails_the_task(db, clock, runs, monkeypatch):
    Heartbeat.objects.create(name=NAME, next_at=NOW, finished_at=NOW - timedelta(hours=1))
    monkeypatch.setitem(JOBS, NAME, Job(NAME, lambda: 1 / 0, timedelta(minutes=10)))
    with pytest.raises(ZeroDivisionError):
        run_job.call(NAME)
    assert (beat().failed_at, beat().ended_at, beat().error) == (NOW, NOW, "ZeroDivisionError")
    assert [job.name for job in Heartbeat.objects.failing()] == [NAME]


def test_a_task_for_a_job_that_was_renamed_since_fails(db, runs):
    with pytest.raises(KeyError):
        run_job.call("tests.forgotten")


@pytest.mark.parametrize(
    ("ended_before", "late"),
    [
        (None, [NAME]),
        (timedelta(minutes=10) + LATE, []),
        (timedelta(minutes=10, seconds=1) + LATE, [NAME]),
    ],
)
@pytest.mark.parametrize("field", ["finished_at", "failed_at"])
def test_a_job_is_late_when_it_has_not_ended_for_a_while(db, clock, runs, ended_before, late, field):
    ended = NOW - ended_before if ended_before else None
    Heartbeat.objects.create(name=NAME, next_at=NOW, **{field: ended})
    assert Heartbeat.objects.late(NOW) == late


def test_a_job_that_never_ticked_is_late(db, runs):
    assert Heartbeat.objects.late(NOW) == [NAME]


@pytest.fixture
def stuck(db, clock, queue, runs):
    """A task whose worker was killed: it says that it runs, and nobody runs it."""
    tick(timezone.now())
    task = queue.get()
    task.claim("worker-1")
    return task


def test_a_stuck_task_is_given_to_another_twice_and_then_up(stuck, clock, caplog):
    for worker in ("worker-2", "worker-3"):
        clock.shift(STUCK_AFTER + timedelta(seconds=1))
        rescue_stuck_tasks()
        stuck.refresh_from_db()
        assert stuck.status == TaskResultStatus.READY
        stuck.claim(worker)
    clock.shift(STUCK_AFTER + timedelta(seconds=1))
    rescue_stuck_tasks()
    stuck.refresh_from_db()
    assert (stuck.status, stuck.finished_at) == (TaskResultStatus.FAILED, timezone.now())
    assert [words.rsplit(": ", 1)[1] for words in caplog.messages] == ["again", "again", "given up"]


def test_a_task_that_has_just_begun_is_left_alone(stuck, clock):
    clock.shift(STUCK_AFTER)
    rescue_stuck_tasks()
    stuck.refresh_from_db()
    assert stuck.status == TaskResultStatus.RUNNING


def test_what_is_given_up_is_forgotten_like_the_rest(stuck, clock, queue):
    stuck.worker_ids = ["a", "b", "c"]
    stuck.save()
    clock.shift(STUCK_AFTER + timedelta(seconds=1))
    rescue_stuck_tasks()
    clock.shift(KEEP_FINISHED + timedelta(seconds=1))
    prune_finished_tasks()
    assert queue.count() == 0


def test_finished_tasks_are_kept_for_a_day_and_waiting_ones_until_they_ran(db, clock, queue, runs):
    for status in TaskResultStatus:
        tick(timezone.now())
        task = queue.order_by("enqueued_at").last()
        ended = None if status in (TaskResultStatus.READY, TaskResultStatus.RUNNING) else timezone.now()
        queue.filter(pk=task.pk).update(status=status, finished_at=ended)
        clock.shift(timedelta(minutes=10))
    clock.shift(KEEP_FINISHED)
    prune_finished_tasks()
    assert sorted(task.status for task in queue.all()) == ["READY", "RUNNING"]


# ---- Many workers at once, where rows can be written at once ----

WORKERS = 16


def all_at_once(call):
    """``call`` in sixteen threads with a connection each, starting together."""
    start = threading.Barrier(WORKERS)

    def run(_number):
        try:
            connection.ensure_connection()
            start.wait(timeout=30)
            return call()
        finally:
            connection.close()

    with ThreadPoolExecutor(WORKERS) as pool:
        return list(pool.map(run, range(WORKERS)))


@pytest.mark.race
@pytest.mark.postgresql_only
@pytest.mark.django_db(transaction=True)
def test_of_sixteen_workers_one_claims_a_slot(queue, runs):
    now = timezone.now()
    for number in range(3):
        claimed = all_at_once(lambda at=now + number * timedelta(minutes=10): tick(at))
        assert sorted(claimed) == [[]] * (WORKERS - 1) + [[NAME]]
        assert queue.count() == number + 1


@pytest.mark.race
@pytest.mark.postgresql_only
@pytest.mark.django_db(transaction=True)
def test_without_the_guarded_statement_more_than_one_claims_it(queue, runs):
    """The negative control: this race finds a slot that is read first and taken after."""
    Heartbeat.objects.ensure(JOBS, NOW)
    read = threading.Barrier(WORKERS)

    def naive():
        found = Heartbeat.objects.filter(name=NAME, next_at__lte=NOW).first()
        read.wait(timeout=30)
        if found:
            Heartbeat.objects.filter(pk=found.pk).update(next_at=NOW + timedelta(minutes=10))
        return bool(found)

    assert all_at_once(naive).count(True) > 1
