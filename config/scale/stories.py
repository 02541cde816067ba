# ruff: noqa: S608  every word of these statements is ours
"""Stories with their versions and photos.

1 in 100 waits, 1 in 50 has a change that waits, 1 in 20 was changed, 1 in 3 has a photo, 3 in 5 are public.
"""

from config.scale.numbers import Numbers
from config.scale.sql import EDITS, Dialect, code, dialect, have, key, nonce, pick, skewed, word
from config.scale.words import SENTENCES, TITLES

WAITS, EDIT_WAITS, WAS_EDITED = "i % 100 = 1", "i % 50 = 3", "i % 20 = 7"
FIRST, SECOND = key("i"), key(f"{EDITS} + i")
SHOWN = f"CASE WHEN {WAS_EDITED} THEN {SECOND} ELSE {FIRST} END"
AUDIENCE = "CASE WHEN i % 5 < 3 THEN 'public' ELSE 'group' END"


def statements(wanted: Numbers) -> dict[str, str]:
    """What is missing, by what it adds."""
    at = dialect()
    numbers = at.numbers(have("community_story") + 1, wanted.stories)
    author, group = key(f"1 + {pick('i', wanted.members, 0)}"), key(skewed("i", wanted.groups, 4))
    return {
        "stories": f"""
            INSERT INTO community_story (id, nonce, public_id, author_id, group_id, audience, published_id,
                newest_id, published_at, created_at)
            {numbers} SELECT {key("i")}, {nonce("st")}, {code("st")}, {author}, {group}, {AUDIENCE},
                CASE WHEN {WAITS} THEN NULL ELSE {SHOWN} END,
                CASE WHEN {WAS_EDITED} OR {EDIT_WAITS} THEN {SECOND} ELSE {FIRST} END,
                CASE WHEN {WAITS} THEN NULL ELSE {at.ago("i")} END, {at.ago("i + 60")} FROM n
        """,
        **_versions(at, numbers, author, group),
        **_photos(at, numbers, author, "photos", FIRST, position=0, one_in=3),
        **_photos(at, numbers, author, "second photos", SECOND, position=1, one_in=9),
    }


def _versions(at: Dialect, numbers: str, author: str, group: str) -> dict[str, str]:
    into = """INSERT INTO community_revision (id, public_id, kind, item_id, version, state, author_id,
        group_id, title, text, audience, created_at)"""
    title, text = word("i", TITLES, 3), _text(at)
    return {
        "first versions": f"""
            {into} {numbers} SELECT {FIRST}, {code("ra")}, 'story', {key("i")}, 1,
                CASE WHEN {WAITS} THEN 'pending' WHEN {WAS_EDITED} THEN 'superseded' ELSE 'published' END,
                {author}, {group}, {title} || ', lap ' || i, {text}, {AUDIENCE}, {at.ago("i + 60")} FROM n
        """,
        "second versions": f"""
            {into} {numbers} SELECT {SECOND}, {code("rb")}, 'story', {key("i")}, 2,
                CASE WHEN {WAS_EDITED} THEN 'published' ELSE 'pending' END,
                {author}, {group}, {title} || ', lap ' || i, {text}, {AUDIENCE}, {at.ago("i")}
            FROM n WHERE {WAS_EDITED} OR {EDIT_WAITS}
        """,
    }


def _text(at: Dialect) -> str:
    """Three paragraphs; every fourth story has one more, and its card shows only the beginning."""
    said = [word(f"i + {number}", SENTENCES, number) for number in range(5)]
    paragraphs = [(0, 1, 2), (2, 3, 4), (4, 1, 3)]
    text = f" || {at.empty_line} || ".join(" || ' ' || ".join(said[n] for n in three) for three in paragraphs)
    more = " || ' ' || ".join(said[n] for n in (3, 0, 2))
    return f"{text} || CASE WHEN i % 4 = 0 THEN {at.empty_line} || {more} ELSE '' END"


def _photos(
    at: Dialect, numbers: str, author: str, what: str, photo: str, *, position: int, one_in: int
) -> dict[str, str]:
    return {
        what: f"""
            INSERT INTO community_photo (id, public_id, owner_id, key, width, height, uploaded_at)
            {numbers} SELECT {photo}, {code(f"p{position}")}, {author}, 'stories/scale/' || {photo},
                1600, 1200, {at.ago("i + 60")} FROM n WHERE i % {one_in} = 0
        """,
        f"{what} in stories": f"""
            INSERT INTO community_revisionphoto (revision_id, photo_id, position, description)
            {numbers} SELECT {SHOWN}, {photo}, {position}, 'Two people on a track, seen from behind'
            FROM n WHERE i % {one_in} = 0
        """,
    }
