"""Places near somebody and on a map, through the site's own query, against the bare index walk.

Places lie around the 2,000 largest cities; three in ten hold a check, one in ten had one that ran out, the
rest are drafts of a map; one in five is lit all along. The reference is the bare statement over the same
index. Rounds of both take turns. Brute force over all places is the judge of what is wrong. PostgreSQL only.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db import connection

from accounts.geography.gazetteer import read_cities
from accounts.geography.nearest import unit_vector
from accounts.permissions import Viewer
from bench.nearest import LIMIT, TOLERANCE_KM
from bench.report import Row
from bench.turns import Center, centers_of, explain, interleaved, is_postgres, microseconds, pages, rows_of
from events.places.finding.box import Box
from events.places.finding.filters import Filters
from events.places.finding.pages import MAP_MOST, asked_for
from events.places.models import Place

FIRST_KEY = 2_000_000_000
JUDGED = 200
LIT = 20
VIEW_DEGREES = 0.1  # a town on a screen
STRANGER = Viewer(AnonymousUser())

FILL = """
    WITH center AS (
        SELECT n - 1 AS n, (c->>0)::float8 AS lat, (c->>1)::float8 AS lon
        FROM json_array_elements(%s::json) WITH ORDINALITY AS given(c, n)
    )
    INSERT INTO events_place (
        id, nonce, slug, name, kind, state, usable_until, light, city_label, search_words, time_zone, address,
        emergency_address, aed, direction_rule, surface, source, source_ref, proposed, created_at,
        latitude, longitude
    )
    SELECT {first} + i, 'bench-' || i, 'bench-' || i, 'Place ' || i, 'park',
        CASE WHEN i / 2000 %% 10 < 4 THEN 'checked' ELSE 'draft' END,
        CASE WHEN i / 2000 %% 10 < 3 THEN DATE '2999-01-01'
             WHEN i / 2000 %% 10 = 3 THEN DATE '2000-01-01' END,
        CASE WHEN i / 2000 %% 5 = 0 THEN 'full' ELSE 'unknown' END,
        'Town ' || i %% 2000, ' place town' || i %% 2000, 'UTC', '', '', '', '', '', 'openstreetmap',
        'way/' || i, '{{}}', now(),
        greatest(-90, least(90, lat + (random() + random() + random() - 1.5) * 0.4)),
        greatest(-180, least(180, lon + (random() + random() + random() - 1.5) * 0.4))
    FROM generate_series(1, %s) i JOIN center ON center.n = i %% 2000
"""
KNN = """
    SELECT * FROM events_place ORDER BY cube(ARRAY[x, y, z]) <-> cube(ARRAY[%s, %s, %s]::float8[]) LIMIT %s
"""
BRUTE_FORCE = """
    SELECT 2 * 6371.0088 * atan2(sqrt(half), sqrt(abs(1 - half))) AS km FROM (
        SELECT power(sin(radians(latitude - %s) / 2), 2) + cos(radians(%s)) * cos(radians(latitude))
               * power(sin(radians(longitude - %s) / 2), 2) AS half
        FROM events_place WHERE {where}
    ) AS judged ORDER BY half LIMIT %s
