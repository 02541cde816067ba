"""A private group leaves no trace (Q2): for others it is as if nobody had ever made it, to the last byte.

Two worlds are built that differ in nothing but the group: one has it, with a cover, members, a date at the
same place, a story with a photo and one that waits; the other does not. Everybody who does not belong to it,
moderators and operators of the site too, is asked about every page of both, and about all that is in it.
"""

from functools import cache

import pytest

from tests.crawl import Seen, Snapshot, compared, everything, snapshot
from tests.guards.violation import told
from tests.world import PRIVATE, ROLES

pytestmark = pytest.mark.django_db

INSIDE = ("other_moderator",)
OUTSIDE = tuple(role for role in ROLES if role not in INSIDE)
BELONG = {f"{name}@example.org" for name in ("founder", *INSIDE)}


@cache
def without() -> Snapshot:
    """The world in which nobody made the group, asked about all that is in it all the same."""
    return snapshot(OUTSIDE, waiting=True, edit=False, private=False, subjects=everything().subjects)


def answers(found: Snapshot) -> dict[str, tuple[object, ...]]:
    return {str(page): compared(page) for page in from_outside(found)}


def from_outside(found: Snapshot) -> list[Seen]:
    return [page for page in found.pages if page.role in OUTSIDE]


def test_outsiders_get_the_same_answers_whether_or_not_the_group_exists():
    seen, never = answers(everything()), answers(without())
    assert seen.keys() == never.keys()
    assert told(f"private-group: {page}" for page in seen if seen[page] != never[page]) == ""


def test_outsiders_get_the_same_mail_whether_or_not_the_group_exists():
    assert everything().letters_but_to(BELONG) == without().letters_but_to(BELONG)


def test_what_is_in_the_group_is_in_no_answer_mail_log_or_cache():
    found = everything()
    shown = [
        f"private-group: {page}"
        for page in from_outside(found)
        if PRIVATE in page.body.decode(errors="replace") or PRIVATE in str(page.headers)
    ]
    mailed = [
        letter.subject
        for letter in found.letters
        if PRIVATE in str(letter.message()) and not set(letter.to) <= BELONG
    ]
    assert told(shown + mailed) == ""
    assert PRIVATE.encode() not in found.cached
    assert told(line for line in found.log if PRIVATE in line) == ""


@pytest.mark.parametrize(
    "page",
    [
        "groups:detail private",
        "groups:members private",
        "groups:cover private",
        "levels:in_group private",
        "meetups:calendar private",
        "meetups:detail private",
        "meetups:of_group private",
        "moderation:revision private_waiting",
        "stories:detail private",
        "stories:group private",
        "stories:photo private",
        "stories:photo private_waiting",
    ],
)
def test_who_belongs_to_it_does_see_it(page):
    """The comparison would prove nothing if there were nothing to see."""
    found = {str(seen): seen for seen in everything().pages}
    for role in INSIDE:
        assert found[f"{page} as {role}"].status == 200
    assert {found[f"{page} as {role}"].status for role in OUTSIDE} <= {302, 404}


@pytest.mark.parametrize("page", ["home -", "meetups:list -", "moderation:queue -", "near ?q=Heidelberg"])
def test_on_pages_for_everybody_only_who_belongs_to_it_finds_it(page):
    found = {str(seen): seen for seen in everything().pages}
    assert PRIVATE in found[f"{page} as other_moderator"].text
    assert [role for role in OUTSIDE if PRIVATE in found[f"{page} as {role}"].text] == []
