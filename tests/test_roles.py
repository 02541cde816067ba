"""Who may do what: every URL, method and role beside ``tests/roles.txt``; a page that is not in it fails."""

import re
from itertools import groupby
from pathlib import Path

from community.moderation.models import Case
from tests.crawl import Browser, Seen, collected_log, everything, masked, taken_back
from tests.guards.addresses import Address, addresses, known, missing_things
from tests.guards.violation import told
from tests.world import ROLES, World, build, settled_time

TABLE = Path(__file__).with_name("roles.txt")
SAYS_SO = ("reset",)
"""A link from a mail that is no longer good says so, whoever opens it."""

LOGIN = re.compile(r"^/account/login/(\?|$)")
NEXT = re.compile(rb"""(?<=[?&]next=)[^"&]*|(name="next" value=")[^"]*""")

DECISION = {"version": "1", "reason": "spam", "words": "Please tell it in your own words."}
SENT = {
    "consents:edit": {"replaces": "1", "text_en": "## One", "publish": ""},
    "groups:role": {"role": "moderator"},
    "meetups:answer": {"part": "spotter"},
    "meetups:call_off": {"reason": "Ice on the straight"},
    "moderation:publish": {"version": "1"},
    "moderation:reject": DECISION,
    "moderation:send_back": DECISION,
    "stories:report": {"reason": "spam"},
}
"""What a form sends; where nothing stands here, an empty form is sent."""


def test_every_page_answers_each_role_as_the_table_says(db):
    assert told(differences("GET", table_of(everything().pages))) == ""


def test_every_form_answers_each_role_as_the_table_says(db):
    with settled_time() as clock, collected_log():
        world = build(clock)
        browsers = [Browser(world, role) for role in ROLES]
        seen = [
            send(world, browser, address)
            for address in addresses(world.subjects, method="POST")
            for browser in browsers
        ]
    assert told(differences("POST", table_of(seen))) == ""


def test_what_may_not_be_known_looks_like_what_does_not_exist(db):
    """A page that is withheld is the page of a thing nobody ever made, to the last byte."""
    with settled_time() as clock, collected_log():
        world = build(clock)
        nothing = {
            (address.name, role): Browser(world, role).ask(address)
            for address in missing_things("GET")
            if known()[address.name].of not in SAYS_SO
            for role in ROLES
        }
    wrong = [f"{page}: found" for page in nothing.values() if page.status not in (302, 403, 404)]
    wrong += [
        f"{page}: looks different"
        for page in everything().pages
        if page.status == 404 and look(page) != look(nothing[page.address.name, page.role])
    ]
    assert told(wrong) == ""


def look(page: Seen) -> tuple[int, dict[str, str], bytes]:
    headers = {name: value for name, value in page.headers.items() if name != "Content-Length"}
    return page.status, headers, NEXT.sub(rb"\1", masked(page.body)).replace(page.address.path.encode(), b"")


def send(world: World, browser: Browser, address: Address) -> Seen:
    """Send one form, and take back what it did."""
    data = SENT.get(address.name, {})
    if address.name == "moderation:remove":
        shown = Case.objects.select_related("revision").get(public_id=world.subjects["case"]["open"][0])
        data = DECISION | {"seen": shown.revision.public_id}
    with taken_back():
        return browser.ask(address, "POST", data)


def cell(page: Seen) -> str:
    """The status, or "in" for the way to the sign-in page."""
    if page.status == 302 and LOGIN.match(page.headers["Location"]) and page.role == "anonymous":
        return "in"
    return str(page.status)


def table_of(seen: list[Seen]) -> dict[tuple[str, str], list[str]]:
    """Rows by URL and subject, with a cell for each role in their order."""
    place = {role: number for number, role in enumerate(ROLES)}
    ordered = sorted(seen, key=lambda page: (page.address.name, page.address.subject, place[page.role]))
    return {
        key: [cell(page) for page in pages]
        for key, pages in groupby(ordered, key=lambda page: (page.address.name, page.address.subject))
    }


def expected(method: str) -> dict[tuple[str, str], list[str]]:
    """The rows of one method."""
    found = {}
    for line in TABLE.read_text().splitlines():
        words = line.split()
        if words and not line.startswith("#") and words[2] == method:
            found[words[0], words[1]] = words[3:]
    return found


def differences(method: str, seen: dict[tuple[str, str], list[str]]) -> list[str]:
    """One sentence for each cell that is not as the table says, and each row that is missing or stale."""
    table = expected(method)
    found = [
        f"tests/roles.txt: role-table: {' '.join(key)} {method} is missing; now {' '.join(seen[key])}"
        for key in seen.keys() - table
    ]
    found += [f"tests/roles.txt: role-table: {' '.join(key)} {method} is gone" for key in table.keys() - seen]
    for key in seen.keys() & table.keys():
        for role, is_, should in zip(ROLES, seen[key], table[key], strict=True):
            if is_ != should:
                found.append(
                    f"{' '.join(key)} {method} as {role}: role-table: {is_}, the table says {should}"
                )
    return sorted(found)
