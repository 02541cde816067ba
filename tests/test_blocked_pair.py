"""Two people kept apart find nothing of each other on any page, and nobody else sees any difference (I12).

Every registered URL is opened by both, with and without the block, in both directions of it. What one of the
two sees of the other is gone; what is about the other is not there, to the last byte; all else is as it was,
numbers included. So neither the blocked person nor anybody else can tell a block from "there is nobody".
"""

from collections.abc import Iterator
from difflib import SequenceMatcher

import pytest

from tests.apart import DIRECTIONS, PAIRS, Case, Marks, found, holds, look, parts, plain
from tests.crawl import Seen
from tests.guards.violation import told

pytestmark = [pytest.mark.django_db, pytest.mark.once]

OWN = {
    "users:apart_list": "the list of whom one blocked oneself",
    "users:block": "whom one blocked can be reported afterwards",
}
"""Pages that name the other to the one who blocked, and only to them."""

DUTY = {
    "groups:hand_over": "who runs a group decides about roles",
    "groups:members": "who moderates a group sees who is in it",
    "groups:remove": "who moderates a group decides who stays",
    "incidents:detail": "who leads answers for what happened",
    "levels:in_group": "who moderates a group sees who may spot",
    "meetups:day": "who leads answers for everybody who is there",
    "meetups:day_correct": "who leads answers for everybody who is there",
    "meetups:day_person": "who leads answers for everybody who is there",
    "meetups:detail": "who leads sees who comes",
    "meetups:edit": "who runs a group names who leads",
    "meetups:new": "who runs a group names who leads",
    "meetups:sheet": "who leads answers for everybody who is there",
    "moderation:case": "moderators see what they decide about",
    "moderation:queue": "moderators see what they decide about",
    "moderation:revision": "moderators see what they decide about",
    "notifications:list": "what waits for a decision is told to who decides",
    "series:edit": "who runs a group names who leads",
    "stories:photo": "moderators see what they decide about",
    "users:block": "the list of members leads there",
}
"""Pages that name the other to the one who moderates or leads there."""

INSTEAD = {
    "A moderator asks for a change:": "a decision is told without the name",
    "You are invited to": "an invitation counts without the name",
    "leads, and does not run or spot.": "as strangers are told",
    'name="newest"': "the newest line of the bell is another",
    "No messages": "where a conversation was the only one",
    "Nobody is named here at the moment.": "where nobody who runs the group can be named",
    "Somebody": "a check counts without the name",
}
"""All that may stand where something of the other stood."""

PARTLY = ("notifications:list", "stories:photo")
"""Of these, who decides sees what they decide about, and not the rest."""

RESPONSIBLE = ("moderator", "organizer")


def is_duty(case: Case) -> bool:
    return case.after.address.name in DUTY and case.after.role in RESPONSIBLE


def is_own_list(case: Case) -> bool:
    return case.after.address.name == "users:apart_list" and bool(case.blocked_by_me)


def hidden(case: Case) -> Marks:
    """What may not be there, now that they are kept apart."""
    if is_duty(case):
        return frozenset()
    return case.who_blocked_me if case.after.address.name in OWN else case.others


def changes(case: Case) -> Iterator[tuple[str, str]]:
    """What was taken out and what was put in, place by place."""
    old, new = parts(case.before), parts(case.after)
    for what, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what != "equal":
            yield " ".join(old[a:b]), " ".join(new[c:d])


def test_nothing_names_the_other():
    wrong = [
        f"{case}: names them"
        for case in found().cases()
        if holds(plain(case.after) + str(case.after.headers).encode(), hidden(case))
    ]
    assert told(wrong) == ""


def test_without_the_block_each_finds_the_other():
    """The comparison would prove nothing if there were nothing to see."""
    findings = found()
    for one, other in (*PAIRS, *DIRECTIONS[1]):
        named = [
            key for key, page in findings.before[one].items() if holds(plain(page), findings.marks[other])
        ]
        assert len(named) > 2, f"{one} finds {other} on {named}"


def test_what_is_about_the_other_is_not_there_as_if_it_had_never_been():
    wrong = []
    for case in found().cases():
        is_gone = case.after.status == 404 and case.before.status != 404
        is_about_them = holds(case.after.address.path.encode(), hidden(case))
        if is_gone and not holds(plain(case.before) + case.after.address.path.encode(), case.others):
            wrong.append(f"{case}: gone without a reason")
        elif is_about_them and case.after.status not in (403, 404):
            wrong.append(f"{case}: {case.after.status}")
        elif is_gone and look(case.after) != look(found().nowhere[case.after.address.name, case.after.role]):
            wrong.append(f"{case}: not as if it had never been")
    assert told(wrong) == ""


def test_where_the_other_was_not_named_nothing_differs():
    wrong = [
        f"{case}: differs"
        for case in found().cases()
        if not holds(plain(case.before) + case.before.address.path.encode(), case.others)
        and look(case.after) != look(case.before)
        and not (is_own_list(case) or is_duty(case))
    ]
    assert told(wrong) == ""


def test_where_the_other_was_named_only_that_is_gone():
    wrong = [
        f"{case}: {gone!r} became {new!r}"
        for case in found().cases()
        if case.after.status == case.before.status == 200
        and case.after.is_page
        and not (is_own_list(case) or is_duty(case))
        and holds(plain(case.before), case.others)
        for gone, new in changes(case)
        if not is_expected(gone, new, case.others)
    ]
    assert told(wrong) == ""


def is_expected(gone: str, new: str, others: Marks) -> bool:
    return (not gone or holds(gone.encode(), others)) and (not new or any(words in new for words in INSTEAD))


def test_who_decides_still_sees_whom_they_decide_about():
    """Their pages answer as before, and name whom they named."""
    wrong = [
        f"{case}: hides them"
        for case in found().cases()
        if is_duty(case)
        and case.after.address.name not in PARTLY
        and (case.after.status, names_on(case.after, case))
        != (case.before.status, names_on(case.before, case))
    ]
    assert told(wrong) == ""


def names_on(page: Seen, case: Case) -> Marks:
    return frozenset(mark for mark in case.others if mark.endswith(b"like") and mark in plain(page))


def test_nobody_else_sees_a_difference():
    wrong = [
        f"{page}: differs"
        for role, pages in found().others.items()
        for key, page in pages.items()
        if look(page) != look(found().before[role][key])
    ]
    assert told(wrong) == ""


def test_members_seats_and_answers_stand_as_they_were():
    before, *after = found().numbers
    assert after == [before, before]


def test_no_exception_is_listed_that_is_not_needed():
    needed = {
        case.after.address.name
        for case in found().cases()
        if holds(plain(case.after), case.others - hidden(case))
        or (holds(case.after.address.path.encode(), case.others - hidden(case)) and case.after.status == 200)
    }
    assert sorted((OWN | DUTY).keys() - needed) == []
