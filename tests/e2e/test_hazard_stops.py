"""A hazard stops a meetup: reported on a phone, seen by a second person, until the leader moves the date.

Everybody here is a person of the demo with a browser. The test makes no row and calls no action.
"""

import re

import pytest

pytestmark = pytest.mark.e2e

BRANCH = "A fallen branch lies across the straight"


def test_a_hazard_stops_a_meetup(cast):
    petra, leyla, mira = (cast(name) for name in ("Petra", "Leyla", "Mira"))
    meetup, place = a_date_she_leads(petra)
    report = reports_a_stop(mira, place)
    check_in_waits(petra, meetup)
    closes_the_place(leyla, report)
    is_at_risk(mira, meetup)
    nobody_can_sign_up(leyla, meetup)
    moves_it(petra, meetup)
    stands_again(mira, meetup)


def a_date_she_leads(petra):
    """The first of the dates of her own group, and the place where it is."""
    page = petra.open("/meetups/")
    card = page.locator("article.meet", has_text="You lead").first
    meetup = card.get_by_role("link").first.get_attribute("href")
    place = petra.open(meetup).locator("main a[href^='/places/']").first.get_attribute("href")
    return meetup, place


def reports_a_stop(mira, place):
    mira.open(place)
    mira.press("Report a hazard")
    mira.choose("What is it?", "Something in the way")
    mira.choose("How bad is it?", "Nobody should run backward here now")
    mira.fill("What did you see?", BRANCH)
    mira.press("Report it")
    mira.sees("Whoever meets here soon is told.")
    report = mira.page.url
    mira.open(place)
    mira.sees("Somebody says: do not run backward here now")
    return report


def check_in_waits(petra, meetup):
    petra.open(meetup)
    petra.sees(BRANCH)
    petra.sees("Check-in waits until the leader says what is done about it")


def closes_the_place(leyla, report):
    leyla.page.goto(report)
    leyla.press("I see it too: close the place")
    leyla.sees("The place is closed")


def is_at_risk(mira, meetup):
    mira.open(meetup)
    mira.sees("is closed for now.")
    mira.sees("Nobody is dropped, and nobody new can sign up.")
    mira.open("/meetups/")
    mira.sees("At risk:")


def nobody_can_sign_up(leyla, meetup):
    leyla.open(meetup)
    button = (
        leyla.page.get_by_role("button", name=re.compile("^I'll (run|spot)")).locator("visible=true").first
    )
    leyla.follow(button)
    leyla.sees("Nobody can sign up until that changes.")


def moves_it(petra, meetup):
    petra.open(meetup)
    petra.press("Move it")
    row = petra.page.locator("label", has_text="Checked").first
    row.get_by_role("radio").check()
    petra.press("Move it and tell everybody")
    petra.sees("Moved. We tell everybody who means to come.")
    petra.does_not_see("At risk")


def stands_again(mira, meetup):
    mira.open(meetup)
    mira.does_not_see("At risk")
    mira.does_not_see(BRANCH)
