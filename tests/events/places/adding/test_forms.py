"""A place and a zone as people type them."""

import pytest

from accounts.geography import City
from events.places.adding.forms import PlaceForm, ZoneForm
from events.places.models import Place

PLACE = {"name": "Birkenwiese", "kind": "track", "light": "none", "nonce": "abc"}
ZONE = {"name": "Home straight", "description": "Backward to the west.", "nonce": "abc"}


@pytest.fixture
def heidelberg(db):
    city = City.objects.create(
        id=1,
        name="Heidelberg",
        country="DE",
        population=150_000,
        time_zone="Europe/Berlin",
        latitude=49.4077,
        longitude=8.6908,
    )
    city.names.create(folded="heidelberg", is_main=True)
    return city


def place_errors(**typed):
    form = PlaceForm(PLACE | typed)
    form.is_valid()
    return {name: " ".join(errors) for name, errors in form.errors.items()}


@pytest.mark.parametrize(
    "point",
    ["49.4, 8.69", "0, 180", "0, -180", "90, 0", "-90, 0", "-16.5, 179.99", "49.4N", "-54.8, -68.3"],
)
def test_every_point_on_earth_will_do(heidelberg, point):
    words = "Write two numbers, north first, like 49.3981, 8.6512. Map apps show them."
    assert place_errors(point=point) == ({"point": words} if point == "49.4N" else {})


@pytest.mark.parametrize("point", ["nan, nan", "NaN, 8", "91, 8", "-90.01, 0", "8, 181", "inf, 8", "49.4"])
def test_what_is_no_point_is_refused(db, point):
    assert set(place_errors(point=point)) == {"point"}


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"point": "8.69, 49.41", "city": "Heidelberg"}, "Did you mean 49.41, 8.69?"),
        ({"point": "8.69, 49.41"}, "There is no town near this point. Did you mean 49.41, 8.69?"),
        ({"point": "49.41, 80.69", "city": "Heidelberg"}, "more than 100 km from Heidelberg"),
        ({"point": "49.41, 8.69", "city": "Heidelberg"}, ""),
        ({"point": "49.9, 8.69", "city": "Heidelberg"}, ""),
    ],
)
def test_swapped_numbers_are_noticed(heidelberg, typed, sentence):
    found = place_errors(**typed)
    assert bool(found) is bool(sentence)
    assert sentence in found.get("point", "")


def test_access_may_stay_unknown(heidelberg):
    form = PlaceForm(PLACE | {"point": "49.4, 8.69", "has_toilets": "yes", "has_seating": "no"})
    assert form.is_valid(), form.errors
    assert [form.cleaned_data[name] for name in ("has_toilets", "has_seating", "has_shelter")] == [
        True,
        False,
        None,
    ]


def place_form(**changes):
    data = {"name": "Birkenwiese", "kind": "track", "point": "49.4, 8.6", "light": "none", "nonce": "n"}
    return PlaceForm(data | changes)


def test_a_place_with_coordinates(db):
    form = place_form(light="full", lit_until="21:30", is_step_free="yes")

    assert form.is_valid(), form.errors
    data = form.cleaned_data
    assert (data["latitude"], data["longitude"], data["is_step_free"]) == (49.4, 8.6, True)
    assert "point" not in data
    assert "city" not in data


def test_an_hour_without_light_is_dropped(db):
    form = place_form(light="none", lit_until="21:30")

    assert form.is_valid(), form.errors
    assert form.cleaned_data["lit_until"] is None


def test_a_place_needs_a_point_or_a_city():
    assert set(place_form(point="").errors) == {"point"}


def test_the_middle_of_a_city_stands_in_for_coordinates(heidelberg):
    form = place_form(point="", city="Heidelberg")

    assert form.is_valid(), form.errors
    assert (form.cleaned_data["latitude"], form.cleaned_data["longitude"]) == (49.4077, 8.6908)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "x" * 10_000}, "name"),
        ({"name": "​​​"}, "name"),
        ({"kind": "volcano"}, "kind"),
        ({"light": ""}, "light"),
        ({"address": "x" * 201}, "address"),
    ],
)
def test_bad_words_for_a_place_are_named_at_their_field(db, changes, field):
    assert set(place_form(**changes).errors) == {field}


def zone_form(shape, **typed):
    place = Place(latitude=49.398, longitude=8.651)
    form = ZoneForm(ZONE | {"shape": shape} | typed, place=place)
    form.is_valid()
    return form


def test_a_straight_is_two_points():
    form = zone_form("49.39810, 8.65120\r\n\n 49.39850 8.65130 ", travel="either")
    assert form.errors == {}
    assert form.cleaned_data["shape"] == [[49.3981, 8.6512], [49.3985, 8.6513]]
    assert (form.cleaned_data["is_area"], form.cleaned_data["travel"]) == (False, "either")


def test_a_zone_may_wait_for_its_points():
    form = zone_form("", is_area="on")
    assert form.errors == {}
    assert (form.cleaned_data["shape"], form.cleaned_data["is_area"]) == (None, False)


@pytest.mark.parametrize(
    ("shape", "typed", "sentence"),
    [
        ("49.3981, 8.6512", {}, "At least 2 points."),
        ("49.3981, 8.6512\n49.3981, 8.6512", {}, "At least 2 points."),
        ("49.3981, 8.6512\n49.3985, 8.6513", {"is_area": "on"}, "At least 3 points."),
        ("\n".join(f"49.398, 8.65{n:03}" for n in range(51)), {}, "At most 50 points."),
        ("49.3981, 8.6512\nsomewhere", {}, "Line 2: write two numbers"),
        ("49.3981, 8.6512\n49.42, 8.6512", {}, "A point lies 2.4 km from the place"),
        ("49.39, 8.65\n49.3999, 8.65", {}, "This line is 1101 m long."),
        (
            "49.398, 8.651\n49.399, 8.652\n49.398, 8.652\n49.399, 8.651",
            {"is_area": "on"},
            "The outline crosses itself.",
        ),
    ],
)
def test_what_is_no_zone_is_said(shape, typed, sentence):
    errors = zone_form(shape, **typed).errors
    assert set(errors) == {"shape"}
    assert sentence in errors["shape"][0]
