"""The worker as a process: it runs what is due, says what failed, and stops when it is told to."""

import json
import os
import queue
import signal
import sqlite3
import subprocess
import sys
import threading
import uuid
from contextlib import closing

import pytest
from django.conf import settings
from django_tasks_db.models import DBTaskResult

pytestmark = pytest.mark.once
PATIENCE = 120  # seconds, on a machine that is busy with other things
TASKS = DBTaskResult._meta.db_table
ADD_TASK = f"""
    INSERT INTO {TASKS} (id, args_kwargs, task_path, status, enqueued_at, run_after,
        priority, worker_ids, queue_name, backend_name, exception_class_path, traceback)
    VALUES (?, ?, 'accounts.jobs.tasks.run_job', 'READY', '2026-06-16 09:00:00', '2026-06-16 09:00:00', 0,
        '[]', 'default', 'default', '', '')
"""


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

    def start_worker(self):
        process = subprocess.Popen(
            self.command("run_worker"), env=self.env, stderr=subprocess.PIPE, text=True
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


@pytest.fixture
def site(tmp_path):
    site = Site(tmp_path)
    yield site
    site.close()


def test_the_worker_runs_tasks_keeps_the_clock_and_stops_on_sigterm(site):
    site.migrate()
    site.rows(ADD_TASK, uuid.uuid4().hex, json.dumps({"args": ["tests.no_such_job"], "kwargs": {}}))
    worker = site.start_worker()
    line = json.loads(site.wait_for("state=FAILED"))
    assert (line["level"], line["logger"]) == ("ERROR", "django.tasks")
    assert "KeyError" in line["exception"]
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(timeout=PATIENCE) == 0
    jobs = {name for (name,) in site.rows("SELECT name FROM accounts_heartbeat")}
    assert "accounts.notifications.tasks.sweep_outbox" in jobs
    assert site.rows(f"SELECT count(*) FROM {TASKS} WHERE status = 'RUNNING'") == [(0,)]


def test_a_worker_without_its_database_waits_for_it_and_can_be_stopped(site):
    worker = site.start_worker()
    site.wait_for("worker failed: OperationalError")
    assert worker.poll() is None
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(timeout=PATIENCE) == 0
