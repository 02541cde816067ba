"""Dates ahead near somebody, among a million, through the site's own query, against the bare index walk.

Places lie around the 2,000 largest cities; at every other one nobody meets. Each of the rest has ten dates:
one is over, one called off, one for members only. The reference is the bare statement that walks the same
index to as many places. Rounds of both take turns. Brute force over all dates is the judge of what is wrong.
The list of the page has a line of its own: it reads place, zone and group of each date too. PostgreSQL only.
"""

import json
from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db import connection

from accounts.geography.gazetteer import read_cities
from accounts.geography.nearest import unit_vector
from accounts.permissions import Viewer
from bench.cast import group_of, people_of
from bench.nearest import LIMIT, TOLERANCE_KM
from bench.places import FILL as FILL_PLACES
from bench.places import FIRST_KEY, JUDGED, KNN
from bench.report import Row
from bench.turns import Center, centers_of, explain, interleaved, is_postgres, pages, rows_of
from events.meetups.models import Meetup

DATES_EACH, ARE_AHEAD = 10, 8
EVERY_OTHER = 2
RADIUS_KM = 50
MOST, MOST_PAGES = 1.3, 40
STRANGER = Viewer(AnonymousUser())

FILL_ZONES = """
    INSERT INTO events_zone (
        id, nonce, public_id, name, description, verdict, checked_on, expires_on, minimum_stage, created_at,
        added_by_id, place_id
    )
    SELECT id, 'bench-' || id, 'be' || id, 'Home straight', '', 'ok', current_date, current_date + 300, 0,
        now(), %s, id
    FROM events_place WHERE id > %s AND id / 2000 %% {every} = 0
"""
FILL_DATES = """
    INSERT INTO events_meetup (
        id, nonce, public_id, title, description, session, lowest_stage, starts_at, ends_at, time_zone,
        capacity, runners_per_spotter, state, cancelled_because, sequence, runners_going, runners_waiting,
        spotters_going, created_at, changed_at, group_id, leader_id, place_id, zone_id, audience
    )
    SELECT id * 10 + n, 'bench-' || (id * 10 + n), 'be' || (id * 10 + n), 'Tuesday lanes', '', 'straight', 0,
        date_trunc('day', now()) + (n * 7 - 7 + id %% 7) * interval '1 day',
        date_trunc('day', now()) + (n * 7 - 7 + id %% 7) * interval '1 day' + interval '1 hour', 'UTC',
        6, 2, CASE WHEN n = 9 THEN 'cancelled' ELSE 'scheduled' END, '', 0, 0, 0, 0, now(), now(),
        %s, %s, id, id, CASE WHEN n = 8 THEN 'group' ELSE 'public' END
    FROM events_zone CROSS JOIN generate_series(0, {most}) n WHERE id > %s
"""
BRUTE_FORCE = """
    SELECT 2 * 6371.0088 * atan2(sqrt(half), sqrt(abs(1 - half))) AS km FROM (
        SELECT power(sin(radians(latitude - %s) / 2), 2) + cos(radians(%s)) * cos(radians(latitude))
               * power(sin(radians(longitude - %s) / 2), 2) AS half
        FROM events_place place JOIN events_meetup date ON date.place_id = place.id
        WHERE date.state = 'scheduled' AND date.audience = 'public' AND date.ends_at > now()
    ) AS judged ORDER BY half LIMIT %s
"""


def run(scale: int) -> list[Row]:
    """Measure with ``scale`` dates that are ahead."""
    if not is_postgres():
        raise SystemExit("This one needs PostgreSQL: it compares with the walk of its index.")
    _fill(scale // ARE_AHEAD * EVERY_OTHER)
    rows = [row for kind, centers in centers_of().items() for row in _measured(kind, scale, centers)]
    everywhere = [center for centers in centers_of().values() for center in centers][:JUDGED]
    wrong = sum(_is_wrong(center) for center in everywhere)
    name = f"dates ahead: wrong of {len(everywhere)}"
    return [*rows, Row(name, wrong, "", goal="0", is_met=wrong == 0)]


def nearest(center: Center) -> Any:
    """What is found; the page shows cards of it."""
    return Meetup.objects.visible_to(STRANGER).upcoming().nearest(*center, limit=LIMIT, through="place")


def listed(center: Center) -> Any:
    rows = Meetup.objects.visible_to(STRANGER).upcoming().for_cards(STRANGER)
    return rows.nearest(*center, within_km=RADIUS_KM, limit=LIMIT, through="place")


def _fill(places: int) -> None:
    """A group of two people meets everywhere. A statement each, made by the database."""
    people = people_of("upcoming", 2)
    group, __ = group_of("upcoming", people)
    cities = sorted(read_cities(), key=lambda row: -int(row["population"]))[:2000]
    centers = json.dumps([[float(row["latitude"]), float(row["longitude"])] for row in cities])
    with connection.cursor() as cursor:
        cursor.execute(FILL_PLACES.format(first=FIRST_KEY), [centers, places])
        cursor.execute(FILL_ZONES.format(every=EVERY_OTHER), [people[0].pk, FIRST_KEY])
        cursor.execute(FILL_DATES.format(most=DATES_EACH - 1), [group.pk, people[0].pk, FIRST_KEY])
        cursor.execute("VACUUM ANALYZE")


def _measured(kind: str, scale: int, centers: list[Center]) -> list[Row]:
    name = f"nearest {LIMIT} of {scale:,} dates ahead, {kind}"
    server, bare = interleaved(centers, partial(_time, nearest), _bare_time)
    read, bare_read = interleaved(centers, partial(_pages, nearest), _bare_pages)
    page, __ = interleaved(centers, partial(_pages, listed), lambda _center: 0.0)
    ratio = server / bare
    return [
        Row(f"{name}: server", server, "us", bare, ratio, f"<= {MOST}x the walk", is_met=ratio <= MOST),
        Row(
            f"{name}: buffers", read, "pages", bare_read, read / bare_read, "<= 40", is_met=read <= MOST_PAGES
        ),
        Row(f"{name}: buffers with all that cards show", page, "pages"),
    ]


def _explained(rows: Callable[[Center], Any], center: Center) -> dict[str, Any]:
    return explain(*rows(center).query.sql_with_params())


def _time(rows: Callable[[Center], Any], center: Center) -> float:
    return _explained(rows, center)["Execution Time"] * 1000


def _pages(rows: Callable[[Center], Any], center: Center) -> float:
    return pages(_explained(rows, center))


def _bare(center: Center) -> dict[str, Any]:
    return explain(KNN, (*unit_vector(*center), LIMIT))


def _bare_time(center: Center) -> float:
    return _bare(center)["Execution Time"] * 1000


def _bare_pages(center: Center) -> float:
    return pages(_bare(center))


def _is_wrong(center: Center) -> bool:
    judged = [km for (km,) in rows_of(BRUTE_FORCE, (center[0], center[0], center[1], LIMIT))]
    found = [row.distance_km for row in nearest(center)]
    pairs = zip(found, judged, strict=False)
    return len(found) != len(judged) or any(abs(ours - theirs) > TOLERANCE_KM for ours, theirs in pairs)
