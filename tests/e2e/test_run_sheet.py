"""What a leader has on a clipboard is one sheet of A4 for twenty people, in both languages, in dark ink."""

import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from accounts.models import Profile
from events.meetups.models import RSVP, Leading, Meetup
from events.places.models import Place
from tests.conftest import join
from tests.events.meetups.conftest import make_zone, plan, zone  # noqa: F401  fixtures

pytestmark = [pytest.mark.e2e, pytest.mark.once, pytest.mark.django_db(transaction=True)]

A4 = (595, 842)  # points
NAMES = ("Anna-Sophia Wintermantel", "Oluwaseun Adebayo", "Maximilian Freiherr", "Zoë", "Nguyễn Thị Minh")
INK = "getComputedStyle(document.querySelector('.run-sheet th')).color"


@pytest.fixture
def tonight(group, organizer, zone):  # noqa: F811
    """It begins in half an hour, so whom to call stands on the sheet."""
    starts_at = timezone.now() + timedelta(minutes=30)
    Place.objects.update(
        address="Through the gate behind the boathouse, then along the fence",
        emergency_address="Uferstrasse 20, gate 4, 69120 Heidelberg",
        aed="In the entrance of the indoor pool, open from 7 to 22",
    )
    meetup = Meetup.objects.create(
        group=group,
        place=zone.place,
        zone=zone,
        title="First steps backward on a Tuesday evening",
        session="straight",
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=1),
        time_zone="Europe/Berlin",
        capacity=12,
        runners_per_spotter=2,
        leader=organizer,
    )
    Leading.objects.create(meetup=meetup, user=organizer)
    return meetup


@pytest.fixture
def people(tonight, group, make_user):
    """``people(19)`` go, each with somebody to call."""

    def make(count):
        for number in range(count):
            user = join(make_user(f"goes{number}"), group, "member")
            Profile.objects.filter(user=user).update(
                display_name=NAMES[number % len(NAMES)],
                emergency_name="Grandmother Ottilie",
                emergency_phone=f"+49 6221 555 {number:04}",
            )
            row = {"part": ("runner", "spotter")[number % 2], "state": "going"}
            RSVP.objects.create(
                meetup=tonight, user=user, queued_at=timezone.now(), changed_at=timezone.now(), **row
            )

    return make


@pytest.fixture
def sheet(browser, live_server, client_of, organizer, tonight):
    """The page as the leader prints it: ``sheet("de", "dark")``. Its styles come from the server."""
    contexts, leader = [], client_of(organizer)

    def open_it(language, scheme):
        leader.cookies[settings.LANGUAGE_COOKIE_NAME] = language
        path = reverse("meetups:sheet", args=[tonight.public_id])
        html = leader.get(path).content
        contexts.append(browser.new_context(color_scheme=scheme))
        page = contexts[-1].new_page()
        page.route(f"**{path}", lambda route: route.fulfill(body=html, content_type="text/html"))
        page.goto(live_server.url + path)
        return page

    yield open_it
    for context in contexts:
        context.close()


def sheets_of(page):
    paper = page.pdf(prefer_css_page_size=True)
    sizes = re.findall(rb"/MediaBox\s*\[0 0 ([\d.]+) ([\d.]+)\]", paper)
    return [tuple(round(float(side)) for side in size) for size in sizes]


@pytest.mark.parametrize(("language", "words"), [("en", "Who comes"), ("de", "Wer kommt")])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_twenty_people_are_one_sheet_of_a4_in_dark_ink(sheet, people, language, words, scheme):
    people(19)  # and the leader
    page = sheet(language, scheme)
    assert page.get_by_role("heading", name=words).count() == 1
    assert page.locator("tbody tr").count() == 20
    assert page.get_by_text("+49 6221 555 0018").count() == 1
    assert sheets_of(page) == [A4]
    page.emulate_media(media="print", color_scheme=scheme)
    assert page.evaluate(INK) == "rgb(0, 0, 0)"
    assert page.locator(".no-print").first.is_hidden()


def test_a_second_sheet_is_found_where_there_are_many_people(sheet, people):
    """The negative control: the sheet is not made to fit by hiding what does not."""
    people(60)
    assert len(sheets_of(sheet("en", "light"))) > 1
