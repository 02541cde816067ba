"""What a load balancer asks, and who watches whether the background work is done."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.db.utils import InterfaceError, OperationalError
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from accounts.jobs.models import Heartbeat, Worker
from accounts.jobs.querysets import LATE
from accounts.jobs.rescue import TICK_SECONDS, lost_after
from accounts.jobs.schedule import JOBS
from accounts.notifications.models import Announcement, Notification

NOW = datetime(2026, 6, 16, 9, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
HOURLY = "accounts.jobs.tasks.prune_finished_tasks"
NIGHTLY = "accounts.jobs.tasks.tidy_up"
ADDRESSES = ["healthz", "readyz", "health_jobs"]


@pytest.fixture
def away(monkeypatch):
    """The database does not answer."""

    def leave(error):
        def fail(*args, **kwargs):
            raise error

        monkeypatch.setattr(connection._connections["default"], "cursor", fail)

    return leave


@pytest.fixture
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def well(db, clock):
    """A worker runs, and every job went well just now."""
    Worker.objects.enter("a", NOW)
    Heartbeat.objects.ensure(JOBS, NOW)
    Heartbeat.objects.update(next_at=NOW + timedelta(days=2), started_at=NOW, finished_at=NOW, took=SECOND)


def test_a_process_that_answers_is_alive_whatever_its_database_does(client, away):
    away(OperationalError("connection refused"))
    response = client.get(reverse("healthz"))
    assert (response.status_code, response.content) == (200, b"ok")


def test_it_is_ready_when_its_database_answers(client, db, django_assert_num_queries):
    with django_assert_num_queries(1):
        response = client.get(reverse("readyz"))
    assert (response.status_code, response.json()) == (200, {"database": "ok"})


@pytest.mark.parametrize("error", [OperationalError("refused by db:5432"), InterfaceError("closed")])
def test_it_is_not_ready_while_the_database_is_away(client, away, error):
    away(error)
    response = client.get(reverse("readyz"))
    assert (response.status_code, response.json()) == (503, {"database": "does not answer"})
    assert response.headers["Retry-After"] == "5"


@pytest.mark.parametrize("name", ADDRESSES)
def test_the_answer_is_kept_by_nobody(client, well, name):
    assert "no-store" in client.get(reverse(name)).headers["Cache-Control"]
    assert client.head(reverse(name)).status_code == 200


@pytest.mark.parametrize("name", ADDRESSES)
def test_a_probe_without_encryption_is_not_sent_elsewhere(client, well, settings, name):
    settings.SECURE_SSL_REDIRECT = True
    assert client.get(reverse(name)).status_code == 200
    assert client.get(reverse("guide:index")).status_code == 301


# ---- The background work ----


def stale(client):
    """The jobs that are, while a worker runs; they alone make it fail."""
    Worker.objects.enter("b", timezone.now())
    Worker.objects.update(seen_at=timezone.now())
    response = client.get(reverse("health_jobs"))
    assert (response.status_code == 503) == bool(response.json()["stale"])
    return response.json()["stale"]


def test_the_background_work_is_done_when_each_job_went_well(client, well, django_assert_num_queries):
    with django_assert_num_queries(8):
        response = client.get(reverse("health_jobs"))
    said = {"workers": 1, "stale": [], "dead_letters": 0, "oldest_letter_seconds": 0}
    assert (response.status_code, response.json()) == (200, said)


def test_it_fails_once_no_worker_was_seen_for_so_long_that_each_is_lost(client, well, clock):
    at_most = lost_after() + timedelta(seconds=TICK_SECONDS)
    for later, status, workers in [(at_most, 200, 1), (SECOND, 503, 0)]:
        clock.shift(later)
        response = client.get(reverse("health_jobs"))
        assert (response.status_code, response.json()["workers"]) == (status, workers)
        assert response.json()["stale"] == []


def test_every_job_is_stale_where_none_ever_ran(client, db):
    assert stale(client) == sorted(JOBS)


def test_nothing_is_stale_right_after_the_first_tick(client, db, clock):
    Heartbeat.objects.ensure(JOBS, NOW)
    assert stale(client) == []


def test_a_job_that_no_worker_takes_is_stale(client, well, clock):
    Heartbeat.objects.filter(name=HOURLY).update(next_at=NOW)
    clock.shift(LATE)
    assert stale(client) == []
    clock.shift(SECOND)
    assert stale(client) == [HOURLY]


def test_a_job_that_does_not_end_is_stale_after_its_period(client, well, clock):
    Heartbeat.objects.filter(name__in=[HOURLY, NIGHTLY]).update(is_going=True)
    clock.shift(timedelta(hours=1) + LATE)
    assert stale(client) == []
    clock.shift(SECOND)
    assert stale(client) == [HOURLY]
    clock.shift(timedelta(hours=23))
    assert stale(client) == [HOURLY, NIGHTLY]


def test_a_job_that_failed_once_between_good_runs_wakes_nobody(client, well):
    Heartbeat.objects.filter(name=HOURLY).update(failed_at=NOW + LATE, is_failing=True)
    assert stale(client) == []


def test_a_job_that_has_failed_for_a_while_is_stale(client, well):
    failed_at = NOW + LATE + SECOND
    Heartbeat.objects.filter(name=HOURLY).update(failed_at=failed_at, is_failing=True, error="OSError")
    assert stale(client) == [HOURLY]


def test_a_job_that_never_went_well_is_stale(client, well):
    Heartbeat.objects.filter(name=NIGHTLY).update(failed_at=NOW, finished_at=None, is_failing=True)
    assert stale(client) == [NIGHTLY]


def test_a_job_that_is_no_longer_declared_is_not_missed(client, well):
    old = {"name": "tests.forgotten", "next_at": NOW - timedelta(days=9), "is_failing": True}
    Heartbeat.objects.create(**old)
    assert stale(client) == []


def told(client, *names):
    """These figures; they make nothing fail while a worker runs."""
    Worker.objects.update(seen_at=timezone.now())
    response = client.get(reverse("health_jobs"))
    assert response.status_code == 200
    return [response.json()[name] for name in names]


def test_dead_letters_of_every_sort_are_counted_and_wake_nobody(client, well, member):
    DBTaskResult.objects.create(status="FAILED", task_path="tests.task", finished_at=NOW, args_kwargs={})
    row = {"kind": "x", "target": "y", "dropped_because": "gave up: OSError"}
    Notification.objects.create(recipient=member, **row)
    Announcement.objects.create(due_at=NOW, **row)
    assert told(client, "dead_letters") == [3]


def test_what_was_dropped_for_a_good_reason_or_put_away_is_no_dead_letter(client, well, member):
    for cause, reason in enumerate(["no longer readable", "put away: OSError"]):
        row = {"kind": "x", "target": "y", "cause": cause, "dropped_because": reason}
        Notification.objects.create(recipient=member, **row)
    assert told(client, "dead_letters") == [0]


def test_the_age_of_the_oldest_owed_letter_grows_whenever_it_is_tried(client, well, clock, member):
    letter = Notification.objects.create(kind="x", target="y", recipient=member, mail_due_at=NOW)
    clock.shift(timedelta(minutes=20))
    Notification.objects.create(kind="x", target="z", recipient=member, mail_due_at=NOW)
    Notification.objects.filter(pk=letter.pk).update(mail_due_at=NOW + timedelta(hours=1))
    assert told(client, "oldest_letter_seconds") == [1200]
    Notification.objects.update(mail_due_at=None)
    assert told(client, "oldest_letter_seconds") == [0]


def test_a_letter_from_a_clock_that_was_put_back_has_no_age(client, well, clock, member):
    Notification.objects.create(kind="x", target="y", recipient=member, mail_due_at=NOW)
    clock.shift(-timedelta(minutes=20))
    assert told(client, "oldest_letter_seconds") == [0]


def test_nobody_says_that_jobs_are_done_while_the_database_is_away(client, away):
    away(OperationalError("refused by db:5432"))
    response = client.get(reverse("health_jobs"))
    assert (response.status_code, response.json()) == (503, {"database": "does not answer"})


def test_reports_about_the_content_policy_are_taken_and_forgotten(client):
    response = client.post("/csp-report/", b'{"csp-report": {}}', content_type="application/csp-report")
    assert (response.status_code, response.content) == (204, b"")
