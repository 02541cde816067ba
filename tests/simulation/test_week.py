"""The mails and the bell of each person in that week are exactly these."""

from collections import Counter
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core import mail
from django.utils import timezone

from accounts.jobs.tasks import tick
from accounts.models import Notification
from accounts.notifications.bell import lines
from accounts.permissions import Viewer
from tests.simulation import week


@pytest.fixture
def told(db):
    """Tell the week, with the background work done at each step; ``[(moment, person, kind, subject)]``."""
    letters = []
    with time_machine.travel(week.START, tick=False) as clock:
        week.build()
        for now, happenings in week.moments():
            clock.move_to(now)
            for happen in happenings:
                happen()
            tick(now)
            letters += [(now, *about(letter)) for letter in mail.outbox]
            mail.outbox.clear()
        yield letters


def about(letter):
    public_id = letter.extra_headers["Message-ID"].strip("<>").split("@")[0]
    row = Notification.objects.get(public_id=public_id)
    [to] = letter.to
    return to.split("@")[0], row.kind, letter


def test_print(told):
    for now, who, kind, letter in told:
        p=[p for p in week.PEOPLE if p.name==who][0]
        print(now.astimezone(ZoneInfo(p.zone)).strftime("%a %d %H:%M"), who, kind, "|", letter.subject)
    for p in week.PEOPLE:
        v=week.viewer(p.name)
        rows=list(Notification.objects.visible_to(v).order_by("created_at","pk"))
        print(p.name, Notification.objects.unread_count(v), [(r.kind, r.channel, bool(r.read_at)) for r in rows])
