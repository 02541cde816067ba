"""A worker that lives in the week: it reads the time from a file, does what is due, and says so."""

import sys
import time
from datetime import datetime, timedelta
from pathlib import Path

import django

django.setup()

import time_machine  # noqa: E402

from accounts.jobs.rescue import look_after  # noqa: E402
from accounts.jobs.tasks import tick  # noqa: E402
from accounts.jobs.worker import TaskWorker  # noqa: E402

LOOK_SECONDS = 0.005
TICKS = (timedelta(0), timedelta(seconds=10))  # at the second one, a worker may take another for dead


def main(folder: Path) -> None:
    """Until killed: the real clock, the real worker, at the moments that the week has reached."""
    worker, done = TaskWorker(), ""
    worker.batch = True
    while True:
        said = (folder / "clock").read_text()
        if said == done:
            time.sleep(LOOK_SECONDS)
            continue
        for later in TICKS:
            turn(worker, datetime.fromisoformat(said) + later)
        write(folder / "done", said)
        done = said


def turn(worker: TaskWorker, now: datetime) -> None:
    """One look at the clock, and all the work there is."""
    with time_machine.travel(now, tick=False):
        look_after(worker.worker_id, now)
        tick(now)
        worker.run()


def write(path: Path, words: str) -> None:
    """Whole or not at all: somebody reads it at the same time."""
    part = path.with_suffix(".part")
    part.write_text(words)
    part.replace(path)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
