"""What a date tells other sites: all of a public one, nothing of any other."""

import json
import re
from datetime import date, datetime, timedelta
from html.parser import HTMLParser
from io import BytesIO

import pytest
from django.urls import reverse
from PIL import Image

from accounts.permissions import Viewer
from events.meetups.actions import call_off_meetup
from events.meetups.changing import edit_meetup
from events.meetups.models import Audience, Meetup
from events.meetups.rescue import move_meetup
from events.meetups.sharing.card import Words, draw, is_drawable
from tests.events.meetups.series.conftest import edit, on, post, series, weekly  # noqa: F401

HOUR = timedelta(hours=1)
HOSTILE = '</script><script>alert("1")</script> & <!-- "\u2028'


class Head(HTMLParser):
    """What a site reads that shows a preview."""

    def __init__(self):
        super().__init__()
        self.meta, self.data, self.scripts, self._in = {}, [], 0, ""

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        if tag == "meta" and "content" in found:
            self.meta[found.get("property") or found.get("name")] = found["content"]
        if tag == "script":
            self.scripts += 1
            self._in = found.get("type", "")

    def handle_endtag(self, tag):
        if tag == "script":
            self._in = ""

    def handle_data(self, data):
        if self._in == "application/ld+json":
            self.data.append(data)


def head(client, meetup):
    read = Head()
    read.feed(client.get(meetup.get_absolute_url()).content.decode())
    return read


def event(client, meetup):
    (data,) = head(client, meetup).data
    return json.loads(data)


def card(client, meetup, **headers):
    return client.get(reverse("meetups:card", args=[meetup.public_id]), headers=headers)


def test_a_link_to_a_public_date_has_a_preview(client_of, meetup, settings):
    meta = head(client_of(None), meetup).meta
    when = "Tuesday 16 June, 18:30–19:30 (CEST)"
    said = f"{when} · Birkenwiese 1, Heidelberg, Germany · Neckar Heelfirsts"
    assert (meta["og:title"], meta["og:description"]) == ("First steps Tuesday", said)
    assert meta["og:url"] == settings.SITE_URL + meetup.get_absolute_url()
    assert meta["og:image"].startswith(f"{settings.SITE_URL}/meetups/{meetup.public_id}/card.png?v=")
    assert meta["twitter:card"] == "summary_large_image"


def test_the_event_is_what_schema_org_means(client_of, meetup, group, settings):
    Meetup.objects.filter(pk=meetup.pk).update(capacity=2)
    found = event(client_of(None), meetup)
    assert (found["@context"], found["@type"], found["name"]) == (
        "https://schema.org",
        "Event",
        "First steps Tuesday",
    )
    assert (found["startDate"], found["endDate"]) == ("2026-06-16T18:30+02:00", "2026-06-16T19:30+02:00")
    assert datetime.fromisoformat(found["startDate"]) == meetup.starts_at
    assert found["eventStatus"] == "https://schema.org/EventScheduled"
    assert found["isAccessibleForFree"] is True
    assert found["location"] == {
        "@type": "Place",
        "name": "Birkenwiese 1",
        "address": {"@type": "PostalAddress", "addressLocality": "Heidelberg, Germany"},
        "geo": {"@type": "GeoCoordinates", "latitude": 49.41, "longitude": 8.68},
    }
    assert found["organizer"] == {
        "@type": "Organization",
        "name": "Neckar Heelfirsts",
        "url": f"{settings.SITE_URL}{reverse('groups:detail', args=[group.slug])}",
    }


def test_a_date_that_moves_there_and_back_is_as_it_was_posted(client_of, meetup, make_zone, organizer):
    lisbon = make_zone("Rua", time_zone="Europe/Lisbon", latitude=38.7, longitude=-9.1)
    for zone, status in ((lisbon, "Rescheduled"), (meetup.zone, "Scheduled")):
        page = Meetup.objects.for_page(Viewer(organizer)).get(pk=meetup.pk)
        move_meetup(page, by=Viewer(organizer), zone=zone)
        assert event(client_of(None), meetup)["eventStatus"] == f"https://schema.org/Event{status}"


def test_a_date_of_a_series_that_moves_says_so(client_of, series, edit, on):  # noqa: F811
    row = on(series, date(2026, 6, 23))
    edit(series, hour=19)
    found = event(client_of(None), row)
    assert (found["eventStatus"], found["previousStartDate"]) == (
        "https://schema.org/EventRescheduled",
        "2026-06-23T18:30+02:00",
    )


