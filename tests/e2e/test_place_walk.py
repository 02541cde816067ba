"""Two people check a zone with their phones, card by card, where the network comes and goes."""

import io
from datetime import UTC, datetime, timedelta

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests.e2e.people import Person
from tests.e2e.walking import jumps_to, walks

pytestmark = pytest.mark.e2e

PLACE, OTHER = "/places/weiher-field/", "/places/quarry-lane/"


def test_two_people_check_a_zone_though_the_network_is_cut(cast, tmp_path):
    petra, twin, jonas = cast("Petra"), cast("Petra"), cast("Jonas")
    address = opens_the_check(petra, PLACE)
    sees_no_more_than_one_card(petra.page)

    petra.context.set_offline(True)
    walks(petra.page, until="clear_width")
    takes_a_photo(petra.page, tmp_path)
    expect(petra.page.locator("[data-walk-state]")).to_have_text("Saved on this phone")
    petra.context.set_offline(False)
    expect(petra.page.locator("[data-walk-state]")).to_have_text("Saved")
    petra.page.reload()
    assert answers_of(petra.page)["clear_width"] == "6"

    walks(petra.page)
    petra.context.set_offline(True)
    before = answers_of(petra.page)
    petra.page.get_by_role("button", name="Send this check").click()
    petra.sees("Everything is kept on this phone")
    assert answers_of(petra.page) == before
    with petra.page.expect_navigation(url=f"**{PLACE}"):
        petra.context.set_offline(False)
    petra.sees("your check counts")
    expect(petra.page.locator("#photos img")).to_have_count(1)

    the_same_account_elsewhere_is_one_person(twin, address)
    jonas.open(address)
    assert "surface" not in answers_of(jonas.page)
    walks(jonas.page)
    hands_in(jonas)
    expect(jonas.page.locator(".title .verdict")).to_contain_text("Checked")


def test_a_draft_goes_on_where_it_was_left_on_any_device(cast):
    leyla, tablet = cast("Leyla"), cast("Leyla")
    address = opens_the_check(leyla)
    walks(leyla.page, until="gradient")
    expect(leyla.page.locator("[data-walk-state]")).to_have_text("Saved")
    tablet.open(address)
    assert answers_of(tablet.page) == answers_of(leyla.page)


def test_who_was_signed_out_on_the_way_finds_all_again(cast):
    mira, other = cast("Mira"), cast("Karim")
    address = opens_the_check(mira)
    walks(mira.page, until="clear_sight")
    expect(mira.page.locator("[data-walk-state]")).to_have_text("Saved")
    before = answers_of(mira.page)
    cookies = mira.context.cookies()
    mira.context.clear_cookies()
    jumps_to(mira.page, "Hand it in")
    mira.page.get_by_role("button", name="Send this check").click()
    mira.sees("You are signed out. Everything is kept on this phone")

    mira.context.add_cookies(other.context.cookies())
    mira.page.get_by_role("button", name="Send it now").click()
    mira.sees("Somebody else is signed in here now")
    mira.open(address)
    assert "surface" not in answers_of(mira.page)

    mira.context.clear_cookies()
    mira.context.add_cookies(cookies)
    mira.open(address)
    assert answers_of(mira.page) == before


def test_a_slow_clock_of_the_phone_loses_nothing(cast):
    """The site's clock is an hour ahead of the phone's, as it is where a phone was set by hand."""
    gwen = cast("Gwen")
    gwen.context.clock.install(time=datetime.now(UTC) - timedelta(hours=1))
    opens_the_check(gwen)
    walks(gwen.page, until="evenness")
    gwen.context.clock.run_for(5_000)
    expect(gwen.page.locator("[data-walk-state]")).to_have_text("Saved")
    gwen.context.set_offline(True)
    walks(gwen.page, until="clear_width")
    before = answers_of(gwen.page)
    gwen.context.set_offline(False)
    gwen.page.reload()
    assert answers_of(gwen.page) == before


def test_an_answer_of_the_site_that_was_lost_on_the_way_loses_nothing(cast):
    """The site kept a copy and the phone never heard of it; on top of that its clock is slow."""
    owen = cast("Owen")
    owen.context.clock.install(time=datetime.now(UTC) - timedelta(hours=1))
    opens_the_check(owen)
    owen.page.add_init_script(
        "const real = window.fetch;"
        "window.fetch = async (...asked) => {"
        "  await real(...asked);"
        "  throw new TypeError('The answer got lost');"
        "};"
    )
    owen.page.reload()
    walks(owen.page, until="clear_sight")
    owen.context.clock.run_for(5_000)
    expect(owen.page.locator("[data-walk-state]")).to_have_text("Saved on this phone")
    before = answers_of(owen.page)
    owen.page.reload()
    assert answers_of(owen.page) == before


def test_without_script_it_is_one_long_form(demo, browser, cast):
    jonas = cast("Jonas")
    address = opens_the_check(jonas)
    context = browser.new_context(base_url=demo, java_script_enabled=False)
    context.add_cookies(jonas.context.cookies())
    page = context.new_page()
    page.goto(address)
    assert page.locator("[data-card]:visible").count() == page.locator("[data-card]").count() > 10
    assert page.get_by_role("button", name="Save and go on later").is_visible()
    assert not page.get_by_role("button", name="Next").is_visible()
    context.close()


def opens_the_check(person: Person, place: str = OTHER) -> str:
    person.open(place)
    person.follow(person.page.locator("a[href$='/check/']").first)
    return person.page.url.removeprefix(person.page.evaluate("location.origin"))


def sees_no_more_than_one_card(page: Page) -> None:
    assert page.locator("[data-card]:visible").count() == 1


def answers_of(page: Page) -> dict[str, str]:
    return page.locator("#walk").evaluate(
        """form => Object.fromEntries([...new FormData(form)].filter(
            ([name, value]) => typeof value === "string" && value
              && !["csrfmiddlewaretoken", "walker", "nonce", "checked_hour"].includes(name)))"""
    )


def takes_a_photo(page: Page, folder) -> None:
    file = io.BytesIO()
    Image.new("RGB", (320, 240), "teal").save(file, "JPEG")
    path = folder / "width.jpg"
    path.write_bytes(file.getvalue())
    page.locator("[data-card].is-here input[type=file]").set_input_files(path)
    expect(page.locator("[data-card].is-here [data-waiting]")).to_have_count(1)


def hands_in(person: Person) -> None:
    with person.page.expect_navigation(url=f"**{PLACE}"):
        person.page.get_by_role("button", name="Send this check").click()
    person.sees("your check counts")


def the_same_account_elsewhere_is_one_person(twin: Person, address: str) -> None:
    twin.open(address)
    walks(twin.page)
    hands_in(twin)
    twin.sees("A second person has to look too")
