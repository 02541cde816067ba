"""Where somebody is leaves the page only as the center of its 10 km cell."""

import math
import random
from pathlib import Path
from urllib.parse import parse_qs

import pytest
from django.conf import settings

from accounts.geography import snap_to_cell
from accounts.models import Profile

pytestmark = [pytest.mark.e2e, pytest.mark.once]

HERE = {"latitude": 49.413291, "longitude": 8.709873, "accuracy": 12}
BUTTON = "Use my position"


def points():
    """All over the globe, and where rows, columns and signs change."""
    draw = random.Random(4711)
    edges = [-180.0, -179.99999, -0.00001, 0.0, 0.00001, 179.99999, 180.0]
    yield from (
        (latitude, longitude) for latitude in (-90.0, -89.96, 0.0, 0.045, 89.96, 90.0) for longitude in edges
    )
    for _ in range(3_000):
        yield math.degrees(math.asin(draw.uniform(-1, 1))), draw.uniform(-180, 180)
    yield from ((49.4 + step / 2_000, 8.7 + step / 3_000) for step in range(-400, 400))


def test_the_browser_snaps_as_the_server_does(browser):
    page = browser.new_page()
    page.goto("about:blank")
    page.add_script_tag(path=Path(settings.BASE_DIR, "static/site/position.js"))
    asked = list(points())
    snapped = page.evaluate(
        "points => points.map(([latitude, longitude]) => snapToCell(latitude, longitude))", asked
    )
    page.close()
    assert len(asked) > 3_500
    for point, found in zip(asked, snapped, strict=True):
        assert found == pytest.approx(snap_to_cell(*point), abs=1.1e-5), point
        assert snap_to_cell(*found) == pytest.approx(
            found, abs=1.1e-5
        )  # the server's own snap changes nothing


@pytest.fixture
def open_page(browser, world, site):
    """Open the second step as somebody who allows, or does not allow, to be located."""
    opened = []

    def open_as(*, permissions=(), **options):
        context = browser.new_context(
            base_url=site, viewport={"width": 390, "height": 844}, permissions=list(permissions), **options
        )
        opened.append(context)
        cookies = world.client("outsider").cookies.values()
        context.add_cookies([{"name": kept.key, "value": kept.value, "url": site} for kept in cookies])
        page = context.new_page()
        page.goto("/me/home/?first_run=1")
        return page

    yield open_as
    for context in opened:
        context.close()


@pytest.mark.django_db(transaction=True)
def test_only_the_cell_leaves_the_page(open_page, world):
    page = open_page(permissions=["geolocation"], geolocation=HERE)
    sent = []
    page.on("request", lambda request: sent.append(request.url + (request.post_data or "")))
    with page.expect_navigation():
        page.get_by_role("button", name=BUTTON).click()
    assert "Step 3 of 4" in page.locator("main").inner_text()
    told = [parse_qs(words.partition("?first_run=1")[2]) for words in sent if "latitude" in words]
    cell = snap_to_cell(HERE["latitude"], HERE["longitude"])
    assert [(float(form["latitude"][0]), float(form["longitude"][0])) for form in told] == [cell]
    assert not any(digits in words for words in sent for digits in ("49.4132", "8.7098"))
    profile = Profile.objects.get(user=world.people["outsider"])
    assert (profile.home, profile.home_label) == (cell, "Heidelberg, Germany")


@pytest.mark.django_db(transaction=True)
def test_who_does_not_allow_it_is_asked_for_the_city(open_page):
    page = open_page()
    page.get_by_role("button", name=BUTTON).click()
    page.get_by_text("Your browser does not give the position away. Type your city instead.").wait_for()


@pytest.mark.django_db(transaction=True)
def test_without_script_there_is_no_button(open_page):
    page = open_page(java_script_enabled=False)
    assert page.get_by_label("Your city").is_visible()
    assert not page.get_by_role("button", name=BUTTON).is_visible()
