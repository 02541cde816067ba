"""How often, and after which pauses, a task that failed is tried again."""

import random
from collections.abc import Callable
from datetime import timedelta

PAUSES = (timedelta(seconds=30), timedelta(minutes=5))
JITTER = 0.5  # of a pause, at most
TRIES_OF_CRASHES = 3

_declared: dict[str, tuple[timedelta, ...]] = {}


def retried[**P, R](*pauses: timedelta) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Declare, below ``@task``, after which pauses a task is tried again; without one it never is."""

    def declare(run: Callable[P, R]) -> Callable[P, R]:
        _declared[f"{run.__module__}.{run.__qualname__}"] = pauses
        return run

    return declare


def pauses_of(path: str) -> tuple[timedelta, ...]:
    return _declared.get(path, PAUSES)


def pause_after(path: str, tries: int) -> timedelta | None:
    """How long a task that failed so often waits; None if it is given up.

    Each pause is up to half as long again, so that what failed together does not come back together.
    """
    pauses = pauses_of(path)
    if tries > len(pauses):
        return None
    return pauses[max(tries, 1) - 1] * (1 + random.random() * JITTER)  # noqa: S311  no secret


def longest_pause() -> timedelta:
    """No task that failed waits longer."""
    return max(max(pauses, default=timedelta(0)) for pauses in (PAUSES, *_declared.values())) * (1 + JITTER)


def most_tries(path: str) -> int:
    """How many workers may die of a task before it is given up."""
    return max(TRIES_OF_CRASHES, len(pauses_of(path)) + 1)
