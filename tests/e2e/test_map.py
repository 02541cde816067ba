"""The map in a real browser: signs one can reach with keys, and no request to anybody else."""

import re
from datetime import timedelta

import pytest
from django.test import override_settings
from django.urls import reverse
from django.utils import timezone
from django.utils.csp import CSP

from events.places.models import Place
from tests.events.places.conftest import HEIDELBERG, make_place, make_zone

pytestmark = [pytest.mark.e2e, pytest.mark.once, pytest.mark.django_db(transaction=True)]

TILES = "https://tile.example.org/{z}/{x}/{y}.png"
A4 = (595, 842)


@pytest.fixture
def track(make_user):
    """A track with a check that holds and a zone that is drawn."""
    maker = make_user("mira")
    place = make_place("Birch track", state="checked", usable_until=timezone.localdate() + timedelta(days=90))
    zone = make_zone(place, maker)
    zone.verdict, zone.checked_on = "ok", timezone.localdate()
    zone.expires_on = place.usable_until
    zone.shape = [list(HEIDELBERG), [HEIDELBERG[0], HEIDELBERG[1] + 0.001]]
    zone.save()
    return place


@pytest.fixture
def visit(browser, live_server):
    """Open a page and note what it asks of whom, and what goes wrong: ``page, asked, wrong = visit("/")``."""
    contexts = []

    def go(path):
        context = browser.new_context(locale="en")
        contexts.append(context)
        page, asked, wrong = context.new_page(), [], []
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.route("https://tile.example.org/**", lambda route: route.fulfill(status=204))
        page.goto(live_server.url + path)
        return page, asked, wrong

    yield go
    for context in contexts:
        context.close()


def foreign(asked, live_server):
    return [url for url in asked if not url.startswith((live_server.url, "data:"))]


def test_places_are_reached_with_keys_and_nobody_else_is_asked(track, visit, live_server):
    here = f"?latitude={HEIDELBERG[0]}&longitude={HEIDELBERG[1]}"
    page, asked, wrong = visit(reverse("places:list") + here)
    sign = page.locator(".sign-box")
    sign.wait_for()
    assert "Birch track" in sign.inner_text()
    sign.focus()
    page.keyboard.press("Enter")
    page.locator(".leaflet-popup a[href*=birch-track]").click()
    page.wait_for_url("**/places/birch-track/")
    page.locator(".canvas path.zone").wait_for(state="attached")
    assert foreign(asked, live_server) == []
    assert wrong == []


def test_far_out_land_is_drawn_from_this_server(track, visit, live_server):
    make_place("Far track", latitude=-33.86, longitude=151.2, source="openstreetmap")
    page, asked, wrong = visit(reverse("places:list"))
    page.locator(".canvas path.land").wait_for(state="attached")
    assert foreign(asked, live_server) == []
    assert wrong == []


def test_tiles_say_where_they_are_shown(track, visit, settings):
    policy = settings.SECURE_CSP | {"img-src": [CSP.SELF, "data:", "https://tile.example.org"]}
    with override_settings(MAP_TILES=TILES, MAP_ATTRIBUTION="© Somebody", SECURE_CSP=policy):
        page, asked, wrong = visit(reverse("places:detail", args=[track.slug]))
        page.locator("img.leaflet-tile").first.wait_for(state="attached")
        assert page.locator("img.leaflet-tile").first.get_attribute("referrerpolicy") == (
            "strict-origin-when-cross-origin"
        )
        assert "© Somebody" in page.locator(".mapbox .attr").inner_text()
        assert [url for url in asked if "tile.example.org" in url]
        assert wrong == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("stage", [0, 3])
def test_the_site_sheet_is_one_page_of_a4(track, browser, live_server, scheme, stage):
    Place.objects.filter(pk=track.pk).update(restricted_stage=stage)
    context = browser.new_context(locale="de", color_scheme=scheme)
    page = context.new_page()
    page.goto(live_server.url + reverse("places:sheet", args=[track.slug]))
    sizes = re.findall(rb"/MediaBox\s*\[0 0 ([\d.]+) ([\d.]+)\]", page.pdf(prefer_css_page_size=True))
    assert [tuple(round(float(side)) for side in size) for size in sizes] == [A4]
    context.close()
