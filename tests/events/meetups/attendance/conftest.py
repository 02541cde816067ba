"""Tonight's meetup an hour before it begins, with its leader at the track."""

from datetime import timedelta

import pytest

from accounts.consents.models import Document
from accounts.consents.shipped import load_initial_documents
from accounts.identifiers import new_nonce
from accounts.permissions import Viewer
from accounts.users.models import User
from events.meetups.attendance.checking import check_day
from events.meetups.models import Meetup


@pytest.fixture(autouse=True)
def _safety_text(db):
    load_initial_documents(Document)


@pytest.fixture
def seen():
    """The meetup as this person's next request reads it."""
    return lambda meetup, user: Meetup.objects.for_page(Viewer(user)).get(pk=meetup.pk)


@pytest.fixture
def at_the_track(clock, meetup):
    """``at_the_track(minutes=-30)``: half an hour before the start."""

    def go(minutes=-30):
        clock.move_to(meetup.starts_at + timedelta(minutes=minutes))

    return go


@pytest.fixture
def look(meetup, organizer, seen):
    """The leader makes the day-of check: ``look(ground="damp", measure="Short turns")``."""
    tonight = meetup

    def check(by=None, meetup=tonight, **fields):
        by = by or organizer
        fresh = Viewer(User.objects.with_profile().get(pk=by.pk))
        defaults = {"nonce": new_nonce(), "ground": "dry", "weather": "clear", "crossing": 0}
        return check_day(seen(meetup, by), by=fresh, **defaults | fields)

    return check
