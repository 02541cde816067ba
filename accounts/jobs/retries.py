"""How often, and after which pauses, a task that failed is tried again."""

import random
from collections.abc import Callable
from datetime import timedelta

PAUSES = (timedelta(seconds=30), timedelta(minutes=5))
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
    return pauses[max(tries, 1) - 1] * (1 + random.random() / 2)  # noqa: S311  no secret


def most_tries(path: str) -> int:
    """How many workers may die of a task before it is given up."""
    return max(TRIES_OF_CRASHES, len(pauses_of(path)) + 1)
