# ruff: noqa: S608  every word of these statements is ours
"""People, groups, places and meetups. Numbers of rows follow from the number of stories."""

from accounts.users.models import Profile
from config.scale.numbers import PLACES_PER_GROUP, Numbers
from config.scale.sql import Dialect, code, dialect, have, key, letters, nonce, pick, skewed, values, word
from config.scale.words import NAMES, SENTENCES, SURNAMES, TITLES

TOWNS = 200
GROUPS_PER_MEMBER = 5
MOST_ANSWERS = 16
AUDIENCES = [field.name for field in Profile._meta.fields if field.name.endswith("_seen_by")]


def statements(wanted: Numbers) -> dict[str, str]:
    """What is missing, by what it adds, in the order in which rows need each other."""
    at = dialect()
    members = at.numbers(have("accounts_user") + 1, wanted.members)
    groups = at.numbers(have("community_group") + 1, wanted.groups)
    places = at.numbers(have("events_place") + 1, wanted.places)
    meetups = at.numbers(have("events_meetup") + 1, wanted.meetups)
    return {
        **_people(at, members),
        **_groups(at, groups, wanted),
        **_memberships(at, members, wanted),
        **_places(at, places, wanted),
        **_meetups(at, meetups, wanted),
    }


def _people(at: Dialect, members: str) -> dict[str, str]:
    address = "'runner-' || i || '@scale.invalid'"
    return {
        "members": f"""
            INSERT INTO accounts_user (id, password, public_id, email, is_active, is_site_moderator,
                is_operator, joined_at, leaves_without_texts)
            {members} SELECT {key("i")}, '!', {code("us")}, {address}, true, false, false, {at.ago("i")},
                false
            FROM n
        """,
        "profiles": f"""
            INSERT INTO accounts_profile (user_id, handle, display_name, birth_year, language, time_zone,
                home_label, acknowledged_version, photo_id, photo_key, bio, languages, goal, emergency_name,
                emergency_phone, photo_consent, {", ".join(AUDIENCES)})
            {members} SELECT {key("i")}, 'scale-' || {letters("i")},
                {word("i", NAMES, 0)} || ' ' || {word("i", SURNAMES, 1)}, 1950 + {pick("i", 50, 2)},
                'en', 'Europe/Berlin', '', 1, '', '', '', '["en"]', '', '', '', 'no',
                {", ".join(["'groups'"] * len(AUDIENCES))} FROM n
        """,
        "confirmed addresses": f"""
            INSERT INTO account_emailaddress (user_id, email, verified, "primary")
            {members} SELECT {key("i")}, {address}, true, true FROM n
        """,
        "spotters": f"""
            INSERT INTO events_spotterlevel (user_id, level, is_provisional, declared_by_id, declared_at,
                expires_at)
            {members} SELECT {key("i")}, 'S1', true, {key("1")}, {at.now}, {at.ago("-525600")}
            FROM n WHERE i % 3 = 0
        """,
    }


def _groups(at: Dialect, groups: str, wanted: Numbers) -> dict[str, str]:
    founder = key(f"1 + (i - 1) % {wanted.members}")
    return {
        "groups": f"""
            INSERT INTO community_group (id, nonce, public_id, slug, name, description, search_words, rules,
                language, visibility, join_policy, questions, always_reviews, cover_id, cover_key,
                cover_description, city_label, time_zone, latitude, longitude, founder_id, member_count,
                created_at)
            {groups}, town AS (
                SELECT city.*, row_number() OVER (ORDER BY population DESC, id) AS place
                FROM accounts_city city
            )
            SELECT {key("i")}, {nonce("gr")}, {code("gr")}, 'scale-group-' || i,
                substr('Heelfirsts ' || i || ' of ' || town.name, 1, 60),
                {word("i", SENTENCES, 0)} || ' ' || {word("i", SENTENCES, 1)},
                ' heelfirsts ' || i || ' of ' || lower(town.name), '',
                CASE WHEN i % 3 = 0 THEN 'de' ELSE 'en' END, 'public', 'open', '[]', false, '', '', '',
                substr(town.name || ', ' || town.country, 1, 120), town.time_zone,
                town.latitude + ({pick("i", 200, 2)} - 100) / 2000.0,
                town.longitude + ({pick("i", 200, 3)} - 100) / 2000.0,
                {founder}, 0, {at.ago("i")}
            FROM n JOIN town ON town.place = {skewed("i", TOWNS, 4)}
        """,
        "organizers": f"""
            INSERT INTO community_membership (group_id, user_id, role, joined_at, role_since)
            {groups} SELECT {key("i")}, {founder}, 'organizer', {at.ago("i")}, {at.ago("i")} FROM n
            WHERE true ON CONFLICT DO NOTHING
        """,
    }


def _memberships(at: Dialect, members: str, wanted: Numbers) -> dict[str, str]:
    group = skewed(f"i * {GROUPS_PER_MEMBER} + j", wanted.groups, 1)
    return {
        "memberships": f"""
            INSERT INTO community_membership (group_id, user_id, role, joined_at, role_since)
            {members}, {values(GROUPS_PER_MEMBER)}
            SELECT {key(group)}, {key("i")},
                CASE WHEN (i + j) % 50 = 0 THEN 'moderator' ELSE 'member' END, {at.ago("i")}, {at.ago("i")}
            FROM n CROSS JOIN place WHERE true ON CONFLICT DO NOTHING
        """,
        "groups counted": f"""
            UPDATE community_group SET member_count = (
                SELECT count(*) FROM community_membership WHERE group_id = community_group.id
            ) WHERE id > {key("0")}
        """,
    }


