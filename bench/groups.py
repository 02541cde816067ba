"""Groups near somebody: what a stranger and a member ask for, against the bare index query.

Groups lie around the 2,000 largest cities; one in ten is private, one in three speaks German, one in five
asks for requests. The reference is the bare statement over the same index. Rounds of both take turns.
"""

import json
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db import connection

from accounts.geography import NearestQuerySet
from accounts.geography.gazetteer import read_cities
from accounts.geography.nearest import unit_vector
from accounts.permissions import Viewer
from accounts.users.models import User
from bench.nearest import LIMIT
from bench.report import Row
from bench.turns import Center, centers_of, explain, interleaved, is_postgres, microseconds, pages, rows_of
from community.groups.models import Group
from community.groups.querysets import GroupQuerySet
from config.nearby import Asked

FIRST_KEY = 2_000_000_000
COLUMNS = """
    id, nonce, public_id, slug, name, description, search_words, rules, language, visibility, join_policy,
    questions, always_reviews, cover_id, cover_key, cover_description, city_label, time_zone, latitude,
    longitude, founder_id, member_count, created_at
"""
FACTS = """
    {first} + i, 'bench-' || (10000000000000 + i), 'be' || (10000000000000 + i), 'bench-' || i,
    'Heelfirsts ' || i, 'We run backwards on Tuesdays.', ' heelfirsts ' || i || ' town' || i % 2000, '',
    CASE WHEN i % 3 = 0 THEN 'de' ELSE 'en' END, CASE WHEN i % 10 = 0 THEN 'private' ELSE 'public' END,
    CASE WHEN i % 5 = 0 THEN 'request' ELSE 'open' END, '[]', false, '', '', '', 'Town ' || i % 2000, 'UTC'
"""
FILL = {
    "postgresql": """
        WITH center AS (
            SELECT n - 1 AS n, (c->>0)::float8 AS lat, (c->>1)::float8 AS lon
            FROM json_array_elements(%s::json) WITH ORDINALITY AS given(c, n)
        )
        INSERT INTO community_group ({columns}) SELECT {facts},
            greatest(-90, least(90, lat + (random() + random() + random() - 1.5) * 0.4)),
            greatest(-180, least(180, lon + (random() + random() + random() - 1.5) * 0.4)), %s, i %% 40, now()
        FROM generate_series(1, %s) i JOIN center ON center.n = i %% 2000
    """,
    "sqlite": """
        WITH RECURSIVE center AS MATERIALIZED (
            SELECT key AS n, json_extract(value, '$[0]') AS lat, json_extract(value, '$[1]') AS lon
            FROM json_each(%s)
        ), counted(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM counted WHERE i < {scale})
        INSERT INTO community_group ({columns}) SELECT {facts},
            max(-90, min(90, lat + (random() %% 1000 + random() %% 1000) / 5000.0)),
            max(-180, min(180, lon + (random() %% 1000 + random() %% 1000) / 5000.0)), %s, i %% 40,
            strftime('%%Y-%%m-%%d %%H:%%M:%%f', 'now')
        FROM counted JOIN center ON center.n = i %% 2000 WHERE i <= %s
    """,
}
KNN = {
    "postgresql": """
        SELECT * FROM community_group WHERE {where}
        ORDER BY cube(ARRAY[x, y, z]) <-> cube(ARRAY[%s, %s, %s]::float8[]) LIMIT %s
    """,
    "sqlite": """
        WITH center(a, b, c) AS (SELECT %s, %s, %s)
        SELECT community_group.* FROM community_group, center WHERE {where}
        ORDER BY (x - a) * (x - a) + (y - b) * (y - b) + (z - c) * (z - c) LIMIT %s
    """,
}


@dataclass(frozen=True)
class Question:
    """What is asked as the page asks it, and the same in the words of the bare statement."""

    rows: GroupQuerySet
    where: str

    def ours(self, center: Center) -> NearestQuerySet:
        return self.rows.nearest(*center, limit=LIMIT)

    def bare(self, center: Center) -> tuple[str, tuple[Any, ...]]:
        """An index walk on PostgreSQL, a scan of all elsewhere."""
        return KNN[connection.vendor].format(where=self.where), (*unit_vector(*center), LIMIT)


def run(scale: int) -> list[Row]:
    """Measure with ``scale`` groups, which are removed afterwards."""
    try:
        _fill(scale)
        return [row for name, asked in _questions().items() for row in _measure(name, asked, scale)]
    finally:
        Group.objects.filter(pk__gt=FIRST_KEY)._raw_delete(Group.objects.db)


def _questions() -> dict[str, Question]:
    stranger, german = Viewer(AnonymousUser()), Asked(language="de")
    readable = Group.objects.visible_to(stranger)
    return {
        "20 nearest": Question(readable, "visibility = 'public'"),
        "20 nearest in German": Question(
            german.of(readable, stranger), "visibility = 'public' AND language = 'de'"
        ),
    }


def _fill(scale: int) -> None:
    """Random points around the largest cities, made by the database in one statement."""
    founder = User.objects.create(email="founder@bench.invalid")
    cities = sorted(read_cities(), key=lambda row: -int(row["population"]))[:2000]
    points = json.dumps([[float(row["latitude"]), float(row["longitude"])] for row in cities])
    facts = FACTS.format(first=FIRST_KEY)
    sql = FILL[connection.vendor].format(columns=COLUMNS, facts=facts.replace("%", "%%"), scale=scale)
    with connection.cursor() as cursor:
        cursor.execute(sql, [points, founder.pk, scale])
        cursor.execute("VACUUM ANALYZE" if is_postgres() else "ANALYZE")


def _measure(name: str, asked: Question, scale: int) -> list[Row]:
    rows = []
    for kind, centers in centers_of().items():
        what = f"{name} of {scale:,} groups, {kind}"
        rows += [_server(what, asked, centers), _buffers(what, asked, centers)] if is_postgres() else []
        rows.append(_client(what, asked, centers))
    return rows


def _server(what: str, asked: Question, centers: list[Center]) -> Row:
    ours, reference = interleaved(
        centers,
        lambda center: explain(*asked.ours(center).query.sql_with_params())["Execution Time"] * 1000,
        lambda center: explain(*asked.bare(center))["Execution Time"] * 1000,
    )
    return Row(f"{what}: server", ours, "us", reference, ours / reference, "goal <= 1.30x the bare KNN")


def _buffers(what: str, asked: Question, centers: list[Center]) -> Row:
    ours, reference = interleaved(
        centers,
        lambda center: pages(explain(*asked.ours(center).query.sql_with_params())),
        lambda center: pages(explain(*asked.bare(center))),
    )
    return Row(f"{what}: buffers", ours, "pages", reference, ours / reference, "goal <= 40")


def _client(what: str, asked: Question, centers: list[Center]) -> Row:
    ours, reference = interleaved(
        centers,
        lambda center: microseconds(lambda: list(asked.ours(center))),
        lambda center: microseconds(lambda: rows_of(*asked.bare(center))),
    )
    goal = "one ORM call more than a bare cursor" if is_postgres() else "reference: a scan of all"
    return Row(f"{what}: client", ours, "us", reference, ours / reference, goal)
