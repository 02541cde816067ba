import itertools

import pytest

from events.places.keeping.models import PlaceEvent
from events.places.models import Place
from events.places.pages import proposals_of
from tests.events.places.importing.conftest import EAST, NORTH, park, path, point, square

THROUGH = ((EAST - 0.001, NORTH + 0.0005), (EAST + 0.002, NORTH + 0.0005))
INSIDE = ((EAST + 0.0003, NORTH + 0.0003), (EAST + 0.0006, NORTH + 0.0003))


def beside(metres):
    """A path south of the park, so far from its edge."""
    latitude = NORTH - metres / 111_195
    return (EAST + 0.0002, latitude), (EAST + 0.0008, latitude)


def paths_of(place):
    return place.proposed.get("paths", {})


@pytest.mark.parametrize(
    ("positions", "touches"),
    [(THROUGH, True), (INSIDE, True), (beside(24), True), (beside(26), False), (beside(500), False)],
)
def test_a_path_lends_to_the_park_it_runs_through_or_beside(bring, positions, touches):
    imported = bring(park(), path("way/2", *positions, surface="asphalt"))

    assert paths_of(Place.objects.get()) == ({"way/2": {"surface": "asphalt"}} if touches else {})
    assert (imported.lent, imported.skipped) == (int(touches), {"no_name": 1})


def test_what_a_path_lends(bring):
    tags = {"surface": "asphalt", "lit": "no", "width": "2,5 m", "incline": "-15%", "kerb": "raised"}
    bring(park(), path("way/2", *THROUGH, **tags, smoothness="bad", wheelchair="no"))

    assert paths_of(Place.objects.get()) == {
        "way/2": {
            "surface": "asphalt",
            "evenness": "uneven",
            "gradient": 15.0,
            "clear_width": 2.5,
            "kerb": "raised",
            "lit": False,
        }
    }


@pytest.mark.parametrize(
    "tags",
    [
        {"access": "private"},
        {"disused": "yes"},
        {"highway": "residential"},
        {"highway": "steps"},
        {"surface": "", "lit": "", "width": "narrow", "incline": "up"},
    ],
)
def test_a_path_that_is_not_for_all_or_says_nothing_lends_nothing(bring, tags):
    bring(park(), path("way/2", *THROUGH, **{"surface": "asphalt"} | tags))

    assert paths_of(Place.objects.get()) == {}


def test_the_order_in_the_file_is_no_matter(bring):
    parts = [park(), path("way/2", *THROUGH, surface="asphalt"), path("way/3", *INSIDE, lit="no")]
    for order in itertools.permutations(parts):
        PlaceEvent.objects.all().delete()
        Place.objects.all().delete()
        bring(*order)
        assert paths_of(Place.objects.get()) == {"way/2": {"surface": "asphalt"}, "way/3": {"lit": False}}


def test_paths_of_another_file_lend_to_parks_that_are_here(bring):
    bring(park())
    bring(path("way/2", *THROUGH, surface="asphalt"))
    bring(path("way/2", *THROUGH, surface="gravel"), path("way/3", *INSIDE, surface="gravel"))

    assert paths_of(Place.objects.get()) == {"way/2": {"surface": "asphalt"}, "way/3": {"surface": "gravel"}}


def test_a_named_path_is_a_place_and_lends_as_well(bring):
    imported = bring(park(), path("way/2", *THROUGH, name="Allmendpfad", surface="asphalt"))

    assert (imported.added, imported.lent) == (2, 1)
    assert paths_of(Place.objects.get(kind="park")) == {"way/2": {"surface": "asphalt"}}
    assert paths_of(Place.objects.get(kind="path")) == {}
    assert len(Place.objects.get(kind="path").outline) == 2


def test_a_park_that_is_a_point_takes_what_runs_beside_it(bring):
    bring(park(geometry=point()), path("way/2", *beside(20), surface="asphalt"))

    assert list(paths_of(Place.objects.get())) == ["way/2"]


def test_a_path_lends_across_the_antimeridian(bring):
    wide = square(179.999, 0, side=0.002)
    wide["coordinates"] = [[[lon if lon <= 180 else lon - 360, lat] for lon, lat in wide["coordinates"][0]]]
    bring(park(geometry=wide), path("way/2", (-179.9995, 0.001), (-179.999, 0.001), surface="asphalt"))

    assert list(paths_of(Place.objects.get())) == ["way/2"]


def test_a_city_park_takes_nothing_from_openstreetmap(bring):
    row = {"USE_TYPE": "PARK", "PROPID": "1", "TOPO": "Flt", "OBJECTID": 1, "NAME": "Birkenwiese"}
    city = {"type": "Feature", "properties": row, "geometry": square()}
    bring(city, path("way/2", *THROUGH, surface="asphalt"))

    assert paths_of(Place.objects.get()) == {}


@pytest.mark.parametrize("state", ["checked", "restricted", "suspended", "retired"])
def test_only_drafts_take(bring, state):
    bring(park())
    Place.objects.update(state=state)
    before = Place.objects.values().get()
    bring(path("way/2", *THROUGH, surface="asphalt"))

    assert Place.objects.values().get() == before


def test_sixty_paths_are_enough(bring):
    bring(park(), *(path(f"way/{n}", *THROUGH, surface="asphalt") for n in range(2, 90)))

    assert list(paths_of(Place.objects.get())) == [f"way/{n}" for n in range(2, 62)]


def test_the_page_names_what_comes_from_paths(bring):
    bring(park(surface="grass"), path("way/2", *THROUGH, surface="asphalt", width="2"))

    assert proposals_of(Place.objects.get()) == [
        ("Surface", "Short grass"),
        ("Paths here: Surface", "Asphalt"),
        ("Paths here: Clear width", "2 m"),
    ]
