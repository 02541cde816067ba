"""For who is banned from a group it is not there: no page names it, its dates or what it tells (D23)."""

import re

import pytest

from tests.crawl import everything
from tests.guards.violation import told

pytestmark = pytest.mark.django_db

OF_THE_GROUP = re.compile(
    r"(?<!Neckar )Heelfirsts|Along the river|Among ourselves|Too fast|Evening lanes|Icy morning"
)
"""What the world calls the group "own", its stories and its dates; samples are about Neckar Heelfirsts."""


def names_on(role: str) -> dict[str, set[str]]:
    """But for calendars by the secret addresses of others, who may read of it."""
    pages = [
        page
        for page in everything().pages
        if page.role == role
        and page.status == 200
        and (page.address.name != "calendars:feed" or page.address.subject.endswith(f"of_{role}"))
    ]
    return {str(page): set(OF_THE_GROUP.findall(page.body.decode("utf-8", "replace"))) for page in pages}


def test_who_is_banned_reads_of_the_group_on_no_page():
    found = names_on("banned")
    assert len(found) > 40
    assert told(f"{page}: {sorted(names)}" for page, names in found.items() if names) == ""


def test_others_do_read_of_it():
    """Without this the test above would prove nothing."""
    found = set().union(*names_on("outsider").values())
    assert {"Heelfirsts", "Along the river", "Icy morning"} <= found
