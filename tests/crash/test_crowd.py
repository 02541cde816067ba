"""A thousand members are told of one call-off: each once, at the cost of ten."""

import json
from collections import Counter
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.jobs.schedule import JOBS
from accounts.models import Announcement, Notification, User
from accounts.notifications.spread import spread
from accounts.permissions import Viewer
from events.meetups.actions import call_off_meetup
from events.meetups.models import Meetup
from tests.crash import scene
from tests.crash.facts import SWEEP, TASKS, UNFINISHED, assert_told, is_quiet, let_time_pass, sent
from tests.crash.site import Site

MANY = 1000
HOUR = timedelta(hours=1)
OPEN_JOBS = f"{UNFINISHED} AND task_path = 'accounts.jobs.tasks.run_job'"


def statements(captured):
    """What was asked, without the frame of a nested transaction."""
    return [each["sql"] for each in captured if "SAVEPOINT" not in each["sql"]]


@pytest.mark.django_db
@pytest.mark.parametrize("runners", [10, MANY])
def test_as_many_statements_tell_a_thousand_as_ten(runners):
    """SQLite takes so many values in one statement, so there the lines are added in parts."""
    scene.fill(runners)
    meetup = Meetup.objects.select_related("group").get(title=scene.OFF)
    viewer = Viewer(User.objects.with_profile().get(email=scene.LEADER))
    assert viewer.roles
    with CaptureQueriesContext(connection) as request:
        assert call_off_meetup(meetup, by=viewer, reason="ice") == runners
    news, now = Announcement.objects.get(), timezone.now()
    with CaptureQueriesContext(connection) as telling:
        assert spread(news, now)
    assert Notification.objects.filter(kind=news.kind).count() == runners
    asked = [each for each in statements(telling.captured_queries) if not each.startswith("DELETE")]
    assert (len(statements(request.captured_queries)), len({each[:40] for each in asked})) == (3, 3)
    if connection.vendor == "postgresql":
        assert len(asked) == 3


@pytest.fixture
def crowded(tmp_path, make_database, mail_server):
    """A thousand runners, and their date is called off."""
    site = Site(tmp_path, make_database(tmp_path), mail_server.port)
    try:
        assert site.do("build", str(MANY)) == 0, site.said()
        assert site.do("call_off") == 0, site.said()
        yield site
    finally:
        site.close()


def jobs_run(site):
    """How often each periodic job was run, or is about to be."""
    rows = site.rows(f"SELECT args_kwargs FROM {TASKS} WHERE task_path = 'accounts.jobs.tasks.run_job'")
    found = (row if isinstance(row, dict) else json.loads(row) for (row,) in rows)
    return Counter(each["args"][0] for each in found)


def test_two_workers_tell_a_thousand_people_once_and_run_each_slot_once(crowded, mail_server):
    """Each time a slot of the sweep was taken and its run has ended, the next one has come."""
    long = {"LEASE_SECONDS": "60", "WORKER_LOST_SECONDS": "4"}
    for _ in range(2):
        crowded.start_worker(**long)
    letters, slots = scene.letters(MANY), 1

    def is_told():
        return sent(crowded) == letters.total() and is_quiet(crowded)

    def sweep_is_over():
        return jobs_run(crowded)[SWEEP] >= slots and not crowded.one(OPEN_JOBS)

    while not is_told() or slots < 5:
        crowded.wait_until(sweep_is_over)
        let_time_pass(crowded, SWEEP)
        slots += 1
    crowded.wait_until(lambda: jobs_run(crowded)[SWEEP] >= slots and is_quiet(crowded))
    assert_told(crowded, mail_server, lines=scene.lines(MANY), letters=letters, in_flight=0)
    runs = jobs_run(crowded)
    assert runs[SWEEP] == slots
    ours = {name: job for name, job in JOBS.items() if not name.startswith("tests.")}
    assert {runs[name] for name, job in ours.items() if job.timing.period == HOUR} == {1}
    assert len(crowded.rows(f"SELECT DISTINCT worker_ids FROM {TASKS}")) == 2
