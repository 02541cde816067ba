"""The summary of the guide is one sheet of A4, in both languages and whatever the screen looked like."""

import re

import pytest
from django.urls import reverse

pytestmark = [pytest.mark.e2e, pytest.mark.once, pytest.mark.django_db(transaction=True)]

A4 = (595, 842)  # points
INK = "getComputedStyle(document.querySelector('.onepage h2')).color"


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_summary_is_one_page_of_a4_in_dark_ink(browser, live_server, language, scheme):
    context = browser.new_context(locale=language, color_scheme=scheme)
    page = context.new_page()
    page.goto(live_server.url + reverse("guide:summary"))
    paper = page.pdf(prefer_css_page_size=True)
    sizes = re.findall(rb"/MediaBox\s*\[0 0 ([\d.]+) ([\d.]+)\]", paper)
    assert [tuple(round(float(side)) for side in size) for size in sizes] == [A4]
    page.emulate_media(media="print", color_scheme=scheme)
    assert page.evaluate(INK) == "rgb(0, 0, 0)"
    assert page.locator(".no-print").first.is_hidden()
    context.close()
