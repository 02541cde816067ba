"""The pages on which places and zones are named."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from events.places.models import Place, Zone
from events.places.walk.models import PlacePhoto

NEW = reverse("places:new")
PLACE = {"name": "Birkenwiese", "kind": "sidewalk", "light": "none", "point": "49.4077, 8.6908"}


def picture():
    file = io.BytesIO()
    Image.new("RGB", (64, 48), "teal").save(file, "JPEG")
    return SimpleUploadedFile("gate.jpg", file.getvalue(), "image/jpeg")


@pytest.fixture
def add(client_of, outsider):
    return lambda **typed: client_of(outsider).post(NEW, PLACE | {"nonce": "abc"} | typed)


def test_a_place_is_added_with_all_that_is_known(add):
    add(has_toilets="yes", has_phone_signal="no", direction_rule="Counterclockwise.", is_step_free="unknown")

    place = Place.objects.get()
    assert (place.kind, place.has_toilets, place.has_phone_signal, place.is_step_free) == (
        "sidewalk",
        True,
        False,
        None,
    )
    assert place.direction_rule == "Counterclockwise."


def test_a_form_sent_twice_makes_one_place_with_one_photo(add):
    for _time in range(2):
        answer = add(photo=picture(), nobody="on", photo_nonce="a" * 16)
    assert answer.status_code == 302
    assert PlacePhoto.objects.get().place == Place.objects.get()


@pytest.mark.parametrize("nonce", ["a/b", "a" * 15, "ä" * 16, "../" + "a" * 13])
def test_what_is_no_id_becomes_no_address_of_a_photo(add, nonce):
    page = add(photo=picture(), nobody="on", photo_nonce=nonce).content.decode()
    assert "Load the page again and choose the photo once more." in page
    assert not Place.objects.exists()


def test_a_photo_needs_a_look_for_people(add):
    page = add(photo=picture()).content.decode()
    assert "people on it have not been asked" in page
    assert 'value="Birkenwiese"' in page
    assert not Place.objects.exists()


def test_a_zone_is_drawn(client_of, member, place):
    points = "49.4077, 8.6908\n49.4079, 8.6909\n49.4076, 8.6911"
    typed = {"name": "Meadow", "description": "Round it.", "shape": points, "is_area": "on", "nonce": "abc"}
    answer = client_of(member).post(reverse("places:zone_new", args=[place.slug]), typed)

    zone = Zone.objects.get()
    assert answer.url == reverse("places:check", args=[place.slug, zone.public_id])
    assert zone.shape == [[49.4077, 8.6908], [49.4079, 8.6909], [49.4076, 8.6911]]
    assert (zone.is_area, zone.travel) == (True, "as_drawn")
