"""The main job, end to end: from stranger to running backwards with a spotter.

Everybody here is a person with a browser. The test makes no row and calls no action; codes come by mail.
"""

import io
import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import icalendar
import pytest
import vobject
from PIL import Image

from tests.e2e.people import Person
from tests.e2e.walking import walks

pytestmark = pytest.mark.e2e

WORDS = "The lane went on behind me, and Leyla said CLEAR before I knew it was."
BETTER = "The lane went on behind me. Leyla said CLEAR, and I believed her."


def test_from_stranger_to_running_backwards_with_a_spotter(strangers, shared_data):
    stranger_looks_around(strangers("Stranger"))
    too_young_is_refused(strangers("Young"))
    petra, leyla, mona, mira = (strangers(name) for name in ("Petrina", "Leylani", "Monika", "Mirabel"))
    for person in (petra, leyla, mona):
        person.sign_up()
    group = founds_a_group(petra)
    for person in (leyla, mona):
        joins(person, group)
    names_a_moderator(petra, group, mona)
    becomes_a_spotter(leyla, petra, group)
    imports_places(petra, shared_data / "geo" / "heidelberg_venues.geojson")
    place = adds_a_place(petra)
    cannot_post_where_nobody_looked(petra, group)
    check = checks_the_zone(petra, place)
    sees_that_one_is_not_enough(petra, place)
    checks_the_zone(leyla, place, check)
    cannot_post_into_the_dark(petra, group)
    meetup = posts_a_meetup(petra, group)

    mira.sign_up(city="Heidelberg")
    mira.sees("Near Heidelberg")
    finds_and_joins(mira, group)
    says_i_will_run(mira, meetup)
    says_i_will_spot(leyla, meetup)
    is_told(mira, meetup)
    for person in (mira, leyla):
        opens_the_calendar_entry(person, meetup)

    tells_a_story(mira, group, shared_data / "images" / "gps" / "iphone4-bill.jpg")
    it_waits(mira, [leyla, strangers("Passer")], group)
    is_sent_back(mona, mira)
    is_sent_again_and_published(mona, mira)
    members_read_it(leyla, group)
    photo_has_three_sizes_and_no_metadata(leyla)
    an_edit_waits_while_the_old_stays(mira, leyla)
    a_report_opens_a_case(leyla, mona)
    home_answers_first(mira, leyla, mona)


def stranger_looks_around(stranger: Person) -> None:
    stranger.open("/")
    stranger.sees("Someone sees for you")
    for spelling in ("München", "Munich"):
        stranger.open("/")
        stranger.fill("Where are you?", spelling)
        stranger.press("Show what’s near")
        stranger.sees("Near Munich")
        stranger.sees("Erste Schritte")
        stranger.press("Groups")
        stranger.sees("Isar Rückwärts")


def too_young_is_refused(young: Person) -> None:
    year = datetime.now(ZoneInfo("UTC")).year - 16
    young.open("/account/signup/")
    young.fill("Name", "Youngster")
    young.fill("Year of birth", str(year))
    young.fill("E-mail", young.email)
    young.fill("Password", "two-steps-back")
    young.press("Join")
    young.sees("We have kept nothing of what you typed")
    young.does_not_see("Youngster")
    young.does_not_see(young.email)


def founds_a_group(petra: Person) -> str:
    petra.open("/")
    petra.press("Start a group")
    petra.fill("Name of the group", "Philosophers’ Heels")
    petra.fill("City or town", "Heidelberg, Baden-Württemberg, Germany")
    petra.fill("What you do", "We walk backwards first.")
    petra.press("Start the group")
    petra.sees("Your group is open")
    return petra.page.url.split("/groups/")[1].strip("/")


def joins(person: Person, group: str) -> None:
    person.open(f"/groups/{group}/")
    person.press("Join this group")
    person.sees("You are a member")


def names_a_moderator(petra: Person, group: str, mona: Person) -> None:
    petra.open(f"/groups/{group}/members/")
    row = petra.page.get_by_role("listitem").filter(has_text=mona.name)
    row.get_by_text("Change the role").click()
    petra.follow(row.get_by_role("button", name="Make a moderator"))
    petra.sees("Moderator")


def becomes_a_spotter(leyla: Person, petra: Person, group: str) -> None:
    """The quiz first, then the founder's word."""
    leyla.open("/guide/quiz/")
    for words in (
        "“STOP, STOP”",
        "A STOP",
        "3–4 m away",
        "Only to prevent a collision",
        "Your left is the runner's right",
        "No: who leads",
        "Somebody walks the line",
        "PEOPLE",
        "No more today",
        "let it ring",
    ):
        leyla.page.get_by_role("radio", name=words, exact=False).first.check()
    leyla.press("Check my answers")
    leyla.sees("Passed.")
    petra.open(f"/spotting/in/{group}/")
    petra.press("Declare as spotter")
    petra.sees(f"declared by {petra.name}")


