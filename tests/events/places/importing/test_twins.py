import pytest
from django.utils import timezone

from events.places.importing.outcomes import Merged
from events.places.keeping.models import SamePlace
from events.places.models import Place
from tests.events.places.conftest import make_place
from tests.events.places.importing.conftest import EAST, NORTH, feature, park, point, square, track

MIDDLE = point(EAST + 0.0005, NORTH + 0.0005)
OUTLINE = [[49.4, 8.7], [49.4, 8.701], [49.401, 8.701], [49.401, 8.7], [49.4, 8.7]]
DC_PARK = {"USE_TYPE": "PARK", "PROPID": "1", "TOPO": "Flt", "OBJECTID": 1, "NAME": "Birkenwiese"}


def counted(imported):
    return imported.added, imported.merged, dict(imported.skipped)


@pytest.mark.parametrize("is_point_first", [True, False])
@pytest.mark.parametrize("between", [0, 600])
def test_point_and_outline_of_one_park_are_one_and_the_outline_wins(bring, is_point_first, between):
    """In one batch, and with a batch of other parks between them."""
    drawn = [park("node/1", MIDDLE), park("way/2", name="birkenWIESE")]
    others = [park(f"way/{10 + n}", point(9 + n / 100, 50), name=f"Park {n}") for n in range(between)]
    first, second = drawn if is_point_first else reversed(drawn)

    imported = bring(first, *others, second)

    assert (imported.added, imported.merged) == (1 + between, 1)
    place = Place.objects.exclude(name__startswith="Park ").get()
    assert (place.source_ref, place.outline) == ("way/2", OUTLINE)
    assert (place.latitude, place.longitude) == (49.4005, 8.7005)


def test_the_outline_of_a_later_file_wins_as_long_as_nobody_worked_on_the_place(bring, outsider):
    bring(park("node/1", MIDDLE, lit="yes"))
    imported = bring(park("way/2", **{"addr:street": "Birkenweg"}))

    place = Place.objects.get()
    assert counted(imported) == (0, 1, {})
    assert (place.outline, place.address) == (OUTLINE, "Birkenweg")
    assert place.proposed["lit"] is True


def test_what_a_person_worked_on_keeps_its_point(bring, outsider):
    bring(park("node/1", MIDDLE))
    place = Place.objects.get()
    place.zones.create(name="Meadow", description="From the gate.", added_by=outsider)
    before = Place.objects.values().get()

    assert counted(bring(park("way/2"))) == (0, 1, {})
    assert Place.objects.values().get() == before


def reported(place, by):
    now = timezone.now()
    place.hazards.create(category="object", severity="stop", words="A tree", seen_at=now, reported_by=by)


def photographed(place, by):
    place.photos.create(owner=by, key="places/ab/abcdef", width=320, height=240)


def said_to_go(place, by):
    SamePlace.objects.create(place=place, into=make_place("Meadow"), proposed_by=by)


def said_to_stay(place, by):
    SamePlace.objects.create(place=make_place("Meadow"), into=place, proposed_by=by)


@pytest.mark.parametrize("work", [reported, photographed, said_to_go, said_to_stay])
def test_what_people_reported_or_sent_keeps_the_place_where_they_saw_it(bring, outsider, work):
    bring(park("node/1", MIDDLE))
    place = Place.objects.get()
    work(place, outsider)
    before = Place.objects.values().get(pk=place.pk)

    bring(park("way/2"))
    assert Place.objects.values().get(pk=place.pk) == before


def test_who_is_joined_with_whom_is_told(bring):
    told = []
    bring(park("node/1", MIDDLE), park("way/2"), tell=told.append)

    assert [item for item in told if isinstance(item, Merged)] == [
        Merged("way/2", "Birkenwiese", "Birkenwiese")
    ]


def test_a_namesake_farther_away_is_another_park(bring):
    near, far = square(EAST + 0.003), square(EAST + 0.0055)

    assert counted(bring(park("way/1"), park("way/2", near), park("way/3", far))) == (2, 1, {})


def test_twins_are_found_across_the_antimeridian(bring):
    west, east = point(-179.9995, 0), point(179.9995, 0)

    assert counted(bring(park("node/1", west))) == (1, 0, {})
    assert counted(bring(park("node/2", east))) == (0, 1, {})


@pytest.mark.parametrize("latitude", [89.9995, -89.9995])
def test_twins_are_found_at_the_poles(bring, latitude):
    assert counted(bring(park("node/1", point(0, latitude)))) == (1, 0, {})
    assert counted(bring(park("node/2", point(170, latitude)))) == (0, 1, {})


def test_two_parts_of_a_track_without_a_name_are_one(bring):
    near, far = square(EAST + 0.001), square(EAST + 0.003)

    assert counted(bring(track("way/1"), track("way/2", near), track("way/3", far))) == (2, 1, {})


def test_the_same_id_twice_is_known(bring):
    assert counted(bring(park("way/1"), park("way/1"))) == (1, 0, {"known": 1})


def test_a_hall_is_not_the_ground_around_it(bring):
    hall = feature(
        "way/2", square(), leisure="sports_centre", sport="athletics", building="yes", name="Birkenwiese"
    )

    assert counted(bring(park("way/1"), hall)) == (2, 0, {})


def test_sources_stay_apart(bring):
    city = {"type": "Feature", "properties": DC_PARK, "geometry": square()}

    assert counted(bring(park("way/1"), city)) == (2, 0, {})
    assert set(Place.objects.values_list("source", "name")) == {
        ("openstreetmap", "Birkenwiese"),
        ("open_data_dc", "Birkenwiese"),
    }


def test_what_a_person_added_by_hand_is_not_drafted_again(bring, outsider):
    make_place("Birkenwiese", latitude=NORTH, longitude=EAST, added_by=outsider)
    before = Place.objects.values().get()

    assert counted(bring(park("way/1"))) == (0, 0, {"known": 1})
    assert Place.objects.values().get() == before