"""
IS_LIT = "state = 'checked' AND usable_until > current_date AND light = 'full'"


@dataclass(frozen=True)
class Search:
    """One thing people ask for: our rows around a point, how many at most, and the same in plain words."""

    name: str
    rows: Callable[[Center], Any]
    most: int
    where: Callable[[Center], str]


def nearest(center: Center) -> Any:
    return asked_for(STRANGER, Filters()).nearest(*center, limit=LIMIT)


def nearest_lit(center: Center) -> Any:
    return asked_for(STRANGER, Filters(is_checked=True, lit=LIT)).nearest(*center, limit=LIMIT)


def viewport(center: Center) -> Any:
    box = _box(center)
    rows = asked_for(STRANGER, Filters()).in_box(*box.sides).for_map(STRANGER)
    return rows.nearest(*box.middle, within_km=box.reach_km, limit=MAP_MOST + 1)


def _box(center: Center) -> Box:
    latitude, longitude = max(-89.0, min(89.0, center[0])), center[1]
    west = longitude - VIEW_DEGREES
    return Box.in_address(
        f"{west},{latitude - VIEW_DEGREES / 2},{west + 2 * VIEW_DEGREES},{latitude + VIEW_DEGREES / 2}"
    )


def _in_box(center: Center) -> str:
    south, west, north, east = _box(center).sides
    both = "AND" if west <= east else "OR"
    return f"latitude BETWEEN {south} AND {north} AND (longitude >= {west} {both} longitude <= {east})"


SEARCHES = (
    Search(f"nearest {LIMIT}", nearest, LIMIT, lambda _center: "true"),
    Search(f"nearest {LIMIT} checked and lit", nearest_lit, LIMIT, lambda _center: IS_LIT),
    Search("map of a town", viewport, MAP_MOST + 1, _in_box),
)


def run(scale: int) -> list[Row]:
    """Measure with ``scale`` places, which are removed afterwards."""
    if not is_postgres():
        raise SystemExit("This one needs PostgreSQL: it compares with the walk of its index.")
    Place.objects.filter(pk__gte=FIRST_KEY).delete()
    try:
        _fill(scale)
        return [row for search in SEARCHES for row in _measured(search, scale)]
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM events_place WHERE id >= %s", [FIRST_KEY])


def _fill(scale: int) -> None:
    """Places around the largest cities, made by the database in one statement."""
    cities = sorted(read_cities(), key=lambda row: -int(row["population"]))[:2000]
    centers = json.dumps([[float(row["latitude"]), float(row["longitude"])] for row in cities])
    with connection.cursor() as cursor:
        cursor.execute(FILL.format(first=FIRST_KEY), [centers, scale])
        cursor.execute("VACUUM ANALYZE events_place")


def _measured(search: Search, scale: int) -> list[Row]:
    rows = []
    for kind, centers in centers_of().items():
        name = f"{search.name} of {scale:,}, {kind}"
        rows += [_server(search, name, centers), _buffers(search, name, centers)]
        rows.append(_client(search, name, centers))
    everywhere = [center for centers in centers_of().values() for center in centers][:JUDGED]
    wrong = sum(_is_wrong(search, center) for center in everywhere)
    rows.append(Row(f"{search.name}: wrong of {len(everywhere)}", wrong, goal="goal 0", unit=""))
    return rows


def _walk(search: Search, center: Center) -> tuple[str, tuple[Any, ...]]:
    """The bare walk of the index: as many rows, whatever they are like."""
    at = _box(center).middle if search.rows is viewport else center
    return KNN, (*unit_vector(*at), search.most)


def _explained(search: Search, center: Center) -> dict[str, Any]:
    return explain(*search.rows(center).query.sql_with_params())


def _server(search: Search, name: str, centers: list[Center]) -> Row:
    ours, reference = interleaved(
        centers,
        lambda center: _explained(search, center)["Execution Time"] * 1000,
        lambda center: explain(*_walk(search, center))["Execution Time"] * 1000,
    )
    return Row(f"{name}: server", ours, "us", reference, ours / reference, "goal <= 1.30x the bare KNN")


def _buffers(search: Search, name: str, centers: list[Center]) -> Row:
    ours, reference = interleaved(
        centers,
        lambda center: pages(_explained(search, center)),
        lambda center: pages(explain(*_walk(search, center))),
    )
    return Row(f"{name}: buffers", ours, "pages", reference, ours / reference, "goal <= 40")


def _client(search: Search, name: str, centers: list[Center]) -> Row:
    ours, reference = interleaved(
        centers,
        lambda center: microseconds(lambda: list(search.rows(center))),
        lambda center: microseconds(lambda: rows_of(*_walk(search, center))),
    )
    return Row(f"{name}: client", ours, "us", reference, ours / reference, "ORM rows beside a bare cursor")


def _is_wrong(search: Search, center: Center) -> bool:
    at = _box(center).middle if search.rows is viewport else center
    sql = BRUTE_FORCE.format(where=search.where(center))
    judged = [km for (km,) in rows_of(sql, (at[0], at[0], at[1], search.most))]
    found = [row.distance_km for row in search.rows(center)]
    pairs = zip(found, judged, strict=False)
    return len(found) != len(judged) or any(abs(ours - theirs) > TOLERANCE_KM for ours, theirs in pairs)
