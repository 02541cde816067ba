"""A first answer on PostgreSQL: one statement holds, the next one looks, counts and writes.

The second begins when person and meetup are held, so what it sees nobody changes: who leaves the group, leads
elsewhere or closes the place has committed before, or waits for this transaction. It is particular: what is
not plain (a date for invited people or without a leader who only leads, an offer that is over, an answer that
was there before) it leaves alone, and ``admission`` goes on step by step; so it does on SQLite, which has one
writer.
"""

import json
from datetime import datetime
from typing import Any

from django.db import connection
from django.utils import timezone

from events.meetups.models import RSVP, Meetup, Part, RSVPState
from events.places.models import Place, Zone

CAN_TAKE_FIRST = connection.vendor == "postgresql"

HOLD = """
    WITH person AS MATERIALIZED (SELECT id FROM accounts_user WHERE id = %(user)s FOR NO KEY UPDATE)
    SELECT id FROM events_meetup WHERE id = %(meetup)s AND EXISTS (SELECT 1 FROM person) FOR NO KEY UPDATE
"""
"""The person first, the meetup second, as everywhere."""

OF_DATE = ("starts_at", "ends_at", "time_zone", "session", "lowest_stage", "runners_waiting")
LIMITS = ("restricted_stage", "restricted_sessions", "restricted_from", "restricted_until")
OF_PLACE = ("id", "name", "kind", "state", "time_zone", "latitude", "longitude", *LIMITS)
LIGHT = ("light", "lit_until", "season_ends_on")
OF_ZONE = ("id", "name", "verdict", "expires_on", "minimum_stage", "sessions", *LIGHT)
LISTS = ("restricted_sessions", "sessions")
"""Kept as JSON, and read as text."""

COUNTER = {Part.RUNNER: "runners_going", Part.SPOTTER: "spotters_going", Part.EITHER: "either_going"}
STATE = """CASE WHEN %(part)s = 'spotter' THEN 'going'
    WHEN m.capacity <= m.runners_going + m.runners_waiting + m.runners_offered + m.either_going
        THEN 'waitlisted'
    WHEN %(part)s = 'either' OR m.runners_per_spotter IS NULL THEN 'going'
    WHEN m.runners_going < (m.spotters_going + m.either_going) * m.runners_per_spotter THEN 'going'
    ELSE 'waiting' END"""
TAKE = """
    WITH seen AS MATERIALIZED (
        SELECT m.id AS meetup_id, {state} AS state, {facts}
        FROM events_meetup m JOIN events_place p ON p.id = m.place_id JOIN events_zone z ON z.id = m.zone_id
        WHERE m.id = %(meetup)s AND m.state = 'scheduled' AND m.ends_at > %(now)s
        AND (m.signup_until IS NULL OR m.signup_until > %(now)s)
        AND m.audience <> 'invited' AND NOT m.is_peer_led
        AND EXISTS (
            SELECT 1 FROM community_membership b WHERE b.group_id = m.group_id AND b.user_id = %(user)s
        )
        AND NOT EXISTS (
            SELECT 1 FROM events_leading l JOIN events_meetup o ON o.id = l.meetup_id
            WHERE l.user_id = %(user)s
            AND o.state = 'scheduled' AND o.starts_at < m.ends_at AND o.ends_at > m.starts_at
        )
        AND NOT EXISTS (
            SELECT 1 FROM events_rsvp a JOIN events_meetup o ON o.id = a.meetup_id
            WHERE a.user_id = %(user)s AND (a.meetup_id = m.id OR a.state <> 'declined'
            AND o.state = 'scheduled' AND o.starts_at < m.ends_at AND o.ends_at > m.starts_at)
        )
        AND (m.runners_offered = 0 OR NOT EXISTS (
            SELECT 1 FROM events_rsvp a
            WHERE a.meetup_id = m.id AND a.state = 'offered' AND a.offered_until <= %(now)s
        ))
    ), counted AS (
        UPDATE events_meetup m SET {counter} = m.{counter} + (seen.state = 'going')::int,
            runners_waiting = m.runners_waiting + (seen.state = 'waiting')::int
        FROM seen WHERE m.id = seen.meetup_id AND seen.state <> 'waitlisted'
    ), answered AS (
        INSERT INTO events_rsvp (meetup_id, user_id, part, state, queued_at, changed_at)
        SELECT meetup_id, %(user)s, %(part)s, state, %(now)s, %(now)s FROM seen RETURNING id
    )
    SELECT answered.id, seen.* FROM seen, answered
"""
FACTS = ", ".join(
    f"{table}.{name} AS {table}_{name}"
    for table, names in (("m", OF_DATE), ("p", OF_PLACE), ("z", OF_ZONE))
    for name in names
)
STATEMENTS = {
    part: TAKE.format(state=STATE, facts=FACTS, counter=counter) for part, counter in COUNTER.items()
}


def hold_both(user_id: int, meetup_id: int) -> None:
    """One answer of a person at a time, and one of a meetup, until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(HOLD, {"user": user_id, "meetup": meetup_id})


def take_first(meetup: Meetup, user_id: int, part: str) -> RSVP | None:
    """Take what is left for ``user_id``, and bring ``meetup`` up to date as far as that decides it.

    None if that needs more than one statement, or cannot be; then nothing is written. The caller's
    transaction holds both.
    """
    now = timezone.now()
    wanted: dict[str, Any] = {"user": user_id, "meetup": meetup.pk, "part": part, "now": now}
    with connection.cursor() as cursor:
        cursor.execute(STATEMENTS[Part(part)], wanted)
        row = cursor.fetchone()
    if row is None:
        return None
    pk, __, state, *facts = row
    _bring_up_to_date(meetup, facts)
    return _answer(pk, meetup, user_id, part, state, now)


def _bring_up_to_date(meetup: Meetup, facts: list[Any]) -> None:
    """What ``at_risk`` asks, as it is while the meetup is held."""
    for name in OF_DATE:
        setattr(meetup, name, facts.pop(0))
    meetup.place = _read(Place, OF_PLACE, facts[: len(OF_PLACE)])
    meetup.zone = _read(Zone, OF_ZONE, facts[len(OF_PLACE) :])


def _read[M: (Place, Zone)](model: type[M], names: tuple[str, ...], values: list[Any]) -> M:
    pairs = zip(names, values, strict=True)
    read = {name: json.loads(value) if name in LISTS else value for name, value in pairs}
    ordered = [field.attname for field in model._meta.concrete_fields if field.attname in read]
    row: M = model.from_db(connection.alias, ordered, [read[name] for name in ordered])
    return row


def _answer(pk: int, meetup: Meetup, user_id: int, part: str, state: str, now: datetime) -> RSVP:
    rsvp = RSVP(pk=pk, meetup=meetup, user_id=user_id, part=part, state=RSVPState(state))
    rsvp.queued_at = rsvp.changed_at = now
    rsvp._state.adding, rsvp._state.db = False, connection.alias
    return rsvp
