"""A clock that stands still, a queue in the database, and one declared job."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from accounts.jobs.schedule import JOBS, Job
from accounts.jobs.slots import Every

NOW = datetime(2026, 6, 16, 9, 0, tzinfo=UTC)
NAME = "tests.job"
TEN_MINUTES = Every(timedelta(minutes=10))


@pytest.fixture
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def queue(settings):
    """Tasks wait in the database, as they do outside of tests."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": []}}
    return DBTaskResult.objects


@pytest.fixture
def declare(monkeypatch):
    """Declare jobs that replace all others: ``declare(run, timing)``."""
    for name in list(JOBS):
        monkeypatch.delitem(JOBS, name)

    def add(run, timing=TEN_MINUTES, name=NAME, **fields):
        monkeypatch.setitem(JOBS, name, Job(name, run, timing, **fields))

    return add


@pytest.fixture
def runs(declare):
    """The one declared job: it runs every ten minutes and keeps the hours at which it ran."""
    hours = []
    declare(lambda: hours.append(timezone.now()))
    return hours
