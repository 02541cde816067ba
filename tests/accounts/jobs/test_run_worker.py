"""The worker as a process: it runs what is due, says what failed, stops when told to, and may be killed."""

import json
import os
import queue
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
import uuid
from contextlib import closing

import pytest
from django.conf import settings
from django_tasks_db.models import DBTaskResult

from accounts.jobs.faults import Fault

pytestmark = pytest.mark.once
PATIENCE = 120  # seconds, on a machine that is busy with other things
TASKS = DBTaskResult._meta.db_table
ADD_TASK = f"""
    INSERT INTO {TASKS} (id, args_kwargs, task_path, status, enqueued_at, run_after,
        priority, worker_ids, queue_name, backend_name, exception_class_path, traceback)
    VALUES (?, ?, ?, 'READY', '2026-06-16 09:00:00', '2026-06-16 09:00:00', 0,
        '[]', 'default', 'default', '', '')
"""
RUN_JOB, SEND = "accounts.jobs.tasks.run_job", "accounts.users.tasks.send_account_mail"
SWEEP = "accounts.notifications.tasks.sweep_outbox"
LETTER = ["ada@example.org", "Hello", "words", "", "<1@example.org>"]


class Site:
    """A data folder of its own, and the processes that work on it."""

    def __init__(self, folder):
        self.folder = folder
        ours = {"PATH", "HOME", "VIRTUAL_ENV", "LANG"}
        self.env = {name: value for name, value in os.environ.items() if name in ours}
        self.env |= {"DATA_DIR": str(folder), "BACKSTRIDE_DEMO": "1", "PYTHONUNBUFFERED": "1"}
        self.started = []
        self.lines = queue.Queue()

    def command(self, *words):
        return [sys.executable, str(settings.BASE_DIR / "manage.py"), *words]

    def migrate(self):
        subprocess.run(
            self.command("migrate", "--verbosity=0"), env=self.env, check=True, timeout=5 * PATIENCE
        )

    def start_worker(self, **env):
        process = subprocess.Popen(
            self.command("run_worker"), env=self.env | env, stderr=subprocess.PIPE, text=True
        )
        reader = threading.Thread(target=self._read, args=(process,), daemon=True)
        reader.start()
        self.started.append((process, reader))
        return process

    def _read(self, process):
        with process.stderr:
            for line in process.stderr:
                self.lines.put(line)

    def wait_for(self, words):
        """The next line of the log that holds ``words``."""
        while True:
            line = self.lines.get(timeout=PATIENCE)
            if words in line:
                return line

    def wait_until(self, statement, *values):
        """Until the first value of the first row is something."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            if (found := self.rows(statement, *values)) and found[0][0]:
                return
            time.sleep(0.1)
        raise AssertionError(f"In vain: {statement}")

    def add_task(self, path, *args):
        words = json.dumps({"args": args, "kwargs": {}})
        self.rows(ADD_TASK, uuid.uuid4().hex, words, path)

    def rows(self, statement, *values):
        with closing(sqlite3.connect(self.folder / "backstride.sqlite3", timeout=30)) as database:
            found = database.execute(statement, values).fetchall()
            database.commit()
            return found

    def close(self):
        for process, reader in self.started:
            process.kill()
            process.wait(timeout=PATIENCE)
            reader.join(timeout=PATIENCE)


@pytest.fixture(scope="module")
def migrated(tmp_path_factory):
    """A database to copy."""
    folder = tmp_path_factory.mktemp("migrated")
    Site(folder).migrate()
    with closing(sqlite3.connect(folder / "backstride.sqlite3")) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return folder / "backstride.sqlite3"


@pytest.fixture
def empty_site(tmp_path):
    """A data folder without a database."""
    site = Site(tmp_path)
    yield site
    site.close()


@pytest.fixture
def site(empty_site, migrated):
    shutil.copy(migrated, empty_site.folder)
    return empty_site


@pytest.fixture
def silent_server():
    """A mail server that takes calls and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(PATIENCE)
        yield server


def test_the_worker_runs_tasks_keeps_the_clock_and_stops_on_sigterm(site):
    site.add_task(RUN_JOB, "tests.no_such_job")
    worker = site.start_worker()
    line = json.loads(site.wait_for("state=FAILED"))
    assert (line["level"], line["logger"]) == ("ERROR", "django.tasks")
    assert "KeyError" in line["exception"]
    site.wait_until("SELECT count(*) FROM accounts_worker")
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(timeout=PATIENCE) == 0
    jobs = {name for (name,) in site.rows("SELECT name FROM accounts_heartbeat")}
    assert SWEEP in jobs
    assert site.rows(f"SELECT count(*) FROM {TASKS} WHERE status = 'RUNNING'") == [(0,)]
    assert site.rows("SELECT count(*) FROM accounts_worker") == [(0,)]


def test_a_worker_without_its_database_waits_for_it_and_can_be_stopped(empty_site):
    worker = empty_site.start_worker()
    empty_site.wait_for("worker failed: OperationalError")
    assert worker.poll() is None
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(timeout=PATIENCE) == 0


def test_what_a_killed_worker_was_at_is_taken_over_by_another(site, silent_server):
    host, port = silent_server.getsockname()
    mail = {"SMTP_HOST": host, "SMTP_PORT": str(port), "MAIL_FROM": "hello@example.org"}
    own = mail | {"SITE_URL": "http://localhost:8000", "WORKER_LOST_SECONDS": "2"}
    site.add_task(SEND, *LETTER)
    killed = site.start_worker(**own)
    first, _address = silent_server.accept()
    with first:
        killed.kill()
        killed.wait(timeout=PATIENCE)
    site.start_worker(**own)
    site.wait_for(f"task left by its worker: {SEND}, again")
    second, _address = silent_server.accept()
    second.close()


def test_a_long_task_of_a_worker_that_lives_is_left_alone(site, silent_server):
    host, port = silent_server.getsockname()
    mail = {"SMTP_HOST": host, "SMTP_PORT": str(port), "MAIL_FROM": "hello@example.org"}
    own = mail | {"SITE_URL": "http://localhost:8000", "WORKER_LOST_SECONDS": "1"}
    site.add_task(SEND, *LETTER)
    site.start_worker(**own)
    call, _address = silent_server.accept()
    with call:
        site.start_worker(**own)
        seen = "SELECT min(julianday(seen_at) - julianday(started_at)) * 86400 > 3 FROM accounts_worker"
        site.wait_until(f"{seen} HAVING count(*) = 2")
        held = f"SELECT status, json_array_length(worker_ids) FROM {TASKS} WHERE task_path = ?"
        assert site.rows(held, SEND) == [("RUNNING", 1)]


@pytest.mark.parametrize("fault", [Fault.JOB_CLAIMED, Fault.JOB_STARTED, Fault.JOB_RAN])
def test_a_worker_killed_around_a_run_leaves_a_job_that_is_done_by_the_next(site, fault):
    own = {"WORKER_LOST_SECONDS": "2"}
    killed = site.start_worker(FAULT_POINT=str(int(fault)), **own)
    assert killed.wait(timeout=PATIENCE) == -signal.SIGKILL
    assert site.rows("SELECT count(finished_at) FROM accounts_heartbeat") in ([(0,)], [])
    site.start_worker(**own)
    site.wait_until("SELECT finished_at FROM accounts_heartbeat WHERE name = ?", SWEEP)
    site.wait_until("SELECT finished_at FROM accounts_heartbeat WHERE name LIKE '%prune_finished_tasks'")
    assert site.rows("SELECT count(*) FROM accounts_heartbeat WHERE is_failing") == [(0,)]
