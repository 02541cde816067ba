"""What a dead worker was at goes to another; what a living one is at stays with it, however long it takes."""

from datetime import timedelta

import pytest
from django.tasks import TaskResultStatus
from django.utils import timezone

from accounts.jobs.models import Heartbeat, Worker
from accounts.jobs.rescue import LOST, give_back, look_after
from accounts.jobs.tasks import tick
from tests.accounts.jobs.conftest import NAME, NOW

SECOND = timedelta(seconds=1)
LOST_AFTER = timedelta(seconds=120)


@pytest.fixture
def task(db, clock, queue, runs, settings):
    """A task that ``dead`` is at."""
    settings.WORKER_LOST_SECONDS = LOST_AFTER.seconds
    look_after("dead", timezone.now())
    tick(timezone.now())
    task = queue.get()
    task.claim("dead")
    return task


def status(task):
    task.refresh_from_db()
    return task.status


def seen():
    return {worker.pk: worker.seen_at for worker in Worker.objects.all()}


def test_a_worker_has_a_row_from_its_first_word_on_and_keeps_it(db, clock):
    for _ in range(2):
        look_after("one", timezone.now())
        clock.shift(10 * SECOND)
    assert seen() == {"one": NOW + 10 * SECOND}
    assert Worker.objects.get().started_at == NOW


def test_a_worker_that_starts_takes_over_at_once_what_a_dead_one_left(task, clock):
    clock.shift(LOST_AFTER + SECOND)
    look_after("new", timezone.now())
    assert status(task) == TaskResultStatus.READY


def test_a_worker_that_was_seen_lately_keeps_its_task(task, clock):
    clock.shift(LOST_AFTER)
    look_after("new", timezone.now())
    assert status(task) == TaskResultStatus.RUNNING


def test_a_worker_that_lives_keeps_its_task_for_a_day(task, clock):
    for _ in range(24 * 60):
        clock.shift(60 * SECOND)
        look_after("dead", timezone.now())
        look_after("other", timezone.now())
    assert status(task) == TaskResultStatus.RUNNING


def test_how_long_a_worker_may_be_silent_is_a_setting(task, clock, settings):
    settings.WORKER_LOST_SECONDS = 10
    clock.shift(11 * SECOND)
    look_after("new", timezone.now())
    assert status(task) == TaskResultStatus.READY


def test_a_task_is_given_to_another_twice_and_then_up(task, clock, caplog):
    def wait():
        for _ in range(3):
            clock.shift(LOST_AFTER / 2)
            look_after("living", timezone.now())

    for worker in ("second", "third"):
        wait()
        assert status(task) == TaskResultStatus.READY
        task.claim(worker)
    wait()
    assert (status(task), task.worker_ids) == (TaskResultStatus.FAILED, ["dead", "second", "third"])
    assert task.exception_class_path.endswith(LOST)
    assert [words.rsplit(", ", 1)[1] for words in caplog.messages] == ["again", "again", "given up"]


def test_a_run_that_is_given_up_is_a_failure_of_its_job_and_the_next_slot_comes(task, clock, queue):
    queue.update(worker_ids=["first", "second", "dead"])
    clock.shift(LOST_AFTER + SECOND)
    look_after("new", timezone.now())
    beat = Heartbeat.objects.get(name=NAME)
    assert (beat.failed_at, beat.error, beat.is_going) == (timezone.now(), LOST, False)
    clock.move_to(NOW + timedelta(minutes=10))
    assert tick(timezone.now()) == [NAME]


def test_a_job_whose_worker_died_runs_once_more_and_not_twice(task, clock, queue):
    clock.shift(timedelta(minutes=10))
    assert tick(timezone.now()) == []
    look_after("new", timezone.now())
    assert tick(timezone.now()) == []
    assert [each.status for each in queue.all()] == [TaskResultStatus.READY]


def test_a_worker_that_was_away_itself_lets_the_others_be_seen_first(task, clock):
    """The database was away, or the clock jumped ahead: nobody could say that they live."""
    look_after("living", timezone.now())
    clock.shift(timedelta(hours=1))
    look_after("living", timezone.now())
    assert status(task) == TaskResultStatus.RUNNING
    look_after("dead", timezone.now())
    clock.shift(10 * SECOND)
    look_after("living", timezone.now())
    assert status(task) == TaskResultStatus.RUNNING


def test_who_is_not_seen_after_that_either_is_dead(task, clock):
    look_after("living", timezone.now())
    for shift in (timedelta(hours=1), 10 * SECOND):
        clock.shift(shift)
        look_after("living", timezone.now())
    assert status(task) == TaskResultStatus.READY


def test_a_clock_that_is_put_back_makes_nobody_immortal_and_kills_nobody(task, clock):
    look_after("living", timezone.now())
    clock.shift(-timedelta(days=400))
    look_after("living", timezone.now())
    assert status(task) == TaskResultStatus.RUNNING
    clock.shift(10 * SECOND)
    look_after("living", timezone.now())
    assert status(task) == TaskResultStatus.READY


@pytest.mark.parametrize(
    ("waits", "is_brought_forward"), [(timedelta(days=400), True), (timedelta(minutes=7), False)]
)
def test_what_failed_before_the_clock_was_put_back_does_not_wait_for_that_time(
    task, clock, queue, waits, is_brought_forward
):
    put_off = queue.create(
        task_path="tests.put_off", args_kwargs={}, run_after=NOW + waits, backend_name="default"
    )
    then = timezone.now() + waits
    queue.filter(pk=task.pk).update(status=TaskResultStatus.READY, run_after=then)
    look_after("living", timezone.now() + timedelta(days=400))
    look_after("living", timezone.now())
    task.refresh_from_db()
    assert task.run_after == (timezone.now() if is_brought_forward else then)
    put_off.refresh_from_db()
    assert put_off.run_after == NOW + waits


def test_a_task_that_has_just_begun_on_an_unknown_worker_is_left_alone(task, clock):
    Worker.objects.all().delete()
    look_after("new", timezone.now())
    assert status(task) == TaskResultStatus.RUNNING


def test_a_worker_gives_back_only_what_is_its_own(task):
    give_back("other")
    assert status(task) == TaskResultStatus.RUNNING
    give_back("dead")
    assert status(task) == TaskResultStatus.READY
