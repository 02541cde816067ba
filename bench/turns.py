"""Two ways to the same rows, measured in turns from the same points of the Earth."""

import json
import statistics
import time
from collections.abc import Callable
from itertools import islice
from typing import Any

from django.db import connection

from accounts.geography.gazetteer import read_cities

ROUNDS = 4
CENTERS_EACH = 67
type Center = tuple[float, float]


def centers_of() -> dict[str, list[Center]]:
    towns = [(float(row["latitude"]), float(row["longitude"])) for row in islice(read_cities(), 0, None, 400)]
    empty = [(-60.0 + index / 7, -150.0 + index / 3) for index in range(CENTERS_EACH)]
    poles = [(90.0 - index / 9, index * 5.3 - 180) for index in range(CENTERS_EACH // 3)]
    south = [(-latitude, longitude) for latitude, longitude in poles]
    line = [(index * 5.0 - 60, (180.0, -180.0, 179.9, -179.9)[index % 4]) for index in range(25)]
    return {
        "dense": towns[:CENTERS_EACH],
        "empty": empty,
        "poles and antimeridian": [*poles, *south, *line][:CENTERS_EACH],
    }


def interleaved(
    centers: list[Center], ours: Callable[[Center], float], reference: Callable[[Center], float]
) -> tuple[float, float]:
    """Medians of several rounds in which the two take turns to be first; one round before warms up."""
    figures: dict[bool, list[float]] = {True: [], False: []}
    for round_number in range(ROUNDS + 1):
        for index, center in enumerate(centers):
            for is_ours in sorted((True, False), reverse=(round_number + index) % 2 == 0):
                figure = ours(center) if is_ours else reference(center)
                if round_number > 0:
                    figures[is_ours].append(figure)
    return statistics.median(figures[True]), statistics.median(figures[False])


def explain(sql: str, params: tuple[Any, ...]) -> dict[str, Any]:
    answer = rows_of(f"EXPLAIN (ANALYZE, BUFFERS, TIMING OFF, FORMAT JSON) {sql}", params)[0][0]
    return (json.loads(answer) if isinstance(answer, str) else answer)[0]


def pages(plan: dict[str, Any]) -> float:
    return plan["Plan"]["Shared Hit Blocks"] + plan["Plan"]["Shared Read Blocks"]


def rows_of(sql: str, params: tuple[Any, ...]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall()


def microseconds(call: Callable[[], object]) -> float:
    start = time.perf_counter()
    call()
    return (time.perf_counter() - start) * 1e6


def is_postgres() -> bool:
    return connection.vendor == "postgresql"
