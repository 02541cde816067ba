"""Which rows are asked for."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.identifiers import new_nonce
from accounts.images import Rendition, Renditions
from events.places.hazards.actions import report_hazard
from events.places.keeping.actions import retire_place, suspend_place
from events.places.keeping.models import PlaceEvent
from events.places.models import Place, Zone
from events.places.walk.actions import keep_place_photo
from tests.events.places.conftest import make_place, make_zone


def test_what_ran_out_is_told_of_and_no_longer_about_to_end(checked_zone):
    checked_zone.refresh_from_db()
    last_day, after = checked_zone.expires_on - timedelta(days=1), checked_zone.expires_on

    assert (Zone.objects.about_to_end(last_day).count(), Zone.objects.ending(last_day).count()) == (1, 1)
    assert (Zone.objects.about_to_end(after).count(), Zone.objects.ending(after).count()) == (0, 1)


def suspend(place, by):
    suspend_place(place, by=by, why="A private garden")


def retire(place, by):
    retire_place(place, by=by, why="A private garden", seen=PlaceEvent.objects.stamp_of(place.pk))


@pytest.mark.parametrize("close", [suspend, retire])
def test_closing_a_draft_of_one_person_shows_it_to_no_stranger(
    close, place, organizer, group, as_viewer, client_of, stranger
):
    close(place, as_viewer(organizer))
    pages = [reverse(f"places:{page}", args=[place.slug]) for page in ("detail", "sheet", "history")]

    assert list(Place.objects.visible_to(stranger)) == []
    assert [client_of(None).get(page).status_code for page in pages] == [404] * 3
    assert place.name not in client_of(None).get(reverse("places:map_data"), {"bbox": "8,49,9,50"}).text


@pytest.mark.parametrize("close", [suspend, retire])
def test_closing_a_place_that_was_open_hides_it_from_nobody(
    close, checked_zone, organizer, as_viewer, stranger
):
    close(Place.objects.get(), as_viewer(organizer))

    assert Place.objects.visible_to(stranger).count() == 1


def test_a_map_somebody_sent_is_one_persons_word_until_it_is_checked(organizer, stranger):
    sent = make_place("Call 0900", source="openstreetmap", source_ref="way/1", added_by=organizer)
    read_in = make_place("Neckarwiese", source="openstreetmap", source_ref="way/2")

    assert list(Place.objects.visible_to(stranger)) == [read_in]
    Place.objects.filter(pk=sent.pk).update(state="checked")
    assert set(Place.objects.visible_to(stranger)) == {sent, read_in}


def test_a_zone_nobody_has_checked_is_named_to_no_stranger(organizer, outsider, as_viewer, client_of):
    park = make_place("Neckarwiese", source="openstreetmap", source_ref="way/1", kind="park")
    zone = make_zone(park, organizer, "Behind the shed")
    words = {"category": "object", "severity": "stop", "words": "A branch"}
    seen_at = timezone.now() - timedelta(minutes=5)
    by = as_viewer(outsider)
    hazard = report_hazard(park, by=by, nonce=new_nonce(), zone=zone, seen_at=seen_at, **words)
    photo = Renditions({size: Rendition(40, 30, b"RIFFcopy") for size in (1600, 640, 160)})
    keep_place_photo(park, by=by, photo=photo, zone=zone)
    pages = [reverse("places:detail", args=[park.slug]), hazard.get_absolute_url()]

    assert ["Behind the shed" in client_of(None).get(page).text for page in pages] == [False] * 2
    assert ["Behind the shed" in client_of(outsider).get(page).text for page in pages] == [True] * 2
