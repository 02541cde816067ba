"""From a link to a member: in a browser, which says by itself where a form comes from."""

from urllib.parse import urlsplit

import pytest

from tests.e2e.people import PASSWORD, Person

pytestmark = pytest.mark.e2e


def test_a_stranger_with_a_link_signs_up_reads_the_safety_text_and_is_in(cast, strangers):
    link = link_of(cast("Petra"))
    fritz = strangers("Fritz")
    fritz.open(link)
    fritz.sees("Petra invites you to")
    fritz.press("Sign up")
    fritz.fill("Name", fritz.name)
    fritz.fill("Year of birth", "1985")
    fritz.fill("E-mail", fritz.email)
    fritz.fill("Password", PASSWORD)
    fritz.press("Join")
    fritz.fill("Code", fritz.code())
    fritz.press("Confirm")
    fritz.sees("Petra invites you to")
    fritz.press("Read the safety text")
    fritz.press("I have read this")
    fritz.sees("Petra invites you to")
    fritz.press("Join this group")
    fritz.sees("You are in.")
    fritz.page.go_back()
    fritz.page.reload()
    fritz.sees("You are already a member.")


def link_of(petra: Person) -> str:
    """The path of a link that an organizer of the demo makes."""
    petra.open("/near/?show=groups&q=Heidelberg")
    petra.press("Neckar Heelfirsts")
    petra.press("Invite people")
    petra.press("Make a link")
    return urlsplit(petra.page.get_by_label("The link, to copy").input_value()).path
