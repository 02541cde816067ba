"""The same week while the worker is killed at random: nothing is lost, and copies are copies."""

import json
import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.db import connection

from tests.crash.smtp import MailServer

KILLS = 12
PATIENCE = 600  # seconds, on a machine that is busy with other things


@pytest.fixture
def server():
    server = MailServer()
    server.open()
    yield server
    server.stop()


def live_through(server, env, folder, *, kills, seed=7):
    """Tell the week; ``(bells, letters by person, Message-ID and subject, how often a death hit work)``."""
    folder.mkdir()
    before = len(server.received)
    env = env | {"DATA_DIR": str(folder), "SMTP_PORT": str(server.port)}
    python = [sys.executable]
    for words in (["manage.py", "migrate", "--verbosity=0"], ["-m", "tests.simulation.driver"]):
        words = [*words, str(folder), str(kills), str(seed)] if words[0] == "-m" else words
        done = subprocess.run(
            [*python, *words], cwd=settings.BASE_DIR, env=env, capture_output=True, text=True, timeout=PATIENCE
        )
        assert done.returncode == 0, done.stderr[-3000:]
    said = json.loads(done.stdout)
    letters = [(letter.to, letter.message_id, letter.subject) for letter in server.received[before:]]
    return said["bells"], letters, said["died_at_work"]
