"""After which pauses a task is tried again."""

from datetime import timedelta

import pytest

from accounts.jobs import retries
from accounts.jobs.queue import RUN_JOB
from accounts.jobs.retries import PAUSES, most_tries, pause_after, retried

MINUTE = timedelta(minutes=1)


@pytest.fixture
def path(monkeypatch):
    monkeypatch.setattr(retries, "_declared", dict(retries._declared))

    @retried(MINUTE, 2 * MINUTE, 9 * MINUTE)
    def send() -> None: ...

    return f"{__name__}.{send.__qualname__}"


def test_a_task_that_declares_nothing_has_three_tries():
    assert [pause_after("tests.any", tries) is None for tries in (1, 2, 3)] == [False, False, True]
    assert most_tries("tests.any") == 3


def test_pauses_grow_and_are_longer_by_up_to_a_half():
    assert list(PAUSES) == sorted(PAUSES)
    for tries, pause in enumerate(PAUSES, 1):
        found = {pause_after("tests.any", tries) for _ in range(200)}
        assert pause <= min(found) < max(found) < 1.5 * pause
        assert len(found) > 100


def test_a_task_may_declare_its_own(path):
    for tries, minutes in enumerate((1, 2, 9), 1):
        pause = pause_after(path, tries)
        assert minutes * MINUTE <= pause < 1.5 * minutes * MINUTE
    assert (pause_after(path, 4), most_tries(path)) == (None, 4)


def test_a_periodic_job_is_not_tried_again_but_survives_two_dead_workers():
    assert (pause_after(RUN_JOB, 1), most_tries(RUN_JOB)) == (None, 3)
