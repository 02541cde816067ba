"""Periodic jobs: declared beside their function, run by one worker at a time."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.conf import settings
from django.utils.functional import Promise

from accounts.jobs.slots import Every, LocalTime

JOBS: dict[str, "Job"] = {}
NO_JITTER = timedelta(0)

type Run = Callable[[], None]


@dataclass(frozen=True)
class Job:
    """A function that runs again and again. It must bear being run twice."""

    name: str
    run: Run
    timing: Every | LocalTime
    jitter: timedelta = NO_JITTER
    label: str | Promise = ""

    def next_at(self, now: datetime) -> datetime:
        """The next slot, later by a random part of the jitter: not all sites do the same at once."""
        return self.timing.after(now) + random.random() * self.jitter  # noqa: S311  no secret

    def first_at(self, now: datetime) -> datetime:
        """When a job that never ran is due: at once, unless it has its own time of the day."""
        return now if isinstance(self.timing, Every) else self.next_at(now)

    def is_too_far(self, next_at: datetime, now: datetime) -> bool:
        """The clock was put back, or the job is declared to run more often since: the slot is no longer true.

        One more period is let pass, so that a clock put back by seconds runs nothing twice.
        """
        return next_at > self.timing.after(self.timing.after(now)) + self.jitter

    @property
    def words(self) -> str | Promise:
        """What it does, for the operators' page."""
        return self.label or (self.run.__doc__ or self.name).strip().splitlines()[0].removesuffix(".")


def periodic(
    *,
    every: timedelta | None = None,
    at: time | None = None,
    zone: str | None = None,
    weekday: int | None = None,
    jitter: timedelta = NO_JITTER,
    label: str | Promise = "",
) -> Callable[[Run], Run]:
    """Declare that a function runs every so often, or at a local time (of ``settings.TIME_ZONE`` by default).

    Its module must be imported when the site starts. ``weekday`` is 0 for Monday; jitter only delays;
    ``label`` says to operators what the job does, instead of the first line of its docstring.
    """
    timing = _timing(every, at, zone, weekday)

    def declare(run: Run) -> Run:
        name = f"{run.__module__}.{run.__name__}"
        JOBS[name] = Job(name, run, timing, jitter, label)
        return run

    return declare


def _timing(
    every: timedelta | None, at: time | None, zone: str | None, weekday: int | None
) -> Every | LocalTime:
    if at is not None and every is None:
        return LocalTime(at, zone or settings.TIME_ZONE, weekday)
    if every is not None and (at, zone, weekday) == (None, None, None):
        return Every(every)
    raise TypeError("A job runs every so often, or at a local time.")
