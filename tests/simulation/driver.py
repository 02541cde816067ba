"""Tells the week in a database of its own, while a worker beside it is killed again and again.

``python -m tests.simulation.driver FOLDER SEED`` writes what came of it to ``FOLDER/told.json``.
"""

import json
import random
import subprocess
import sys
import time
from datetime import datetime, timedelta
from pathlib import Path

import django

django.setup()

import time_machine  # noqa: E402

from accounts.models import Notification  # noqa: E402
from accounts.notifications.bell import lines  # noqa: E402
from tests.simulation import week  # noqa: E402
from tests.simulation.worker import write  # noqa: E402

PATIENCE = 120  # seconds for one step, on a machine that is busy with other things
LOOK_SECONDS = 0.005
AFTERWARDS = 6  # steps in which leases of the dead run out
DEATHS = 12


class Background:
    """The worker's process, and its deaths."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.folder = folder
        self.chance = random.Random(seed)
        busy = week.busy()
        self.deadly = set(self.chance.sample(busy[1:], DEATHS))
        self.usual = set(busy) - self.deadly
        self.work_seconds = 0.0  # that a step takes in which there is something to tell
        self.died_at_work = 0
        self.process = self._start()

    def _start(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen([sys.executable, "-m", "tests.simulation.worker", str(self.folder)])

    def work(self, now: datetime) -> None:
        """Let it do what is due now; on a deadly moment, kill it on the way and start another."""
        began = time.monotonic()
        write(self.folder / "clock", now.isoformat())
        if now in self.deadly:
            time.sleep(self.chance.uniform(0, self.work_seconds))
            self.died_at_work += not self._is_done(now)
            self.process.kill()
            self.process.wait()
            self.process = self._start()
        end = time.monotonic() + PATIENCE
        while not self._is_done(now):
            assert self.process.poll() is None, "the worker ended by itself"
            assert time.monotonic() < end, f"nothing happened at {now}"
            time.sleep(LOOK_SECONDS)
        if now in self.usual:
            self.work_seconds = time.monotonic() - began

    def _is_done(self, now: datetime) -> bool:
        done = self.folder / "done"
        return done.exists() and done.read_text() == now.isoformat()


def main(folder: Path, seed: int) -> None:
    write(folder / "clock", week.START.isoformat())
    with time_machine.travel(week.START, tick=False) as clock:
        week.build()
        background, kinds = Background(folder, seed), {}
        try:
            for now, happenings in week.moments():
                clock.move_to(now)
                for happen in happenings:
                    happen()
                background.work(now)
                kinds |= kinds_of_mail()
            for number in range(1, AFTERWARDS + 1):
                now = week.END + timedelta(minutes=10) * number
                clock.move_to(now)
                background.work(now)
                kinds |= kinds_of_mail()
        finally:
            background.process.kill()
            background.process.wait()
        (folder / "told.json").write_text(json.dumps([background.died_at_work, kinds, bells()]))


def kinds_of_mail() -> dict[str, str]:
    """What each line is about, by the name in the Message-ID of its mail; later it may be gone."""
    return dict(Notification.objects.values_list("public_id", "kind"))


def bells() -> dict[str, tuple[int, list[str]]]:
    """How many lines of each person's bell are new, and what they say."""
    found = {}
    for person in week.PEOPLE:
        viewer = week.viewer(person.name)
        rows = list(Notification.objects.visible_to(viewer).order_by("pk"))
        shown = zip(rows, lines(rows, viewer), strict=True)
        words = sorted(f"{row.kind.split('.')[1]} {line.heading}" for row, line in shown)
        found[person.name] = (Notification.objects.unread_count(viewer), words)
    return found


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