def imports_places(petra: Person, file) -> None:
    petra.open("/places/import/")
    petra.upload(file)
    petra.press("Import this file")
    petra.sees("OpenStreetMap contributors")
    petra.sees("draft")


def adds_a_place(petra: Person) -> str:
    petra.open("/places/new/")
    petra.fill("Name of the place", "Hazel track")
    petra.choose("What it is", "Athletics track")
    petra.fill("Coordinates", "49.4170, 8.6800")
    petra.choose("Light after dusk", "No light after dusk")
    petra.press("Add this place")
    petra.press("Name a zone")
    petra.fill("Name of the zone", "Home straight")
    petra.fill("Where it begins", "From the gate to the shed, eastwards")
    petra.press("Name this zone")
    petra.sees("Check Home straight")
    return petra.page.url.split("/places/")[1].split("/")[0]


def tomorrow() -> str:
    return (datetime.now(ZoneInfo("Europe/Berlin")) + timedelta(days=1)).date().isoformat()


def zone_of_tomorrow() -> str:
    """CET or CEST."""
    noon = datetime.fromisoformat(f"{tomorrow()}T12:00").replace(tzinfo=ZoneInfo("Europe/Berlin"))
    return noon.tzname() or ""


def fills_in_a_meetup(petra: Person, group: str, *, starts: str, ends: str) -> None:
    petra.open(f"/meetups/in/{group}/new/")
    petra.fill("Title", "Heels on the hazel track")
    petra.page.get_by_role("radio", name="Hazel track").check()
    petra.fill("Day", tomorrow())
    petra.fill("From", starts)
    petra.page.get_by_label("To", exact=True).fill(ends)
    petra.choose("What you will do", "Walking drills")
    petra.fill("Lanes for runners", "4")
    petra.press("Post it")


def cannot_post_where_nobody_looked(petra: Person, group: str) -> None:
    fills_in_a_meetup(petra, group, starts="11:00", ends="12:00")
    petra.sees("is not checked yet. Two people need to check it")


def cannot_post_into_the_dark(petra: Person, group: str) -> None:
    """Until after dusk on any day of the year; what was typed is kept."""
    fills_in_a_meetup(petra, group, starts="21:00", ends="23:30")
    petra.sees("and this place has no light. Pick an")
    assert petra.page.url.endswith(f"/meetups/in/{group}/new/")
    assert petra.page.get_by_label("Title").input_value() == "Heels on the hazel track"


def posts_a_meetup(petra: Person, group: str) -> str:
    fills_in_a_meetup(petra, group, starts="11:00", ends="12:00")
    petra.sees("Heels on the hazel track")
    return petra.page.url.split("/meetups/")[1].strip("/")


def checks_the_zone(person: Person, place: str, address: str = "") -> str:
    if address:
        person.open(address)
    else:
        person.open(f"/places/{place}/")
        person.press("Check this zone")
    address = person.page.url
    walks(person.page, surface="synthetic_track", light="none")
    person.press("Send this check")
    person.sees("your check counts")
    return address


def sees_that_one_is_not_enough(person: Person, place: str) -> None:
    person.open(f"/places/{place}/")
    person.sees("A second person has to look too")


def finds_and_joins(mira: Person, group: str) -> None:
    mira.press("Groups")
    mira.sees("Philosophers’ Heels")
    mira.press("Philosophers’ Heels")
    mira.press("Join this group")
    mira.sees("You are a member")
    mira.press("Heels on the hazel track")
    mira.sees("11:00–12:00")
    mira.sees(f"Local time of the place ({zone_of_tomorrow()})")
    mira.sees("Heidelberg")
    mira.sees("Checked")
    mira.sees("4 can still run")
    mira.sees("spotters wanted")


def says_i_will_run(mira: Person, meetup: str) -> None:
    mira.press("I'll run")
    mira.sees("waiting for a spotter")


def says_i_will_spot(leyla: Person, meetup: str) -> None:
    """Her own front page asks her."""
    leyla.open("/")
    leyla.sees("Heels on the hazel track: can you spot?")
    leyla.open(f"/meetups/{meetup}/")
    leyla.press("I'll spot")
    leyla.sees("You're spotting")


def is_told(mira: Person, meetup: str) -> None:
    """By mail and by bell; and the page says it."""
    assert "Heels on the hazel track" in mira.mail("a spotter is there")
    mira.open("/bell/")
    mira.sees("A spotter is there for you")
    mira.open(f"/meetups/{meetup}/")
    mira.sees("You're in: you run on")


