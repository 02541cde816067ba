"""Every page in a real browser, on a phone in light and on a desk in dark: axe and our policy are content."""

import re
from datetime import timedelta
from urllib.parse import urljoin

import pytest

from events.meetups.models import Meetup
from tests.crawl import Seen, collected_log, crawl, masked
from tests.guards.violation import told

pytestmark = [pytest.mark.e2e, pytest.mark.once, pytest.mark.django_db(transaction=True)]

ROLES = ("anonymous", "member", "organizer", "moderator", "operator")
LOOKS = (
    {"viewport": {"width": 390, "height": 844}, "scheme": "light"},
    {"viewport": {"width": 1280, "height": 900}, "scheme": "dark"},
)
NARROWEST = {"width": 320, "height": 640}
TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
PLANTED = '<input name="nameless"><p style="color: red"></p><table width="3000"><tr><td>wide'
MAIN = re.compile(rb"<main.*</main>", re.DOTALL)
REPORT_STOPPED = """
document.addEventListener("securitypolicyviolation", (event) => {
  console.error(`policy ${event.violatedDirective} ${event.blockedURI} line ${event.lineNumber}`);
});
"""
# Without "preload" axe leaves the page's style sheets alone: it would add them once more, against the policy.
RUN_AXE = """
axe.run({rules: {"target-size": {enabled: true}}, resultTypes: ["violations"], preload: false}).then(
  (found) => found.violations.map(
    ({id, nodes}) => `${id}: ${nodes.map((node) => node.target.join(" ")).slice(0, 3).join(", ")}`
  )
)
"""


def differing(pages: list[Seen]) -> list[Seen]:
    """Pages whose content no role before saw; what refuses looks the same wherever it stands."""
    found, known = [], set()
    for page in pages:
        main = MAIN.search(masked(page.body)) if page.is_page else None
        key = (page.address.name if page.status < 400 else page.status, main and main[0])
        if main and key not in known:
            known.add(key)
            found.append(page)
    return found


@pytest.fixture
def pages(world):
    with collected_log():
        return differing(crawl(world, ROLES))


@pytest.fixture
def tabs(world, site, browser):
    """A tab for each role, signed in; and all that went wrong in any of them."""
    faults: list[str] = []
    contexts = []

    def open_tab(role: str):
        context = browser.new_context()
        contexts.append(context)
        context.set_default_timeout(30_000)
        context.add_init_script(REPORT_STOPPED)
        cookies = world.client(role).cookies.values()
        context.add_cookies([{"name": morsel.key, "value": morsel.value, "url": site} for morsel in cookies])
        tab = context.new_page()
        tab.on("console", lambda message: listen(message, tab, faults))
        tab.on("pageerror", lambda error: faults.append(f"{tab.url}: script: {error}"))
        return tab

    yield {role: open_tab(role) for role in ROLES}, faults
    for context in contexts:
        context.close()


def listen(message, tab, faults) -> None:
    """Keep errors of the page; that the page itself answers 404 is meant."""
    is_the_page = (
        message.text.startswith("Failed to load resource") and message.location.get("url") == tab.url
    )
    if message.type == "error" and not is_the_page:
        faults.append(f"{tab.url}: console: {message.text}")


def look_at(tab, url: str, name: str, faults: list[str]) -> None:
    """What axe, the policy and the width have to say, in both looks; without ``url`` of what is open."""
    from axe_playwright_python.base import AXE_SCRIPT  # noqa: PLC0415  not in the dev lock

    tab.set_viewport_size(LOOKS[0]["viewport"])
    if url:
        tab.goto(url)
    for look in LOOKS:
        tab.emulate_media(color_scheme=look["scheme"], reduced_motion="reduce")
        tab.set_viewport_size(look["viewport"])
        tab.evaluate("scrollTo(0, 0)")  # a bar that stays on top lies over what is scrolled below it
        tab.evaluate(AXE_SCRIPT)
        found = [f"axe: {violation}" for violation in tab.evaluate(RUN_AXE)]
        if (wide := tab.evaluate(TOO_WIDE)) > 0:
            found.append(f"{wide} px too wide")
        faults += [f"{name} at {look['viewport']['width']} px: {fault}" for fault in found]
    tab.set_viewport_size(NARROWEST)
    if (wide := tab.evaluate(TOO_WIDE)) > 0:
        faults.append(f"{name} at {NARROWEST['width']} px: {wide} px too wide")


