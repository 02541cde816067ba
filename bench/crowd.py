"""Many people at once: a thread and a connection for each, which stay open from round to round."""

import statistics
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Barrier
from typing import Any

from django.db import connection


class Crowd:
    """So many clients, each of whom takes the next call as soon as its last one is done."""

    def __init__(self, clients: int) -> None:
        self.clients = clients
        self.threads = ThreadPoolExecutor(clients)

    def __call__(self, calls: Sequence[Callable[[], object]]) -> float:
        """Do all of them once; the seconds from the moment all were ready to the last one done."""
        began: list[float] = []
        left = deque(calls)
        self._each(lambda: _work(left), lambda: began.append(time.perf_counter()))
        return time.perf_counter() - began[0]

    def close(self) -> None:
        self._each(lambda: connection.close())  # each its own
        self.threads.shutdown()

    def _each(self, work: Callable[[], object], at_start: Callable[[], object] = lambda: None) -> None:
        """Every thread does this once: none begins, and so none takes a second turn, before all are there."""
        start = Barrier(self.clients, action=at_start)

        def take_part() -> None:
            connection.ensure_connection()
            start.wait(timeout=60)
            work()

        for done in [self.threads.submit(take_part) for _client in range(self.clients)]:
            done.result()


@contextmanager
def crowd_of(clients: int) -> Iterator[Crowd]:
    """A process of the site keeps few connections; here each client has its own."""
    crowd, pool = Crowd(clients), _pool()
    try:
        if pool:
            usual = pool.min_size, pool.max_size
            pool.resize(clients + 1, clients + 1)
            pool.wait(timeout=60)
        yield crowd
    finally:
        crowd.close()
        if pool:
            pool.resize(*usual)


def rates_in_turns(
    rounds: int, ours: Callable[[], float], reference: Callable[[], float]
) -> tuple[float, float]:
    """Medians of both; each is first in every other round, and a round before all only warms up."""
    figures: dict[bool, list[float]] = {True: [], False: []}
    for number in range(rounds + 1):
        for is_ours in sorted(figures, reverse=number % 2 == 0):
            figure = ours() if is_ours else reference()
            if number > 0:
                figures[is_ours].append(figure)
    return statistics.median(figures[True]), statistics.median(figures[False])


def _work(left: deque[Callable[[], object]]) -> None:
    while True:
        try:
            call = left.popleft()
        except IndexError:
            return
        call()


def _pool() -> Any:
    """What keeps the connections of this process, if anything does."""
    return getattr(connection, "pool", None)
