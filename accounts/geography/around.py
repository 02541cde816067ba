"""Rows around many points at once: one statement however many points there are."""

import json
from collections.abc import Sequence
from typing import Any

from django.db import connections, models

from accounts.geography.nearest import ROUNDING, chord, unit_vector

type Center = tuple[float, float, float]
"""Latitude, longitude, and how many kilometres around them to look."""

STATEMENTS = {
    "postgresql": """
        WITH rows(id, x, y, z) AS ({rows})
        SELECT center.i, near.id
        FROM (
            SELECT (given ->> 0)::int AS i, (given ->> 1)::float8 AS x, (given ->> 2)::float8 AS y,
                   (given ->> 3)::float8 AS z, (given ->> 4)::float8 AS reach
            FROM json_array_elements(%s::json) AS listed(given)
        ) AS center
        CROSS JOIN LATERAL (
            SELECT id, (rows.x - center.x) ^ 2 + (rows.y - center.y) ^ 2 + (rows.z - center.z) ^ 2 AS far
            FROM rows
            WHERE cube(ARRAY[rows.x, rows.y, rows.z]::float8[])
                  <@ cube_enlarge(cube(ARRAY[center.x, center.y, center.z]::float8[]), center.reach, 3)
            ORDER BY far, id
            LIMIT %s
        ) AS near
        WHERE near.far <= center.reach ^ 2
        ORDER BY center.i, near.far, near.id
    """,
    "sqlite": """
        WITH rows(id, x, y, z) AS ({rows}),
        center(i, x, y, z, reach) AS (
            SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4 FROM json_each(%s)
        ),
        near AS (
            SELECT center.i AS i, rows.id AS id, center.reach * center.reach AS most,
                   (rows.x - center.x) * (rows.x - center.x) + (rows.y - center.y) * (rows.y - center.y)
                   + (rows.z - center.z) * (rows.z - center.z) AS far
            FROM center CROSS JOIN rows
            WHERE rows.z BETWEEN center.z - center.reach AND center.z + center.reach
        )
        SELECT i, id FROM (
            SELECT i, id, far, row_number() OVER (PARTITION BY i ORDER BY far, id) AS place
            FROM near WHERE far <= most
        ) WHERE place <= %s ORDER BY i, far, id
    """,
}


def around(rows: models.QuerySet, centers: Sequence[Center], *, most: int) -> list[list[Any]]:
    """For each center the keys of the rows around it, nearest first, at most so many; one query.

    ``rows`` are of a ``Located`` model; on PostgreSQL each center walks the index of cubes.
    """
    found: list[list[Any]] = [[] for _ in centers]
    if not centers:
        return found
    connection = connections[rows.db]
    inner, params = rows.order_by().values_list("pk", "x", "y", "z").query.sql_with_params()
    points = [
        (index, *unit_vector(latitude, longitude), chord(within_km) + ROUNDING)
        for index, (latitude, longitude, within_km) in enumerate(centers)
    ]
    with connection.cursor() as cursor:
        sql = STATEMENTS[connection.vendor].format(rows=inner)
        cursor.execute(sql, [*params, json.dumps(points), most])
        for index, key in cursor.fetchall():
            found[index].append(key)
    return found
