"""Periodic jobs: declared beside their function, claimed once, never twice at a time."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, time, timedelta

import pytest
from django.db import connection
from django.tasks import TaskResultStatus
from django.utils import timezone

from accounts.jobs.models import Heartbeat
from accounts.jobs.schedule import JOBS, Job, periodic
from accounts.jobs.slots import Every, LocalTime
from accounts.jobs.tasks import tick
from tests.accounts.jobs.conftest import NAME, NOW, TEN_MINUTES

HOUR = timedelta(hours=1)
NIGHT = LocalTime(time(2, 30), "Europe/Berlin")


def beat():
    return Heartbeat.objects.get(name=NAME)


def end_run(queue):
    queue.update(status=TaskResultStatus.SUCCESSFUL, finished_at=timezone.now())


# ---- Declared ----


def test_a_job_is_declared_by_its_function(declare):
    @periodic(every=HOUR)
    def water_the_plants() -> None:
        """Water them.

        But not the cactus.
        """

    name = f"{__name__}.water_the_plants"
    assert {name: Job(name, water_the_plants, Every(HOUR))} == JOBS
    assert JOBS[name].words == "Water them"


def test_a_job_may_have_a_time_of_its_own_and_words_for_operators(declare):
    @periodic(at=time(8), zone="Europe/Berlin", weekday=6, jitter=HOUR, label="Water the plants")
    def water() -> None: ...

    [job] = JOBS.values()
    assert (job.timing, job.jitter) == (LocalTime(time(8), "Europe/Berlin", 6), HOUR)
    assert job.words == "Water the plants"


def test_a_time_without_a_zone_is_the_sites(declare, settings):
    settings.TIME_ZONE = "Europe/Berlin"

    @periodic(at=time(3, 40))
    def water() -> None: ...

    [job] = JOBS.values()
    assert job.timing == LocalTime(time(3, 40), "Europe/Berlin")


@pytest.mark.parametrize("wrong", [{}, {"every": HOUR, "at": time(8)}, {"every": HOUR, "weekday": 0}])
def test_a_job_says_one_way_when_it_runs(declare, wrong):
    with pytest.raises(TypeError):
        periodic(**wrong)


def test_jitter_delays_by_up_to_its_limit_and_never_hurries():
    job = Job(NAME, lambda: None, TEN_MINUTES, jitter=HOUR)
    late_by = [job.next_at(NOW) - NOW - timedelta(minutes=10) for _ in range(200)]
    assert timedelta(0) <= min(late_by) < max(late_by) < HOUR
    assert len(set(late_by)) > 100


# ---- Claimed ----


def test_a_new_job_is_due_at_once_and_then_when_its_time_has_passed(db, clock, queue, runs):
    assert tick(timezone.now()) == [NAME]
    end_run(queue)
    clock.shift(timedelta(minutes=9, seconds=59))
    assert tick(timezone.now()) == []
    clock.shift(timedelta(seconds=1))
    assert tick(timezone.now()) == [NAME]
    assert queue.count() == 2


def test_a_new_job_with_a_time_of_its_own_waits_for_it(db, clock, queue, declare):
    declare(lambda: None, NIGHT)
    assert tick(timezone.now()) == []
    clock.move_to(datetime(2026, 6, 17, 0, 30, tzinfo=UTC))
    assert tick(timezone.now()) == [NAME]


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
    end_run(queue)
    clock.shift(timedelta(days=3))
    assert [tick(timezone.now()) for _ in range(3)] == [[NAME], [], []]
    assert beat().next_at == timezone.now() + timedelta(minutes=10)


def test_nights_that_were_missed_are_made_up_for_by_one_run(db, clock, queue, declare):
    declare(lambda: None, NIGHT)
    tick(timezone.now())
    clock.move_to(datetime(2026, 6, 20, 15, 0, tzinfo=UTC))
    assert [tick(timezone.now()) for _ in range(3)] == [[NAME], [], []]
    assert beat().next_at == datetime(2026, 6, 21, 0, 30, tzinfo=UTC)


def test_a_job_that_is_no_longer_declared_is_not_claimed(db, clock, queue, runs):
    Heartbeat.objects.create(name="tests.forgotten", next_at=NOW)
    assert tick(timezone.now()) == [NAME]


def test_a_tick_with_nothing_due_only_reads(db, clock, queue, runs, django_assert_num_queries):
    tick(timezone.now())
    with django_assert_num_queries(2):
        tick(timezone.now())


# ---- Changes of the clocks, and clocks that are wrong ----


def ticks(clock, start, hours):
    """The hours, in UTC, at which a worker that ticks each ten minutes runs the job."""
    clock.move_to(start)
    found = []
    for _ in range(hours * 6):
        if tick(timezone.now()):
            found.append(timezone.now().strftime("%d %H:%M"))
            Heartbeat.objects.update(task_id="")
        clock.shift(timedelta(minutes=10))
    return found


def test_the_night_with_an_hour_too_few_has_its_run(db, clock, queue, declare):
    declare(lambda: None, NIGHT)
    assert ticks(clock, datetime(2026, 3, 28, 12, tzinfo=UTC), 48) == ["29 01:00", "30 00:30"]


def test_the_night_with_an_hour_too_many_has_one_run(db, clock, queue, declare):
    declare(lambda: None, NIGHT)
    assert ticks(clock, datetime(2026, 10, 24, 12, tzinfo=UTC), 48) == ["25 00:30", "26 01:30"]


@pytest.mark.parametrize("timing", [TEN_MINUTES, NIGHT])
def test_a_clock_that_was_ahead_for_a_while_stops_no_job(db, clock, queue, declare, timing):
    declare(lambda: None, timing)
    tick(timezone.now())
    end_run(queue)
    clock.shift(timedelta(days=400))
    assert tick(timezone.now()) == [NAME]
    end_run(queue)
    clock.move_to(NOW)
    tick(timezone.now())
    assert beat().next_at == timing.after(NOW)


def test_a_clock_that_is_put_back_by_seconds_runs_nothing_twice(db, clock, queue, declare):
    declare(lambda: None, NIGHT)
    tick(timezone.now())
    clock.move_to(datetime(2026, 6, 17, 0, 30, tzinfo=UTC))
    assert tick(timezone.now()) == [NAME]
    end_run(queue)
    clock.shift(-timedelta(seconds=20))
    assert tick(timezone.now()) == []
    clock.shift(timedelta(seconds=30))
    assert tick(timezone.now()) == []


def test_a_job_that_is_declared_more_often_since_does_not_wait_for_its_old_slot(db, clock, queue, declare):
    declare(lambda: None, LocalTime(time(8), "UTC", weekday=0))
    tick(timezone.now())
    declare(lambda: None)
    tick(timezone.now())
    assert beat().next_at == NOW + timedelta(minutes=10)


# ---- One run at a time ----


def test_a_slot_is_skipped_while_the_run_before_waits_or_runs(db, clock, queue, runs, caplog):
    tick(timezone.now())
    for begin in (lambda: None, lambda: queue.get().claim("worker-1")):
        begin()
        clock.shift(timedelta(minutes=10))
        assert tick(timezone.now()) == []
        assert (queue.count(), beat().skipped_at) == (1, timezone.now())
    assert beat().next_at == timezone.now() + timedelta(minutes=10)
    assert caplog.messages == [f"job skipped, its last run is still going: {NAME}"] * 2


@pytest.mark.parametrize("status", [TaskResultStatus.SUCCESSFUL, TaskResultStatus.FAILED])
def test_the_next_slot_runs_when_the_run_before_has_ended(db, clock, queue, runs, status):
    tick(timezone.now())
    queue.update(status=status)
    clock.shift(timedelta(minutes=10))
    assert tick(timezone.now()) == [NAME]
    assert (queue.count(), beat().skipped_at, beat().started_at) == (2, None, timezone.now())


def test_a_run_whose_task_was_deleted_blocks_nothing(db, clock, queue, runs):
    tick(timezone.now())
    queue.all().delete()
    clock.shift(timedelta(minutes=10))
    assert tick(timezone.now()) == [NAME]


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
        end_run(queue)


@pytest.mark.race
@pytest.mark.postgresql_only
@pytest.mark.django_db(transaction=True)
def test_of_sixteen_workers_none_starts_what_is_still_going(queue, runs):
    now = timezone.now()
    tick(now)
    for number in range(1, 4):
        claimed = all_at_once(lambda at=now + number * timedelta(minutes=10): tick(at))
        assert (claimed, queue.count()) == ([[]] * WORKERS, 1)
        assert beat().skipped_at == now + number * timedelta(minutes=10)


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
