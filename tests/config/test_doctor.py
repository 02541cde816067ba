"""``doctor`` says in words what is well and what needs a hand."""

from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import InterfaceError, OperationalError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from accounts.consents.models import Document
from accounts.consents.shipped import load_initial_documents
from accounts.geography import City
from accounts.jobs.models import Heartbeat
from accounts.jobs.schedule import JOBS
from accounts.models import Announcement, Notification

NOWHERE = "redis://127.0.0.1:1/0"
pytestmark = pytest.mark.django_db


def examined() -> tuple[str, bool]:
    """What it prints, and whether everything is well."""
    out = StringIO()
    try:
        call_command("doctor", stdout=out)
    except CommandError:
        return out.getvalue(), False
    return out.getvalue(), True


def beat(name: str, **fields) -> None:
    now = timezone.now()
    Heartbeat.objects.create(name=name, **{"next_at": now, "finished_at": now} | fields)


@pytest.fixture
def site(settings, operator):
    """A site on which everything is as it should be."""
    settings.SITE_URL = "https://run.example.org"
    backend = "django.core.mail.backends.smtp.EmailBackend"
    settings.MAILERS = {"default": {"BACKEND": backend, "OPTIONS": {"host": "mail.example.org"}}}
    load_initial_documents(Document)
    City.objects.create(
        pk=2907911,
        name="Heidelberg",
        country="DE",
        latitude=49.4,
        longitude=8.7,
        population=160_000,
        time_zone="Europe/Berlin",
    )
    for name in JOBS:
        beat(name)


@pytest.mark.parametrize(("year", "stale"), [(2027, "0 not looked at"), (2030, "12 not looked at")])
def test_claims_nobody_looked_at_are_named_and_fail_nothing(site, year, stale):
    with time_machine.travel(datetime(year, 1, 1, tzinfo=UTC)):
        words, _is_well = examined()
    assert f"ok    Guide: 12 claims, {stale} for two years" in words


def test_a_well_site_looks_well(site):
    words, is_well = examined()
    assert (words.count("FAIL"), is_well) == (0, True)
    assert "Worker: runs" in words


def test_a_worker_that_never_ran_is_told_with_a_way_on(site):
    Heartbeat.objects.all().delete()
    words, is_well = examined()
    assert "FAIL  Worker: has never run\n      Start it: ./run worker" in words
    assert not is_well


def test_a_late_job_is_named(site):
    name = min(JOBS)
    Heartbeat.objects.filter(name=name).update(next_at=timezone.now() - timedelta(days=2))
    words, is_well = examined()
    assert f"FAIL  Worker: late: {name}\n" in words
    assert not is_well


def test_a_job_whose_last_run_failed_is_named_with_its_error(site):
    name = min(JOBS)
    Heartbeat.objects.filter(name=name).update(failed_at=timezone.now(), error="OSError", is_failing=True)
    words, is_well = examined()
    assert f"FAIL  Jobs: failed: {name} (OSError)\n" in words
    assert not is_well


def test_a_fresh_site_is_told_all_that_it_lacks(settings, db):
    settings.SITE_URL = "http://localhost:8000"
    words, is_well = examined()
    lacking = {line.split()[1].rstrip(":") for line in words.splitlines() if line.startswith("FAIL")}
    assert lacking >= {"Encryption", "Cities", "Pages", "Operator", "Worker"}
    assert not is_well


# ---- One part at a time ----


def failing(words: str) -> list[str]:
    return [line.removeprefix("FAIL  ") for line in words.splitlines() if line.startswith("FAIL")]


@pytest.mark.parametrize("error", [OperationalError("connection refused"), InterfaceError("closed")])
def test_a_database_that_is_away_is_said_and_the_rest_is_not_guessed(site, monkeypatch, error):
    def leave():
        raise error

    monkeypatch.setattr(connection._connections["default"], "ensure_connection", leave)
    words, is_well = examined()
    assert failing(words) == [f"Database: {error}"]
    assert "Start it, or correct DATABASE_URL." in words
    assert "Worker" not in words
    assert not is_well


def test_pending_migrations_are_counted_before_anything_is_asked_of_the_tables(site, monkeypatch):
    monkeypatch.setattr(MigrationExecutor, "migration_plan", lambda self, targets: [1, 2])
    words, _is_well = examined()
    assert failing(words) == ["Migrations: 2 pending"]
    assert "Run: ./run manage migrate" in words


def test_a_cache_that_does_not_answer_is_named_by_its_kind(site, settings):
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": NOWHERE}
    }
    words, _is_well = examined()
    assert failing(words) == ["Cache: ConnectionError"]


def test_a_cache_that_forgets_is_no_cache(site, settings):
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
    words, _is_well = examined()
    assert failing(words) == ["Cache: DummyCache"]
    assert "It forgets at once." in words


def test_mail_that_goes_to_the_console_reaches_nobody(site, settings):
    settings.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.console.EmailBackend"}}
    words, _is_well = examined()
    assert failing(words) == ["Mail: console"]
    settings.DEMO = True
    assert examined()[1]


def test_a_mail_provider_without_its_key_is_said(site, settings):
    settings.MAILERS = {"default": {"BACKEND": "anymail.backends.brevo.EmailBackend"}}
    words, _is_well = examined()
    [fault] = failing(words)
    assert "api_key" in fault


def test_mail_that_waits_or_was_given_up_is_counted(site, operator):
    def told(cause, **fields):
        Notification.objects.create(kind="x", target="y", cause=cause, recipient=operator, **fields)

    now = timezone.now()
    told("just now", mail_due_at=now)
    told("read since", dropped_because="no longer readable")
    assert examined()[1]
    told("long ago", mail_due_at=now - timedelta(hours=2))
    told("in vain", dropped_because="gave up: OSError")
    Announcement.objects.announce("x", target="y")
    assert failing(examined()[0]) == ["Outbox: 1 waiting for over an hour, 1 given up"]
    Announcement.objects.create(kind="x", target="y", due_at=now - timedelta(hours=2))
    Announcement.objects.create(kind="x", target="y", due_at=now, dropped_because="gave up: OSError")
    assert failing(examined()[0]) == ["Outbox: 2 waiting for over an hour, 2 given up"]


def test_what_an_operator_dealt_with_is_well(site, operator):
    told = {"kind": "x", "target": "y", "dropped_because": "gave up: OSError"}
    Notification.objects.create(recipient=operator, **told)
    assert not examined()[1]
    Notification.objects.put_failure_away("x", "OSError")
    assert examined()[1]
