"""The demo can be filled on any day of the year, and once."""

from datetime import datetime
from io import StringIO
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.management import call_command

from accounts.consents.shipped import load_initial_documents
from accounts.geography.gazetteer import load_cities, read_cities
from accounts.models import Document, User
from community.groups.models import Group
from community.stories.models import Story
from config.demo.cast import EVERYBODY
from config.demo.plan import GROUPS
from events.meetups.models import Meetup

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.fixture
def prepared(db):
    """What ``./run demo`` loads before it fills the demo, but only the cities people live in."""
    load_initial_documents(Document)
    load_cities(row for row in read_cities() if row["name"] in {"Heidelberg", "Bristol", "Munich"})


def fill():
    out = StringIO()
    call_command("seed_demo", stdout=out)
    return out.getvalue()


DAYS = {
    "midwinter": datetime(2026, 12, 21, 23, 30, tzinfo=BERLIN),
    "the day before the clocks go back": datetime(2027, 10, 30, 12, 0, tzinfo=BERLIN),
}
MORE_DAYS = {
    "midsummer": datetime(2026, 6, 21, 9, 0, tzinfo=BERLIN),
    "the day before the clocks go forward": datetime(2027, 3, 27, 12, 0, tzinfo=BERLIN),
    "leap day": datetime(2028, 2, 29, 0, 5, tzinfo=BERLIN),
}


@pytest.mark.parametrize(
    "now",
    [pytest.param(day, id=name) for name, day in DAYS.items()]
    + [pytest.param(day, id=name, marks=pytest.mark.long) for name, day in MORE_DAYS.items()],
)
def test_the_demo_is_filled_on_any_day(prepared, now):
    with time_machine.travel(now, tick=False):
        words = fill()
        assert [plan.name in words for plan in GROUPS] == [True] * len(GROUPS)
        assert Meetup.objects.upcoming().count() > 0
    assert User.objects.count() == len(EVERYBODY)
    assert Group.objects.count() == len(GROUPS)
    assert Story.objects.filter(published=None).exists()
    assert Story.objects.exclude(published=None).exists()


def test_a_site_with_people_is_left_alone(db, member):
    assert "There are people here already: nothing was added." in fill()
    assert Group.objects.count() == 1
