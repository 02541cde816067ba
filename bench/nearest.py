"""The nearest 20 of many points: our queryset against the bare KNN statement it stands for.

Points lie around the 2,000 largest cities, 9 in 10 are visible, the index is partial. The searches start in
dense places, in empty ones, and at the poles and the antimeridian. Rounds of ours and of the reference take
turns; medians count. Brute force over all visible points is the judge of what is wrong.
"""

import json
from functools import cache
from typing import Any

from django.db import connection, models
from django.db.models import Q

from accounts.geography import Located, NearestQuerySet, SphereIndex
from accounts.geography.gazetteer import read_cities
from accounts.geography.nearest import unit_vector
from bench.report import Row
from bench.turns import Center, centers_of, explain, interleaved, is_postgres, microseconds, pages, rows_of

LIMIT = 20
TOLERANCE_KM = 1e-3

FILL = {
    "postgresql": """
        WITH center AS (
            SELECT n - 1 AS n, (c->>0)::float8 AS lat, (c->>1)::float8 AS lon
            FROM json_array_elements(%s::json) WITH ORDINALITY AS given(c, n)
        )
        INSERT INTO {table} (latitude, longitude, is_visible)
        SELECT greatest(-90, least(90, lat + (random() + random() + random() - 1.5) * 0.4)),
               greatest(-180, least(180, lon + (random() + random() + random() - 1.5) * 0.4)), i %% 10 > 0
        FROM generate_series(1, %s) i JOIN center ON center.n = i %% 2000
    """,
    "sqlite": """
        WITH RECURSIVE center AS MATERIALIZED (
            SELECT key AS n, json_extract(value, '$[0]') AS lat, json_extract(value, '$[1]') AS lon
            FROM json_each(%s)
        ), counted(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM counted WHERE i < %s)
        INSERT INTO {table} (latitude, longitude, is_visible)
        SELECT max(-90, min(90, lat + (random() %% 1000 + random() %% 1000) / 5000.0)),
               max(-180, min(180, lon + (random() %% 1000 + random() %% 1000) / 5000.0)), i %% 10 > 0
        FROM counted JOIN center ON center.n = i %% 2000
    """,
}
KNN = {
    "postgresql": """
        SELECT * FROM {table} WHERE is_visible
        ORDER BY cube(ARRAY[x, y, z]) <-> cube(ARRAY[%s, %s, %s]::float8[]) LIMIT %s
    """,
    "sqlite": """
        WITH center(a, b, c) AS (SELECT %s, %s, %s)
        SELECT {table}.* FROM {table}, center WHERE is_visible
        ORDER BY (x - a) * (x - a) + (y - b) * (y - b) + (z - c) * (z - c) LIMIT %s
    """,
}
BRUTE_FORCE = """
    SELECT 2 * 6371.0088 * atan2(sqrt(half), sqrt(abs(1 - half))) AS km FROM (
        SELECT power(sin(radians(latitude - %s) / 2), 2) + cos(radians(%s)) * cos(radians(latitude))
               * power(sin(radians(longitude - %s) / 2), 2) AS half
        FROM {table} WHERE is_visible
    ) AS judged ORDER BY half LIMIT %s
"""


@cache
def point_model() -> Any:
    """The table of the benchmark; not among the models of the site."""

    class BenchPoint(Located):
        is_visible = models.BooleanField()
        objects = NearestQuerySet.as_manager()

        class Meta:
            app_label = "accounts"
            indexes = [SphereIndex(name="bench_point_sphere", condition=Q(is_visible=True))]

    return BenchPoint


def run(scale: int) -> list[Row]:
    """Measure with ``scale`` points, in a table of their own that is removed afterwards."""
    point = point_model()
    with connection.schema_editor() as editor:
        editor.create_model(point)
    try:
        _fill(point, scale)
        return _measure(point, scale)
    finally:
        with connection.schema_editor() as editor:
            editor.delete_model(point)


def _fill(point: Any, scale: int) -> None:
    """Random points around the largest cities, made by the database in one statement."""
    cities = sorted(read_cities(), key=lambda row: -int(row["population"]))[:2000]
    centers = json.dumps([[float(row["latitude"]), float(row["longitude"])] for row in cities])
    with connection.cursor() as cursor:
        cursor.execute(FILL[connection.vendor].format(table=point._meta.db_table), [centers, scale])
        cursor.execute("ANALYZE")


def _measure(point: Any, scale: int) -> list[Row]:
    rows = []
    for kind, centers in centers_of().items():
        name = f"nearest {LIMIT} of {scale:,}, {kind}"
        rows += [_server_time(point, name, centers), _buffers(point, name, centers)] if is_postgres() else []
        rows.append(_client_time(point, name, centers))
    everywhere = [center for centers in centers_of().values() for center in centers]
    wrong = sum(_is_wrong(point, center) for center in everywhere[:200])
    rows.append(Row(f"wrong of 200 among {scale:,}", wrong, goal="goal 0", unit=""))
    return rows


def _ours(point: Any, center: Center) -> NearestQuerySet:
    return point.objects.filter(is_visible=True).nearest(*center, limit=LIMIT)


def _reference(point: Any, center: Center) -> tuple[str, tuple[Any, ...]]:
    """The bare statement: index walk on PostgreSQL, a scan of all elsewhere."""
    sql = KNN[connection.vendor].format(table=point._meta.db_table)
    return sql, (*unit_vector(*center), LIMIT)


def _server_time(point: Any, name: str, centers: list[Center]) -> Row:
    ours, reference = interleaved(
        centers,
        lambda center: explain(*_ours(point, center).query.sql_with_params())["Execution Time"] * 1000,
        lambda center: explain(*_reference(point, center))["Execution Time"] * 1000,
    )
    return Row(f"{name}: server", ours, "us", reference, ours / reference, "goal <= 1.30x the bare KNN")


def _client_time(point: Any, name: str, centers: list[Center]) -> Row:
    ours, reference = interleaved(
        centers,
        lambda center: microseconds(lambda: list(_ours(point, center))),
        lambda center: microseconds(lambda: rows_of(*_reference(point, center))),
    )
    goal = "one ORM call more than a bare cursor" if is_postgres() else "reference: a scan of all"
    return Row(f"{name}: client", ours, "us", reference, ours / reference, goal)


def _buffers(point: Any, name: str, centers: list[Center]) -> Row:
    ours, reference = interleaved(
        centers,
        lambda center: pages(explain(*_ours(point, center).query.sql_with_params())),
        lambda center: pages(explain(*_reference(point, center))),
    )
    return Row(f"{name}: buffers", ours, "pages", reference, ours / reference, "goal <= 40")


def _is_wrong(point: Any, center: Center) -> bool:
    latitude, longitude = center
    sql = BRUTE_FORCE.format(table=point._meta.db_table)
    judged = [distance for (distance,) in rows_of(sql, (latitude, latitude, longitude, LIMIT))]
    found = [row.distance_km for row in _ours(point, center)]
    pairs = zip(found, judged, strict=False)
    return len(found) != len(judged) or any(abs(ours - theirs) > TOLERANCE_KM for ours, theirs in pairs)
