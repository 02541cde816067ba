"""Each page with a time says which clock it is of, and what the reader's own shows where that differs."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from events.meetups.wording import clock_in_words

HALF_PAST_SIX = datetime(2026, 6, 16, 16, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("own", "words"),
    [
        (None, "CEST"),
        ("Europe/Berlin", "CEST"),
        ("Europe/Paris", "CEST"),
        ("America/New_York", "CEST; on your clock 12:30–13:30 EDT"),
        ("Asia/Tokyo", "CEST; on your clock Wed 01:30–02:30 JST"),
    ],
)
def test_the_clock_of_the_place_and_the_readers(own, words):
    assert clock_in_words(HALF_PAST_SIX, "Europe/Berlin", own, HALF_PAST_SIX + HOUR) == words


@pytest.fixture
def from_new_york(organizer, client_of):
    """``from_new_york(address)``: the page as the organizer reads it over there."""
    organizer.profile.time_zone = "America/New_York"
    organizer.profile.save()
    return lambda address: client_of(organizer).get(address).text


BOTH = "CEST; on your clock 12:30–13:30 EDT"


@pytest.mark.parametrize("page", ["call_off", "move", "day"])
def test_pages_of_one_date_say_it(page, meetup, from_new_york):
    assert BOTH in from_new_york(reverse(f"meetups:{page}", args=[meetup.public_id]))


def test_the_month_says_it(meetup, from_new_york):
    assert "CEST; on your clock 12:30 EDT" in from_new_york(reverse("meetups:month"))


def test_ones_own_past_dates_say_it(meetup, from_new_york, clock):
    clock.shift(timedelta(hours=12))
    assert BOTH in from_new_york(reverse("meetups:mine") + "?show=past")


def test_the_form_says_it_of_each_zone(meetup, make_zone, group, from_new_york):
    make_zone(time_zone="Europe/London")
    page = from_new_york(reverse("meetups:new", args=[group.slug]))
    assert BOTH in page
    assert "BST; on your clock 13:30–14:30 EDT" in page
