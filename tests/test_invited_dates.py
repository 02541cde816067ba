"""What is for invited members leaves no trace: for who is not invited it is as if nobody had ever posted it.

Two worlds are built that differ in nothing but a date and a series of a public group to which one member is
invited. Everybody who is not, other members and who moderates the group or the site too, is asked about every
page of both, the calendars they have addresses of, and all that is there for the one who is.
"""

from functools import cache

import pytest

from tests.crawl import Seen, Snapshot, compared, everything, snapshot
from tests.guards.violation import told
from tests.world import INVITED, ROLES

pytestmark = pytest.mark.django_db

KNOW_OF_IT = ("member", "organizer")
OTHERS = tuple(role for role in ROLES if role not in KNOW_OF_IT)
ADDRESSES = {f"{name}@example.org" for name in KNOW_OF_IT}
OF_WHO_IS_INVITED = ("mine_of_member", "group_of_member")
"""Whoever has the address of somebody's calendar reads it as that person does."""


@cache
def without() -> Snapshot:
    """The world in which nobody posted it, asked about it all the same."""
    return snapshot(OTHERS, waiting=True, edit=False, invited=False, subjects=everything().subjects)


def of_others(found: Snapshot) -> list[Seen]:
    return [
        page for page in found.pages if page.role in OTHERS and page.address.subject not in OF_WHO_IS_INVITED
    ]


def answers(found: Snapshot) -> dict[str, tuple[object, ...]]:
    return {str(page): compared(page) for page in of_others(found)}


def test_others_get_the_same_answers_whether_or_not_there_is_such_a_date():
    seen, never = answers(everything()), answers(without())
    assert seen.keys() == never.keys()
    assert told(f"invited-date: {page}" for page in seen if seen[page] != never[page]) == ""


def test_others_get_the_same_mail_whether_or_not_there_is_such_a_date():
    assert everything().letters_but_to(ADDRESSES) == without().letters_but_to(ADDRESSES)


def test_what_it_says_is_in_no_answer_mail_log_or_cache():
    found = everything()
    shown = [
        f"invited-date: {page}"
        for page in of_others(found)
        if INVITED in page.body.decode(errors="replace") or INVITED in str(page.headers)
    ]
    mailed = [
        letter.subject
        for letter in found.letters
        if INVITED in str(letter.message()) and not set(letter.to) <= ADDRESSES
    ]
    assert told(shown + mailed) == ""
    assert INVITED.encode() not in found.cached
    assert told(line for line in found.log if INVITED in line) == ""


@pytest.mark.parametrize(
    "page", ["meetups:detail invited", "meetups:calendar invited", "series:detail invited"]
)
def test_who_is_invited_does_see_it(page):
    """The comparison would prove nothing if there were nothing to see."""
    found = {str(seen): seen for seen in everything().pages}
    assert {found[f"{page} as {role}"].status for role in KNOW_OF_IT} == {200}
    assert {found[f"{page} as {role}"].status for role in OTHERS} <= {302, 404}


@pytest.mark.parametrize(
    "page", ["meetups:list -", "meetups:month -", "meetups:mine -", "meetups:of_group own"]
)
def test_on_pages_of_many_dates_only_who_is_invited_finds_it(page):
    found = {str(seen): seen for seen in everything().pages}
    assert INVITED in found[f"{page} as member"].text
    assert [role for role in OTHERS if INVITED in found[f"{page} as {role}"].text] == []


def test_of_the_calendars_only_those_of_who_is_invited_have_it():
    """The secret is the right: anybody asks by it."""
    feeds = [page for page in everything().pages if page.address.name == "calendars:feed"]
    shown = {page.address.subject for page in feeds if INVITED.encode() in page.body}
    assert shown == set(OF_WHO_IS_INVITED)
    assert {page.address.subject for page in feeds} > {
        f"{of}_of_uninvited" for of in ("mine", "group", "place")
    }
