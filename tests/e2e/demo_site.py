"""The demo as anybody starts it: ``./run demo`` in a process of its own, on a database of its own."""

import os
import secrets
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.parse import urlsplit, urlunsplit
from urllib.request import urlopen

import psycopg
from django.conf import settings

START_SECONDS = 240
STOP_SECONDS = 60


@contextmanager
def running_demo(folder: Path, database_url: str) -> Iterator[str]:
    """Yield the demo's address; afterwards it was asked to stop, did so, and left no process behind."""
    port = _free_port()
    log = folder / "demo.log"
    with _own_database(database_url) as url, log.open("wb") as output:
        env = _environment(folder, port, url)
        process = subprocess.Popen(
            [str(settings.BASE_DIR / "run"), "demo"],
            env=env,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            _wait_for_page(process, port, log)
            yield f"http://localhost:{port}"
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(STOP_SECONDS)
        assert _processes_of(folder) == []


def _environment(folder: Path, port: int, url: str) -> dict[str, str]:
    """The caller's environment without what names its own database or data."""
    own = {"DATABASE_URL", "DATA_DIR", "PORT", "DJANGO_SETTINGS_MODULE", "BACKSTRIDE_DEMO", "SECRET_KEY"}
    env = {name: value for name, value in os.environ.items() if name not in own}
    env |= {"PORT": str(port), "DATA_DIR": str(folder / "data")}
    return env | ({"DATABASE_URL": url} if url else {})


@contextmanager
def _own_database(url: str) -> Iterator[str]:
    """A fresh database on the same server; SQLite's is a file in the data folder anyway."""
    if not url:
        yield ""
        return
    name = f"demo_{secrets.token_hex(4)}"
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
    try:
        yield urlunsplit(urlsplit(url)._replace(path=f"/{name}"))
    finally:
        with psycopg.connect(url, autocommit=True) as server:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _wait_for_page(process: subprocess.Popen, port: int, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            break
        try:
            with urlopen(f"http://localhost:{port}/readyz", timeout=5):
                return
        except (URLError, OSError):
            time.sleep(0.5)
    raise AssertionError(f"The demo did not start:\n{log.read_text()}")


def _processes_of(folder: Path) -> list[str]:
    """Command lines of processes whose environment names this folder (Linux)."""
    mark = f"DATA_DIR={folder / 'data'}".encode()
    found = []
    for entry in Path("/proc").glob("[0-9]*/environ"):
        try:
            if mark in entry.read_bytes():
                found.append(entry.with_name("cmdline").read_text().replace("\0", " "))
        except OSError:  # it ended while we looked
            continue
    return found