def _places(at: Dialect, places: str, wanted: Numbers) -> dict[str, str]:
    """Of the two places of a group the first is checked; of the others one in seven is a draft."""
    is_draft = f"i % {7 * PLACES_PER_GROUP} = 0"
    group = key(f"(i + {PLACES_PER_GROUP - 1}) / {PLACES_PER_GROUP}")
    return {
        "places": f"""
            INSERT INTO events_place (id, nonce, slug, name, search_words, kind, state, city_label, time_zone,
                address, light, emergency_address, aed, source, source_ref, proposed, latitude, longitude,
                surface, usable_until, added_by_id, created_at)
            {places} SELECT {key("i")}, {nonce("pl")}, 'scale-place-' || i, 'Track ' || i,
                ' track ' || i,
                CASE WHEN i % 2 = 1 THEN 'track' ELSE 'park' END,
                CASE WHEN {is_draft} THEN 'draft' ELSE 'checked' END, host.city_label, host.time_zone,
                'By the east gate', CASE WHEN i % 4 = 1 THEN 'full' ELSE 'none' END, '', '', 'person', '',
                '{{}}', host.latitude + ({pick("i", 200, 0)} - 100) / 5000.0,
                host.longitude + ({pick("i", 200, 1)} - 100) / 5000.0,
                CASE WHEN {is_draft} THEN '' ELSE 'synthetic_track' END,
                CASE WHEN {is_draft} THEN NULL ELSE {at.days_from_today(335)} END,
                host.founder_id, {at.ago("i")}
            FROM n JOIN community_group host ON host.id = {group}
        """,
        "zones": f"""
            INSERT INTO events_zone (id, nonce, public_id, place_id, name, description, added_by_id, verdict,
                checked_on, expires_on, minimum_stage, light, created_at)
            {places} SELECT {key("i")}, {nonce("zo")}, {code("zo")}, {key("i")}, 'Back straight',
                'Lanes 1 and 2, counterclockwise', {key("1")},
                CASE WHEN {is_draft} THEN 'unknown' WHEN i % 3 = 0 THEN 'caution' ELSE 'ok' END,
                CASE WHEN {is_draft} THEN NULL ELSE {at.days_from_today(-30)} END,
                CASE WHEN {is_draft} THEN NULL ELSE {at.days_from_today(335)} END, 0,
                CASE WHEN i % 4 = 1 THEN 'full' ELSE 'none' END, {at.ago("i")} FROM n
        """,
        "checks": f"""
            INSERT INTO events_check (nonce, zone_id, checked_by_id, checked_at, is_on_foot, as_role,
                answers, measures, verdict, created_at)
            {places}, {values(2)}
            SELECT {nonce("ch", "i * 2 + j")}, {key("i")}, {key(f"1 + (i + j) % {wanted.members}")},
                {at.ago("43200")}, true, 'organizer', '{{}}', '{{}}',
                CASE WHEN i % 3 = 0 THEN 'caution' ELSE 'ok' END, {at.ago("43200")}
            FROM n CROSS JOIN place WHERE NOT {is_draft}
        """,
    }


def _meetups(at: Dialect, meetups: str, wanted: Numbers) -> dict[str, str]:
    """Every other one lies ahead. Each spotter has two runners; at half of them one more waits."""
    over_for = f"CASE WHEN i % 2 = 0 THEN -60 - {pick('i', 86400, 0)} ELSE 120 + {pick('i', 525600, 1)} END"
    group = skewed("i", wanted.groups, 2)
    spotters, waiting = "(1 + i % 5)", "(i / 2 % 2)"
    return {
        "meetups": f"""
            INSERT INTO events_meetup (id, nonce, public_id, audience, group_id, place_id, zone_id, title,
                description, session, lowest_stage, starts_at, ends_at, time_zone, capacity,
                runners_per_spotter, leader_id, state, cancelled_because, sequence, runners_going,
                runners_waiting, spotters_going, created_at, changed_at)
            {meetups} SELECT {key("i")}, {nonce("me")}, {code("me")}, 'public', host.id, zone.place_id,
                zone.id, {word("i", TITLES, 3)}, {word("i", SENTENCES, 4)}, 'straight', 0,
                {at.ago(over_for)}, {at.ago(f"{over_for} - 60")}, host.time_zone, 12, 2,
                host.founder_id, 'scheduled', '', 0, {spotters} * 2, {waiting},
                {spotters}, {at.now}, {at.now}
            FROM n JOIN community_group host ON host.id = {key(group)}
                JOIN events_zone zone ON zone.id = {key(f"{PLACES_PER_GROUP} * {group} - 1")}
        """,
        "leaders": f"""
            INSERT INTO events_leading (meetup_id, user_id, named_at)
            {meetups} SELECT {key("i")}, host.founder_id, {at.now}
            FROM n JOIN community_group host ON host.id = {key(group)}
        """,
        "answers": f"""
            INSERT INTO events_rsvp (meetup_id, user_id, part, state, queued_at, changed_at)
            {meetups}, {values(MOST_ANSWERS)}
            SELECT {key("i")}, {key(f"1 + (i * 7 + j) % {wanted.members}")},
                CASE WHEN j < {spotters} THEN 'spotter' ELSE 'runner' END,
                CASE WHEN j < 3 * {spotters} THEN 'going' ELSE 'waiting' END,
                {at.ago("60 - j")}, {at.ago("60 - j")}
            FROM n CROSS JOIN place WHERE j < 3 * {spotters} + {waiting}
        """,
    }