def opens_the_calendar_entry(person: Person, meetup: str) -> None:
    """Two parsers that are not ours read it."""
    person.open(f"/meetups/{meetup}/")
    link = person.page.locator("main a[href$='.ics'], .answer a[href$='.ics']").first.get_attribute("href")
    text = person.context.request.get(link).text()
    (event,) = icalendar.Calendar.from_ical(text).walk("VEVENT")
    assert event["SUMMARY"] == "Heels on the hazel track"
    assert event.decoded("DTSTART").astimezone(ZoneInfo("Europe/Berlin")).hour == 11
    assert "ATTENDEE" not in event
    assert vobject.readOne(text).vevent.summary.value == "Heels on the hazel track"


def tells_a_story(mira: Person, group: str, photo) -> None:
    mira.open(f"/groups/{group}/")
    mira.press("Tell a story")
    mira.fill("Title", "Behind me, the hazels")
    mira.fill("Your story", WORDS)
    mira.upload(photo)
    mira.fill("What is to see on it?", "A bill on a table")
    mira.choose("Who may read it?", "Members of the group")
    mira.press("Send it to a moderator")


def it_waits(mira: Person, others: list[Person], group: str) -> None:
    mira.open("/stories/mine/")
    mira.sees("Behind me, the hazels")
    mira.sees("Waiting for a moderator")
    for person in (mira, *others):
        for path in ("/", "/stories/", f"/groups/{group}/", f"/stories/in/{group}/"):
            person.open(path)
            person.does_not_see("Behind me, the hazels")


def opens_from_the_queue(mona: Person) -> None:
    mona.open("/review/")
    mona.follow(mona.page.get_by_role("link").filter(has_text="Behind me, the hazels").first)


def is_sent_back(mona: Person, mira: Person) -> None:
    opens_from_the_queue(mona)
    mona.sees(WORDS)
    mona.page.get_by_label("Reason").select_option(index=1)
    mona.fill("Words", "Lovely. Could you say that you trusted her, not that it just went well?")
    mona.press("Send back")
    mira.open("/stories/mine/")
    mira.sees("Could you say that you trusted her")


def is_sent_again_and_published(mona: Person, mira: Person) -> None:
    mira.open("/stories/mine/")
    mira.follow(mira.page.locator("main a[href$='/edit/']").first)
    mira.fill("Your story", BETTER)
    mira.press("Send it to a moderator")
    opens_from_the_queue(mona)
    mona.press("As readers see it")
    mona.sees("I believed her")
    mona.press("Publish")
    mira.mail("Behind me, the hazels")
    mira.open("/stories/mine/")
    mira.sees("Published")


def members_read_it(leyla: Person, group: str) -> None:
    """In the group's feed and in the member's home feed."""
    leyla.open(f"/stories/in/{group}/")
    leyla.sees("Behind me, the hazels")
    leyla.open("/")
    leyla.sees("Behind me, the hazels")
    leyla.press("Behind me, the hazels")
    leyla.sees("I believed her")


def photo_has_three_sizes_and_no_metadata(leyla: Person) -> None:
    source = leyla.page.locator("main img[srcset]").first
    addresses = {part.split()[0] for part in source.get_attribute("srcset").split(",")}
    addresses.add(re.sub(r"/(large|medium)/$", "/small/", source.get_attribute("src")))
    seen = set()
    for address in addresses:
        data = leyla.context.request.get(address).body()
        picture = Image.open(io.BytesIO(data))
        seen.add(max(picture.size))
        assert (picture.format, dict(picture.getexif()), picture.info.get("xmp")) == ("WEBP", {}, None)
        assert b"Exif" not in data
        assert b"GPS" not in data
    assert len(seen) == 3


def an_edit_waits_while_the_old_stays(mira: Person, leyla: Person) -> None:
    mira.open("/stories/mine/")
    mira.follow(mira.page.locator("main a[href$='/edit/']").first)
    mira.fill("Your story", BETTER + " Twice.")
    mira.press("Send it to a moderator")
    leyla.open("/")
    leyla.sees("I believed her")
    leyla.does_not_see("Twice.")


def a_report_opens_a_case(leyla: Person, mona: Person) -> None:
    leyla.press("Behind me, the hazels")
    leyla.follow(leyla.page.locator("main a[href$='/report/']").first)
    leyla.page.get_by_role("radio").first.check()
    leyla.page.locator("main textarea").first.fill("It names somebody who did not agree.")
    leyla.follow(leyla.page.locator("main form button").last)
    mona.open("/review/")
    mona.sees("report")


def home_answers_first(mira: Person, leyla: Person, mona: Person) -> None:
    mira.open("/")
    mira.sees("You run on")
    mira.sees("Heels on the hazel track")
    leyla.open("/")
    leyla.sees("You spot on")
    mona.open("/")
    mona.sees("wait for a moderator")
