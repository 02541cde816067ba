"""A series from its first date to who was there: posted, answered, called off, attended, read by calendars.

Everybody here is a person of the demo with a phone, and calendar programs that have an address and no more.
The test makes no row and calls no action.
"""

import re
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import urlopen
from zoneinfo import ZoneInfo

import icalendar
import pytest

from tests.e2e.people import Person
from tests.e2e.walking import walks

pytestmark = pytest.mark.e2e

BERLIN = ZoneInfo("Europe/Berlin")
SERIES, TODAY = "One lane at one", "In the hall, soon"
HALL, TRACK = "Altmühl sports hall", "Birkenwiese track"
FOG = "Fog, we would not see the end of the line"
ICAL_JS = Path(__file__).parents[1] / "vendor/ical.js/ical.cjs"
EXPAND = Path(__file__).parents[1] / "events/meetups/feeds/expand.js"
TICKS = (
    "I walked the whole zone",
    "I looked at the ground",
    "What can be moved",
    "I counted who crosses",
    "The light lasts",
    "A phone has signal",
)


@pytest.fixture
def ical_js(browser):
    """Start, name and status of each event between two moments, as ical.js reads the file in a browser."""
    page = browser.new_context().new_page()
    for script in (ICAL_JS, EXPAND):
        page.add_script_tag(content=script.read_text())

    def expand(ics: bytes, first: datetime, last: datetime) -> list[tuple[datetime, str, str]]:
        asked = [ics.decode(), first.timestamp(), last.timestamp()]
        found = page.evaluate("(asked) => expand(ICAL, ...asked)", asked)
        return [(datetime.fromtimestamp(start, BERLIN), name, status) for start, __, name, status in found]

    yield expand
    page.context.close()


def test_from_tuesdays_at_one_to_who_was_there(cast, ical_js):
    petra, leyla, mira, karim = (cast(name) for name in ("Petra", "Leyla", "Mira", "Karim"))
    group = finds_her_group(petra)
    series = posts_a_series(petra, group)
    first, second = (date_of(petra, series, number) for number in (0, 1))
    own = makes_an_address(karim, "/calendar/", "Make an address for my dates")

    signs_up(mira, leyla, first)
    has_to_wait_in_line(karim, first)
    assert stands(own, SERIES) == ("TENTATIVE", f"On the waitlist: {SERIES}")
    is_offered_the_lane(mira, karim, first)
    assert stands(own, SERIES) == ("TENTATIVE", f"A seat is offered to you: {SERIES}")
    takes_it(karim, first)
    assert stands(own, SERIES) == ("CONFIRMED", SERIES)

    calls_off(petra, second)
    theirs = makes_an_address(leyla, f"/groups/{group}/", "Subscribe to these dates")
    the_calendar_of_the_group_shows_it(theirs, ical_js)

    the_hall_gets_its_second_check(petra)
    today = posts_a_date_within_the_hour(petra, group)
    says(karim, today, "I'll run", "You're waiting for a spotter")
    says(leyla, today, "I'll spot", "You're spotting")
    nobody_is_checked_in_before_six_ticks(petra, today)
    checks_people_in(petra, today)
    assert stands(own, TODAY) == ("CONFIRMED", TODAY)


def next_weeks(count: int) -> list[datetime]:
    """One o'clock in three days, and each week after."""
    day = (datetime.now(BERLIN) + timedelta(days=3)).date()
    return [
        datetime(day.year, day.month, day.day, 13, tzinfo=BERLIN) + timedelta(weeks=n) for n in range(count)
    ]


def finds_her_group(petra: Person) -> str:
    petra.open("/")
    petra.press("Neckar Heelfirsts")
    return petra.page.url.split("/groups/")[1].strip("/")


def posts_a_series(petra: Person, group: str) -> str:
    """From the group's page; the dates are seen before they are posted."""
    petra.press("Post a meetup")
    fills_in(petra, SERIES, TRACK, next_weeks(1)[0], minutes=60, lanes=1)
    petra.page.get_by_text("Repeats: every week").click()
    petra.choose("How often", "Every week")
    petra.press("Show the dates")
    petra.sees("Nothing is saved yet.")
    assert petra.page.locator("#dates li").count() == 8
    petra.press("Post it")
    petra.sees("Posted. Your group hears of the series once.")
    return petra.page.url


def fills_in(petra: Person, title: str, place: str, starts: datetime, *, minutes: int, lanes: int) -> None:
    """The place first: what suits the day is looked up again with each change, and what was picked stays."""
    ends = starts + timedelta(minutes=minutes)
    petra.page.get_by_label("Title").fill(title)
    petra.page.get_by_role("radio", name=place).check()
    petra.choose("What you will do", "Walking drills")
    for label, value in (("Day", f"{starts:%Y-%m-%d}"), ("From", f"{starts:%H:%M}"), ("To", f"{ends:%H:%M}")):
        petra.page.get_by_label(label, exact=True).fill(value)
    petra.fill("Lanes for runners", str(lanes))
    petra.page.wait_for_load_state("networkidle")


def date_of(petra: Person, series: str, number: int) -> str:
    """The address of one of its dates, as its page lists them."""
    petra.page.goto(series)
    links = petra.page.locator("section[aria-labelledby=next] li > a")
    return links.nth(number).get_attribute("href")


def says(person: Person, meetup: str, answer: str, words: str) -> None:
    person.open(meetup)
    person.press(answer)
    person.sees(words)


def signs_up(mira: Person, leyla: Person, meetup: str) -> None:
    says(mira, meetup, "I'll run", "You're waiting for a spotter")
    says(leyla, meetup, "I'll spot", "You're spotting")
    mira.open(meetup)
    mira.sees("You're in: you run on")