def test_axe_finds_nothing_and_the_policy_stops_nothing(pages, tabs, site):
    by_role, faults = tabs
    for page in pages:
        look_at(by_role[page.role], urljoin(site, page.address.path), str(page), faults)
    assert told(faults) == ""


def press(tab, name: str) -> None:
    with tab.expect_navigation():
        tab.locator("main").get_by_role("button", name=name).first.click()


def test_pages_that_only_a_form_leads_to(world, tabs, site):
    """A series before it is posted and before it is changed, one sent back, the address of a calendar."""
    by_role, faults = tabs
    organizer, group = by_role["organizer"], world.subjects["group"]["own"][0]
    (series,) = world.subjects["series"]["weekly"]
    organizer.goto(f"{site}/meetups/in/{group}/new/")
    organizer.get_by_text("Repeats: every week").click()
    organizer.get_by_role("group", name="How often").get_by_label("Every week").check()
    press(organizer, "Show the dates")
    look_at(organizer, "", "a series before it is posted", faults)
    organizer.get_by_label("Title").fill("")
    organizer.get_by_label("Day", exact=True).fill("2026-06-01")
    press(organizer, "Post it")
    look_at(organizer, "", "a series sent back", faults)
    organizer.goto(f"{site}/meetups/series/{series}/edit/")
    organizer.get_by_label("From", exact=True).fill("12:00")
    organizer.get_by_label("To", exact=True).fill("13:00")
    press(organizer, "Show what changes")
    look_at(organizer, "", "what an edit of a series changes", faults)
    member = by_role["member"]
    member.goto(f"{site}/calendar/")
    press(member, "Make an address for my dates")
    look_at(member, "", "a new address of a calendar", faults)
    assert told(faults) == ""


def test_pages_of_a_day_that_goes_on(world, clock, tabs, site):
    """Half an hour before it begins: the check sent back, then kept, one here, one not; then it is over."""
    by_role, faults = tabs
    key, hazard = world.subjects["held meetup"]["stopped"]
    meetup = Meetup.objects.get(public_id=key)
    clock.move_to(meetup.starts_at - timedelta(minutes=30))
    organizer, day = by_role["organizer"], f"{site}/meetups/{key}/day/"
    look_at(organizer, day, "before the day-of check", faults)
    organizer.goto(f"{site}/meetups/{key}/hazards/{hazard}/")
    organizer.get_by_label("What you do about it").fill("A cone stands in the hole.")
    press(organizer, "Tell everybody")
    organizer.goto(f"{day}check/")
    press(organizer, "Keep the check")
    look_at(organizer, "", "a day-of check sent back", faults)
    fills_in_the_check(organizer)
    organizer.locator("main button[name=in]").first.click()
    organizer.locator("main button[name=out]").first.wait_for()
    look_at(organizer, day, "a day that goes on", faults)
    clock.move_to(meetup.ends_at + timedelta(hours=1))
    look_at(organizer, f"{site}/meetups/{key}/", "a date that is over, for who led it", faults)
    assert told(faults) == ""


def fills_in_the_check(tab) -> None:
    tab.get_by_label("Dry").first.check()
    tab.get_by_label("Clear").first.check()
    tab.get_by_label("How many people crossed").fill("0")
    for tick in tab.locator("main form input[type=checkbox]").all():
        tick.check()
    press(tab, "Keep the check")


def test_planted_faults_are_found(tabs, site):
    """On the way to the browser a page gets a field without a label, an inline style, and a line too long."""
    by_role, faults = tabs
    tab = by_role["anonymous"]

    def plant(route):
        answer = route.fetch()
        route.fulfill(response=answer, body=answer.text().replace("</main>", f"{PLANTED}</main>"))

    tab.route(f"{site}/guide/", plant)
    look_at(tab, f"{site}/guide/", "guide", faults)
    said = told(faults)
    assert [
        words for words in ("axe: label:", "console: policy style-src", "px too wide") if words not in said
    ] == []
