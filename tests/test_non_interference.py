"""What waits leaves no trace (I1): with and without it, everybody else sees the same, to the last byte.

"Everybody else" is all but the author and those who may review in the group. Ids, counts, headers and mail
are part of what is seen; CSRF tokens and nonces of forms are left out, because they differ in every answer.
"""

from functools import cache

import pytest

from tests.crawl import Seen, Snapshot, compared, everything, snapshot
from tests.guards.violation import told
from tests.world import SECRET

pytestmark = pytest.mark.django_db

READERS = ("anonymous", "newcomer", "outsider", "member", "other_moderator")
TOLD = {f"{name}@example.org" for name in ("author", "organizer", "moderator", "site_moderator", "operator")}


@cache
def edited() -> Snapshot:
    """The world with a waiting edit of a published story."""
    return snapshot(READERS, waiting=False, edit=True)


@cache
def plain() -> Snapshot:
    """The world in which nothing waits, asked about all that waits in the others."""
    subjects = {
        kind: everything().subjects.get(kind, {}) | edited().subjects.get(kind, {})
        for kind in everything().subjects | edited().subjects
    }
    return snapshot(READERS, waiting=False, edit=False, subjects=subjects)


def answers(found: Snapshot) -> dict[str, tuple[object, ...]]:
    return {str(page): compared(page) for page in of_readers(found)}


def of_readers(found: Snapshot) -> list[Seen]:
    return [page for page in found.pages if page.role in READERS]


@pytest.mark.parametrize("world", [everything, edited], ids=["a-story-waits", "an-edit-waits"])
def test_readers_see_the_same_whether_or_not_something_waits(world):
    seen, without = answers(world()), answers(plain())
    assert told(f"non-interference: {page}" for page in seen if seen[page] != without[page]) == ""


@pytest.mark.parametrize("world", [everything, edited], ids=["a-story-waits", "an-edit-waits"])
def test_readers_get_the_same_mail_whether_or_not_something_waits(world):
    assert world().letters_but_to(TOLD) == plain().letters_but_to(TOLD)


@pytest.mark.parametrize("world", [everything, edited], ids=["a-story-waits", "an-edit-waits"])
def test_what_waits_is_in_no_answer_mail_log_or_cache(world):
    found = world()
    shown = [
        f"non-interference: {page}"
        for page in of_readers(found)
        if SECRET in page.body.decode(errors="replace")
    ]
    mailed = [
        letter.subject
        for letter in found.letters
        if SECRET in str(letter.message()) and not set(letter.to) <= TOLD
    ]
    assert told(shown + mailed) == ""
    assert SECRET.encode() not in found.cached
    assert told(line for line in found.log if SECRET in line) == ""


def test_author_and_moderator_do_see_what_waits():
    """The comparison would prove nothing if there were nothing to see."""
    shown = {str(page) for page in everything().pages if page.is_page and SECRET in page.text}
    assert {"stories:mine - as author", "moderation:queue - as moderator"} <= shown
    assert any(SECRET in letter.subject for letter in everything().letters)