def has_to_wait_in_line(karim: Person, meetup: str) -> None:
    karim.open(meetup)
    karim.sees("All lanes are taken. If you say you run, you stand on the waitlist.")
    karim.press("I'll run")
    karim.sees("You're first on the waitlist.")


def is_offered_the_lane(mira: Person, karim: Person, meetup: str) -> None:
    """Told by mail, with the time up to which it is kept."""
    says(mira, meetup, "I can't come", "Your seat is free for the next in line.")
    assert "It is kept for you until" in karim.mail(f"A lane is yours on {next_weeks(1)[0]:%A} 13:00")
    karim.open(meetup)
    karim.sees("A lane is kept for you until")


def takes_it(karim: Person, meetup: str) -> None:
    karim.press("Yes, I take the lane")
    karim.sees("You're in: you run on")


def calls_off(petra: Person, meetup: str) -> None:
    petra.open(meetup)
    petra.press("Call it off")
    petra.fill("Why", FOG)
    petra.follow(petra.page.get_by_role("button", name=re.compile("^Yes, call it off")))
    petra.sees("This meetup is called off")
    petra.sees(FOG)


def makes_an_address(person: Person, path: str, button: str) -> str:
    """What one copies into a calendar program, as the page shows it once."""
    person.open(path)
    person.press(button)
    address = person.page.get_by_label("Or copy the address").input_value()
    subscribe = person.page.get_by_role("link", name="Open in my calendar program")
    assert subscribe.get_attribute("href") == address.replace("http:", "webcal:")
    return address


def fetched(address: str) -> bytes:
    """As a calendar program does: by the address alone, without a cookie."""
    with urlopen(address, timeout=20) as answer:
        return answer.read()


def stands(address: str, title: str) -> tuple[str, str]:
    """Status and name of the one event of this title, as icalendar reads it."""
    events = icalendar.Calendar.from_ical(fetched(address)).walk("VEVENT")
    (found,) = [event for event in events if title in event["summary"]]
    return str(found["status"]), str(found["summary"])


def the_calendar_of_the_group_shows_it(address: str, ical_js) -> None:
    """One event with a rule, the second date called off in its place; both parsers say the same."""
    ics, dates = fetched(address), next_weeks(4)
    events = icalendar.Calendar.from_ical(ics).walk("VEVENT")
    (series,) = [event for event in events if event["summary"] == SERIES]
    (off,) = [event for event in events if event["summary"] == f"Called off: {SERIES}"]
    assert (series["rrule"]["FREQ"], series["dtstart"].dt) == (["WEEKLY"], dates[0])
    assert (off["uid"], off["recurrence-id"].dt, str(off["status"])) == (series["uid"], dates[1], "CANCELLED")
    found = ical_js(ics, dates[0], dates[3] + timedelta(hours=1))
    assert [event for event in found if SERIES in event[1]] == [
        (dates[0], SERIES, "CONFIRMED"),
        (dates[1], f"Called off: {SERIES}", "CANCELLED"),
        (dates[2], SERIES, "CONFIRMED"),
        (dates[3], SERIES, "CONFIRMED"),
    ]


def the_hall_gets_its_second_check(petra: Person) -> None:
    """Under its roof the day has light at any hour at which this test may run."""
    petra.open("/places/?q=Heidelberg")
    petra.press(HALL)
    petra.press("Check this zone")
    walks(petra.page)
    petra.press("Send this check")
    petra.sees("your check counts")


def soon() -> datetime:
    """In ten minutes; where midnight is nearer than the end, just after it."""
    now = datetime.now(BERLIN).replace(second=0, microsecond=0)
    starts = now + timedelta(minutes=10)
    if (starts + timedelta(minutes=40)).date() == now.date():
        return starts
    return datetime.combine(now.date() + timedelta(days=1), datetime.min.time(), BERLIN) + timedelta(
        minutes=1
    )


def posts_a_date_within_the_hour(petra: Person, group: str) -> str:
    petra.open(f"/meetups/in/{group}/new/")
    fills_in(petra, TODAY, HALL, soon(), minutes=30, lanes=4)
    petra.press("Post it")
    petra.sees("Posted. Your group sees it now.")
    return urlsplit(petra.page.url).path


def nobody_is_checked_in_before_six_ticks(petra: Person, meetup: str) -> None:
    petra.open(f"{meetup}day/")
    petra.sees("Check-in is closed")
    assert petra.page.get_by_role("button", name=re.compile("^Here")).count() == 0
    petra.press("Make the day-of check")
    petra.choose("How is the ground?", "Dry")
    petra.choose("How is the weather?", "Clear")
    petra.fill("How many people crossed", "0")
    for tick in TICKS[:5]:
        petra.page.get_by_label(tick).check()
    petra.press("Keep the check")
    petra.sees("Do this and tick it.")
    petra.page.get_by_label(TICKS[5]).check()
    petra.press("Keep the check")
    petra.sees("Petra looked at the zone")


def checks_people_in(petra: Person, meetup: str) -> None:
    for name in ("Karim", "Leyla"):
        row = petra.page.locator("#list li", has=petra.page.get_by_text(name, exact=True))
        petra.follow(row.get_by_role("button", name=re.compile("^Here")))
    here = petra.page.locator("#list ul").filter(
        has=petra.page.get_by_role("button", name=re.compile("^Goes"))
    )
    assert sorted(here.locator(".who").all_inner_texts()) == ["Karim", "Leyla"]
