"""Who may do what: every URL, method and role beside ``tests/roles.txt``; a page that is not in it fails."""

import re
from functools import cache
from itertools import groupby
from pathlib import Path

from community.moderation.models import Case
from tests.crawl import Browser, Seen, collected_log, everything, masked, taken_back
from tests.guards.addresses import Address, addresses, known, missing_things
from tests.guards.violation import told
from tests.world import ROLES, World, build, settled_time

TABLE = Path(__file__).with_name("roles.txt")
CONFLICT = 409
REFUSED = ("in", "403", "404", "405")
SAYS_SO = ("reset",)
"""A link from a mail that is no longer good says so, whoever opens it."""

LOGIN = re.compile(r"^/account/login/(\?|$)")
NEXT = re.compile(rb"""(?<=[?&]next=)[^"&]*|(name="next" value=")[^"]*""")

DECISION = {"version": "1", "reason": "spam", "words": "Please tell it in your own words."}
SENT = {
    "consents:edit": {"replaces": "1", "text_en": "## One", "publish": ""},
    "groups:ban": {"note": "Spam."},
    "groups:decline": {"reason": "We are full."},
    "groups:invitations": {"email": "another@example.com", "language": "en"},
    "groups:remove": {"reason": "You ran alone.", "is_final": "on"},
    "groups:archive": {"step": "revive"},
    "groups:role": {"role": "moderator"},
    "groups:step_down": {"role": "member"},
    "groups:visibility": {"step": "close"},
    "incidents:close": {"how": "The edge is marked."},
    "levels:lead": {"first_aid": "self_declared"},
    "meetups:answer": {"part": "spotter"},
    "meetups:call_off": {"reason": "Ice on the straight"},
    "meetups:day_call_off": {"reason": "lightning"},
    "meetups:mitigate": {"words": "We use the other half"},
    "moderation:publish": {"version": "1"},
    "contact:thread": {"nonce": "a-nonce", "text": "And one more thing."},
    "moderation:ask": DECISION,
    "moderation:reject": DECISION,
    "moderation:report_message": {"reason": "spam"},
    "moderation:report_person": {"reason": "spam"},
    "moderation:write": {"nonce": "a-nonce", "text": "Which names do you mean?"},
    "moderation:send_back": DECISION,
    "places:hazard_voice": {"is_gone": "no"},
    "places:hazard_resolve": {"how": "Filled"},
    "places:correction": {"decline": "1", "why": "The sign says otherwise."},
    "places:keep": {"step": "suspend", "why": "The gate is locked."},
    "places:same_decide": {"decline": "1"},
    "series:add": {"day": "2026-06-24", "version": "1"},
    "series:end": {"version": "1"},
    "series:leave_out": {"day": "2026-06-28", "version": "1"},
    "stories:report": {"reason": "spam"},
}
"""What a form sends; where nothing stands here, an empty form is sent."""


def test_every_page_answers_each_role_as_the_table_says(db):
    assert told(differences("GET", table_of(everything().pages))) == ""


@cache
def forms() -> list[Seen]:
    """Every form as every role, each sent to the same world. The first test that asks sends them."""
    with taken_back(), settled_time() as clock, collected_log():
        world = build(clock)
        browsers = [Browser(world, role) for role in ROLES]
        return [
            send(world, browser, address)
            for address in addresses(world.subjects, method="POST")
            for browser in browsers
        ]


def test_every_form_answers_each_role_as_the_table_says(db):
    assert told(differences("POST", table_of(forms()))) == ""


def test_a_form_that_is_refused_changes_no_row(db):
    refused = [page for page in forms() if cell(page) in REFUSED]
    assert len(refused) > 500
    assert told(f"{page}: {write}" for page in refused for write in page.writes) == ""


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
    """The status, or "in" for the way to the sign-in page; with "+" if rows changed.

    What a page refuses in a sentence (409) it takes back.
    """
    if page.status == 302 and LOGIN.match(page.headers["Location"]) and page.role == "anonymous":
        return "in"
    return f"{page.status}+" if page.changes and page.status != CONFLICT else str(page.status)


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
