"""A site of its own for each test: data folder, database, and real processes that work on them."""

import os
import secrets
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
from django.conf import settings

from accounts.jobs.faults import Fault
from tests.crash.smtp import PATIENCE

LOOK_SECONDS = 0.05
LONGEST_LOG = 5000
KEPT = {"PATH", "HOME", "VIRTUAL_ENV", "LANG"}
STEP = """
import sys, django
django.setup()
from tests.crash import scene
getattr(scene, sys.argv[1])(*sys.argv[2:])
"""


class SqliteFile:
    """A database in a folder of its own."""

    def __init__(self, folder: Path, template: "SqliteFile | None" = None) -> None:
        self.path = folder / "backstride.sqlite3"
        self.url = f"sqlite:///{self.path}"
        if template:
            with self._open() as mine, template._open() as theirs:
                theirs.backup(mine)

    def _open(self):
        return closing(sqlite3.connect(self.path, timeout=PATIENCE))

    def rows(self, statement: str) -> list[tuple]:
        with self._open() as database:
            found = database.execute(statement).fetchall()
            database.commit()
            return found

    def drop(self) -> None:
        """Its folder goes with the tests."""


class PostgresqlDatabase:
    """A database of its own on the server of the tests."""

    def __init__(self, server: str, template: "PostgresqlDatabase | None" = None) -> None:
        self.server, self.name = server, f"crash_{secrets.token_hex(4)}"
        self.url = urlunsplit(urlsplit(server)._replace(path=f"/{self.name}"))
        like = f" TEMPLATE {template.name}" if template else ""
        self._order(f"CREATE DATABASE {self.name}{like}")

    def _order(self, statement: str) -> None:
        with psycopg.connect(self.server, autocommit=True) as server:
            server.execute(statement)

    def rows(self, statement: str) -> list[tuple]:
        with psycopg.connect(self.url) as database:
            cursor = database.execute(statement)
            return cursor.fetchall() if cursor.description else []

    def drop(self) -> None:
        self._order(f"DROP DATABASE {self.name} WITH (FORCE)")


class Site:
    """What the processes of one test share."""

    def __init__(self, folder: Path, database: SqliteFile | PostgresqlDatabase, smtp_port: int) -> None:
        self.folder, self.database = folder, database
        self.env = {name: value for name, value in os.environ.items() if name in KEPT} | {
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "BACKSTRIDE_DEMO": "1",
            "DATA_DIR": str(folder),
            "DATABASE_URL": database.url,
            "SITE_URL": "http://localhost:8000",
            "MAIL_FROM": "Backstride <hello@example.org>",
            "SMTP_HOST": "127.0.0.1",
            "SMTP_PORT": str(smtp_port),
            "SMTP_TLS": "false",
            "LEASE_SECONDS": "1",
            "WORKER_LOST_SECONDS": "2",
        }
        self.processes: list[subprocess.Popen] = []

    def do(self, step: str, *words: str, fault: Fault | None = None) -> int:
        """One step of the scene in a process of its own; how that ended."""
        return self._start("-c", STEP, step, *words, fault=fault).wait(timeout=PATIENCE)

    def manage(self, *words: str) -> int:
        return self._start("manage.py", *words).wait(timeout=PATIENCE)

    def run_module(self, name: str, *words: str) -> int:
        """A module that takes as long as it takes."""
        return self._start("-m", name, *words).wait(timeout=5 * PATIENCE)

    def start_worker(self, *, fault: Fault | None = None, **env: str) -> subprocess.Popen:
        return self._start("manage.py", "run_worker", fault=fault, **env)

    def _start(self, *words: str, fault: Fault | None = None, **env: str) -> subprocess.Popen:
        fault_point = {"FAULT_POINT": str(int(fault))} if fault else {}
        with self._log(len(self.processes)).open("wb") as log:
            process = subprocess.Popen(
                [sys.executable, *words],
                cwd=settings.BASE_DIR,
                env=self.env | fault_point | env,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        self.processes.append(process)
        return process

    def _log(self, number: int) -> Path:
        return self.folder / f"process-{number}.log"

    def wait_until(self, holds) -> None:
        """Until ``holds()``; what the processes said is part of the complaint."""
        deadline = time.monotonic() + PATIENCE
        while not holds():
            endings = {process.poll() for process in self.processes}
            assert endings <= {None, 0, -signal.SIGKILL}, self.said()
            assert time.monotonic() < deadline, self.said()
            time.sleep(LOOK_SECONDS)

    def said(self) -> str:
        """The ends of the logs of all processes."""
        logs = (self._log(number).read_text() for number in range(len(self.processes)))
        return "\n".join(log[-LONGEST_LOG:] for log in logs)

    def rows(self, statement: str) -> list[tuple]:
        return self.database.rows(statement)

    def one(self, statement: str) -> int:
        return self.rows(statement)[0][0]

    def stop(self, process: subprocess.Popen) -> None:
        """As an operator stops it; it ends what it is at."""
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=PATIENCE) == 0, self.said()

    def close(self) -> None:
        for process in self.processes:
            process.kill()
            process.wait(timeout=PATIENCE)
        self.database.drop()
