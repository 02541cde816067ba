"""``doctor`` says in words what is well and what needs a hand."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from accounts.consents.models import Document
from accounts.consents.shipped import load_initial_documents
from accounts.geography import City
from accounts.jobs.models import Heartbeat
from accounts.jobs.schedule import JOBS

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
    Heartbeat.objects.create(name=name, next_at=now, **{"finished_at": now} | fields)


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
    Heartbeat.objects.filter(name=name).update(finished_at=timezone.now() - timedelta(days=2))
    words, is_well = examined()
    assert f"FAIL  Worker: late: {name}\n" in words
    assert not is_well


def test_a_job_whose_last_run_failed_is_named_with_its_error(site):
    name = min(JOBS)
    Heartbeat.objects.filter(name=name).update(failed_at=timezone.now(), error="OSError")
    words, is_well = examined()
    assert f"FAIL  Jobs: failed: {name} (OSError)\n" in words
    assert not is_well


def test_a_fresh_site_is_told_all_that_it_lacks(settings, db):
    settings.SITE_URL = "http://localhost:8000"
    words, is_well = examined()
    lacking = {line.split()[1].rstrip(":") for line in words.splitlines() if line.startswith("FAIL")}
    assert lacking >= {"Encryption", "Cities", "Pages", "Operator", "Worker"}
    assert not is_well