def test_an_event_that_is_called_off_or_moved_says_so(client_of, meetup, organizer, plan):
    later = plan(starts_at=meetup.starts_at + HOUR, ends_at=meetup.ends_at + HOUR)
    del later["nonce"]
    edit_meetup(meetup, by=Viewer(organizer), sequence=0, **later)
    found = event(client_of(None), meetup)
    assert (found["eventStatus"], found["startDate"], found["previousStartDate"]) == (
        "https://schema.org/EventRescheduled",
        "2026-06-16T19:30+02:00",
        "2026-06-16T18:30+02:00",
    )
    call_off_meetup(meetup, by=Viewer(organizer), reason="Ice on the straight")
    off = event(client_of(None), meetup)
    assert off["eventStatus"] == "https://schema.org/EventCancelled"
    assert head(client_of(None), meetup).meta["og:description"].startswith("Called off · ")


def test_a_hostile_title_stays_a_title(client_of, meetup):
    honest = head(client_of(None), meetup).scripts
    Meetup.objects.filter(pk=meetup.pk).update(title=HOSTILE)
    read = head(client_of(None), meetup)
    assert read.scripts == honest
    assert json.loads(read.data[0])["name"] == HOSTILE
    assert read.meta["og:title"] == HOSTILE
    assert not re.search(r"[<>&]", read.data[0])


def test_nobody_is_named_to_other_sites(client_of, meetup, organizer):
    read = head(client_of(None), meetup)
    assert organizer.profile.display_name not in read.data[0] + json.dumps(read.meta)


@pytest.mark.parametrize("audience", [Audience.GROUP, Audience.INVITED])
def test_a_date_that_not_everybody_reads_tells_other_sites_nothing(client_of, meetup, organizer, audience):
    Meetup.objects.filter(pk=meetup.pk).update(audience=audience)
    for user in (organizer, None):
        answer = client_of(user).get(meetup.get_absolute_url())
        assert b"og:" not in answer.content
        assert b"ld+json" not in answer.content
        assert card(client_of(user), meetup).status_code == 404


def test_the_picture_of_a_date_that_was_closed_is_gone_at_once(client_of, meetup):
    assert card(client_of(None), meetup).status_code == 200
    Meetup.objects.filter(pk=meetup.pk).update(audience=Audience.GROUP)
    answer = card(client_of(None), meetup)
    assert answer.status_code == 404
    assert answer["Content-Type"] != "image/png"


def test_the_picture_is_a_png_that_browsers_keep_and_ask_about(client_of, meetup, django_assert_num_queries):
    answer = card(client_of(None), meetup)
    assert (answer["Content-Type"], answer["Cache-Control"]) == ("image/png", "public, no-cache")
    assert "Set-Cookie" not in answer
    with Image.open(BytesIO(answer.content)) as picture:
        assert (picture.format, picture.size) == ("PNG", (1200, 630))
    with django_assert_num_queries(1):
        again = card(client_of(None), meetup, if_none_match=answer["ETag"])
    assert (again.status_code, again.content) == (304, b"")


def test_another_title_makes_another_picture(client_of, meetup):
    before = card(client_of(None), meetup)
    Meetup.objects.filter(pk=meetup.pk).update(title="Second steps")
    after = card(client_of(None), meetup, if_none_match=before["ETag"])
    assert after.status_code == 200
    assert after.content != before.content


def test_the_picture_speaks_the_language_of_the_group(client_of, meetup, group):
    english = card(client_of(None), meetup)["ETag"]
    type(group).objects.filter(pk=group.pk).update(language="de")
    assert card(client_of(None), meetup)["ETag"] != english
    assert (
        card(client_of(None), meetup, accept_language="fr")["ETag"] == card(client_of(None), meetup)["ETag"]
    )


@pytest.mark.parametrize(
    "title",
    ["", "x", "W" * 80, "Rückwärtslaufgemeinschaft " * 3, "Łódź Ústí", "後ろ向き", "a\u200bb 😀", HOSTILE],
)
def test_any_title_can_be_drawn(title):
    words = Words("Tue", "16", "Jun", title, "18:30–19:30 CEST", "P" * 120, "G" * 120, instead="A social")
    with Image.open(BytesIO(draw(words))) as picture:
        assert picture.size == (1200, 630)


def test_letters_that_our_fonts_lack_are_not_drawn_as_boxes():
    with_letters = Words("Tue", "16", "Jun", "A social", "18:30", "Park", "Group", instead="A social")
    without = Words("Tue", "16", "Jun", "後ろ向き", "18:30", "Park", "Group", instead="A social")
    assert (is_drawable("後ろ"), is_drawable("Łódź")) == (False, True)
    assert draw(without) == draw(with_letters)
