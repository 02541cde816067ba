"""Tells the week in a database of its own, while a worker beside it is killed again and again.

``python -m tests.simulation.driver FOLDER KILLS SEED`` writes the bells of everybody to standard output.
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
AFTERWARDS = 6  # steps in which leases of the dead run out
LONGEST_LIFE = 0.15  # seconds a worker lives after a step begins, if it is to die in it


class Background:
    """The worker's process, and its deaths."""

    def __init__(self, folder: Path, kills: int, seed: int) -> None:
        self.folder = folder
        self.chance = random.Random(seed)  # noqa: S311  the same deaths each time
        moments = [now for now, _happenings in week.moments()]
        self.deadly = set(self.chance.sample(moments[1:], kills))
        self.died_at_work = 0
        self.process = self._start()

    def _start(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen([sys.executable, "-m", "tests.simulation.worker", str(self.folder)])

    def work(self, now: datetime) -> None:
        """Let it do what is due now; on a deadly moment, kill it on the way and start another."""
        write(self.folder / "clock", now.isoformat())
        if now in self.deadly:
            time.sleep(self.chance.uniform(0, LONGEST_LIFE))
            self.died_at_work += not self._is_done(now)
            self.process.kill()
            self.process.wait()
            self.process = self._start()
        end = time.monotonic() + PATIENCE
        while not self._is_done(now):
            assert self.process.poll() is None, "the worker ended by itself"
            assert time.monotonic() < end, f"nothing happened at {now}"
            time.sleep(0.005)

    def _is_done(self, now: datetime) -> bool:
        done = self.folder / "done"
        return done.exists() and done.read_text() == now.isoformat()


def main(folder: Path, kills: int, seed: int) -> None:
    write(folder / "clock", week.START.isoformat())
    with time_machine.travel(week.START, tick=False) as clock:
        week.build()
        background = Background(folder, kills, seed)
        try:
            for now, happenings in week.moments():
                clock.move_to(now)
                for happen in happenings:
                    happen()
                background.work(now)
            for number in range(1, AFTERWARDS + 1):
                now = week.END + timedelta(minutes=10) * number
                clock.move_to(now)
                background.work(now)
        finally:
            background.process.kill()
            background.process.wait()
        print(json.dumps({"bells": bells(), "died_at_work": background.died_at_work}))  # noqa: T201


def bells() -> dict[str, list[str]]:
    """What each person reads, the oldest first, and how many of it are new."""
    found = {}
    for person in week.PEOPLE:
        viewer = week.viewer(person.name)
        rows = Notification.objects.visible_to(viewer).order_by("pk")
        shown = [line.words for line in lines(rows, viewer)]
        found[person.name] = [*sorted(shown), str(Notification.objects.unread_count(viewer))]
    return found


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
