"""Periodic jobs: declared beside their function, run by one worker at a time."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

JOBS: dict[str, "Job"] = {}


@dataclass(frozen=True)
class Job:
    """A function that runs every so often. It must bear being run twice."""

    name: str
    run: Callable[[], None]
    every: timedelta


def periodic(*, every: timedelta) -> Callable[[Callable[[], None]], Callable[[], None]]:
    """Declare that a function runs every so often; its module must be imported when the site starts."""

    def declare(run: Callable[[], None]) -> Callable[[], None]:
        name = f"{run.__module__}.{run.__name__}"
        JOBS[name] = Job(name, run, every)
        return run

    return declare
