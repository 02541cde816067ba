"""The mails and the bell of each person in that week are exactly the expected ones."""

from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core import mail

from accounts.jobs.tasks import tick
from accounts.models import Notification
from accounts.notifications.bell import lines
from accounts.notifications.notices import DIGEST
from tests.simulation import week
from tests.simulation.expected import BELLS, letters

HELLO = {"en": "Hello", "de": "Hallo"}
PERSON = {person.name: person for person in week.PEOPLE}


@pytest.fixture
def sent(db):
    """Live through the week, with the background work done at each step: ``[(moment, letter, its line)]``."""
    found = []
    with time_machine.travel(week.START, tick=False) as clock:
        week.build()
        for now, happenings in week.moments():
            clock.move_to(now)
            for happen in happenings:
                happen()
            tick(now)
            found += [(now, letter, line_of(letter)) for letter in mail.outbox]
            mail.outbox.clear()
        yield found


def reader(letter):
    [to] = letter.to
    return PERSON[to.removesuffix("@example.org")]


def line_of(letter):
    """Kind and heading of what a letter tells, as its reader finds it at that moment."""
    public_id = letter.extra_headers["Message-ID"].strip("<>").split("@")[0]
    row = Notification.objects.get(public_id=public_id)
    return row.kind, "Your week" if row.kind == DIGEST.name else heading(reader(letter).name, row)


def heading(name, row):
    [line] = lines([row], week.viewer(name))
    return line.heading


def test_everybody_is_told_this_and_nothing_else(sent):
    assert sorted(as_expected(*each) for each in sent) == letters()
    assert [letter.subject for _now, letter, _line in sent if not speaks_to(letter)] == []
    assert {name: bell(name) for name in PERSON} == BELLS
    assert {now for now, _letter, _line in sent} <= set(week.busy())  # where the killed run kills


def as_expected(now, letter, line):
    person = reader(letter)
    return now.astimezone(ZoneInfo(person.zone)).strftime("%a %d %H:%M"), person.name, *line


def speaks_to(letter):
    """The letter greets its reader in their language."""
    person = reader(letter)
    return letter.body.startswith(f"{HELLO[person.language]} {person.name.capitalize()},")


def bell(name):
    viewer = week.viewer(name)
    rows = Notification.objects.visible_to(viewer).order_by("created_at", "pk")
    shown = [f"{row.kind.split('.')[1]} {heading(name, row)}" for row in rows]
    return Notification.objects.unread_count(viewer), shown
