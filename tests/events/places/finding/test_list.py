"""The list of places and the map ask for the same rows: what each filter lets through, and for whom."""

import math
import re
from datetime import date

import pytest
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse

from accounts.geography import snap_to_cell
from accounts.permissions import Viewer
from events.places.finding.box import Box
from events.places.finding.filters import Filters
from events.places.finding.pages import asked_for, map_data, places_near
from events.places.finding.paging import PAGE
from events.places.models import Place, Zone
from tests.events.places.conftest import HEIDELBERG, make_zone, was_open
from tests.events.places.finding.conftest import LAST_DAY, make_open, shape_of

LIST, MAP = reverse("places:list"), reverse("places:map_data")
STRANGER = Viewer(AnonymousUser())


def names(viewer, **asked):
    return sorted(asked_for(viewer, Filters.in_address(asked)).values_list("name", flat=True))


def listed(response):
    return re.findall(r'data-place="([^"]+)"', response.text)


def give_zone(place, user, **fields):
    """A zone as a check leaves it."""
    facts = {"verdict": "ok", "checked_on": "2020-01-01", "expires_on": LAST_DAY}
    return Zone.objects.filter(pk=make_zone(place, user).pk).update(**facts | fields)


@pytest.fixture
def choice(outsider):
    """Places that differ in one thing each from a lit, step-free track that anybody may use."""
    fine = {"light": "full", "is_step_free": True, "surface": "synthetic_track"}
    make_open("Fine", **fine)
    make_open("Ran out", **fine | {"usable_until": "2020-01-01"})
    was_open(make_open("Closed", **fine | {"state": "suspended"}))
    make_open("With conditions", **fine | {"state": "restricted", "restricted_stage": 3})
    make_open("Steep", **fine | {"minimum_stage": 3})
    make_open("Out at nine", **fine | {"lit_until": "21:00"})
    make_open("Out after midnight", **fine | {"lit_until": "00:30"})
    make_open("Half dark", **fine | {"light": "partial"})
    make_open("Lit last season", **fine | {"season_ends_on": "2020-01-01"})
    make_open("Lit this season", **fine | {"season_ends_on": LAST_DAY})
    make_open("Grass", **fine | {"surface": "short_grass"})
    make_open("Steps", **fine | {"is_step_free": False})
    make_open("Nobody knows of steps", **fine | {"is_step_free": None})
    make_open("Meadow", **fine | {"kind": "park"})
    proposed = {"proposed": {"surface": "short_grass"}, "source": "openstreetmap"}
    make_open("Draft", **fine | {"state": "draft", "usable_until": None, "surface": "", **proposed})
    for place in Place.objects.all():
        give_zone(place, outsider, minimum_stage=place.minimum_stage)


ALL = {
    "Closed",
    "Draft",
    "Fine",
    "Grass",
    "Half dark",
    "Lit last season",
    "Lit this season",
    "Meadow",
    "Nobody knows of steps",
    "Out after midnight",
    "Out at nine",
    "Ran out",
    "Steep",
    "Steps",
    "With conditions",
}
NOT_OPEN = {"Closed", "Draft", "Ran out"}
NOT_LIT = NOT_OPEN | {"Half dark", "Lit last season"}


@pytest.mark.parametrize(
    ("asked", "missing"),
    [
        ({}, set()),
        ({"kind": "track"}, {"Meadow"}),
        ({"checked": "now"}, NOT_OPEN),
        ({"lit": "20"}, NOT_LIT),
        ({"lit": "22"}, NOT_LIT | {"Out at nine"}),
        ({"stage": "2"}, NOT_OPEN | {"With conditions", "Steep"}),
        ({"stage": "3"}, NOT_OPEN),
        ({"surface": "synthetic_track"}, {"Grass", "Draft"}),
        ({"surface": "short_grass"}, ALL - {"Grass", "Draft"}),
        ({"step_free": "yes"}, {"Steps", "Nobody knows of steps"}),
        ({"name": "gra"}, ALL - {"Grass"}),
        (
            {"kind": "moon", "stage": "9", "lit": "3", "surface": "ice", "step_free": "1", "checked": "x"},
            set(),
        ),
        ({"stage": "²", "lit": "-17"}, set()),
    ],
)
def test_each_filter_lets_through_what_is_so(choice, asked, missing):
    assert set(names(STRANGER, **asked)) == ALL - missing


def test_filters_narrow_each_other(choice):
    asked = {"checked": "now", "lit": "22", "stage": "0", "step_free": "yes", "kind": "track"}
    assert names(STRANGER, **asked) == ["Fine", "Grass", "Lit this season", "Out after midnight"]


def test_only_a_zone_whose_check_holds_admits_a_stage(outsider):
    place = make_open("Two zones", minimum_stage=0)
    give_zone(place, outsider, expires_on="2020-06-01")
    give_zone(place, outsider, minimum_stage=3)

    assert (names(STRANGER, stage="0"), names(STRANGER, stage="3")) == ([], ["Two zones"])


def test_a_check_ends_on_its_last_day(db):
    make_open("Fine", usable_until="2030-05-01")
    places = Place.objects.all()
    assert places.open_on(date(2030, 4, 30)).exists()
    assert not places.open_on(date(2030, 5, 1)).exists()


def test_what_was_given_up_or_merged_is_not_listed(db, member, as_viewer):
    kept = make_open("Kept")
    make_open("Given up", state="retired")
    make_open("Merged", merged_into=kept)

    assert names(as_viewer(member)) == ["Kept"]


def test_a_draft_of_a_person_is_listed_for_signed_in_people(place, member, as_viewer):
    assert names(STRANGER) == []
    assert names(as_viewer(member)) == ["Birkenwiese track"]


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("Löwenwiese", "lowen"),
        ("Löwenwiese", "LOEWEN"),
        ("Stade Chéret", "cheret"),
        ("Стадион Динамо", "динамо"),
        ("Στάδιο Καραϊσκάκη", "καραισκακη"),
        ("国立競技場", "国立"),
        ("ملعب الجامعة", "ملعب"),
        ("Sân vận động", "van dong"),
    ],
)
def test_a_name_is_found_in_any_script_without_its_accents(db, name, typed):
    make_open(name, slug="it")
    make_open("Another")
    assert names(STRANGER, name=typed) == [name]


# ---- The page ----


def test_the_nearest_come_first_around_a_city(heidelberg, client_of):
    for name, east in (("Far", 0.2), ("Near", 0.01), ("Middle", 0.1), ("Beyond", 2.0)):
        make_open(name, longitude=HEIDELBERG[1] + east)

    assert listed(client_of(None).get(LIST, {"q": "Heidelberg"})) == ["near", "middle", "far"]
    assert listed(client_of(None).get(LIST, {"city": "1", "within": "200"})) == [
        "near",
        "middle",
        "far",
        "beyond",
    ]


def test_a_position_is_snapped_to_its_cell(heidelberg):
    here = places_near(STRANGER, {"latitude": "49.4123456", "longitude": "8.7123456"})["here"]
    assert (here.latitude, here.longitude) == snap_to_cell(49.4123456, 8.7123456)
    assert here.label == "Heidelberg"


@pytest.mark.parametrize("point", [("91", "8"), ("nan", "8"), ("49", "inf"), ("x", "8"), ("49", "")])
def test_what_is_no_position_asks_for_a_city(db, client_of, point):
    response = client_of(None).get(LIST, dict(zip(("latitude", "longitude"), point, strict=True)))
    assert response.status_code == 200
    assert listed(response) == []


def test_a_name_alone_finds_places_anywhere(db, client_of):
    make_open("Birch track", latitude=-33.9, longitude=151.2)
    assert listed(client_of(None).get(LIST, {"name": "birch"})) == ["birch-track"]


@pytest.mark.parametrize("at_one_distance", [3, 17, 50])
@pytest.mark.parametrize("where", ["q=Heidelberg&", ""])
def test_pages_hold_every_place_once_and_keep_the_filters(heidelberg, client_of, at_one_distance, where):
    wanted = {
        make_open(
            f"Track {number // 4}",
            slug=f"track-{number}",
            longitude=HEIDELBERG[1] + (3 + number // at_one_distance) / 1000,
        ).slug
        for number in range(50)
    }
    make_open("Meadow", kind="park", longitude=HEIDELBERG[1] + 0.001)
    client, address, seen = client_of(None), f"{LIST}?{where}kind=track", []
    while address:
        response = client.get(address)
        page = listed(response)
        assert len(page) <= PAGE
        seen += page
        more = re.search(r'href="([^"]*beyond=[^"]+)"[^>]*>Show (?:farther|more)', response.text)
        address = LIST + more[1].replace("&amp;", "&") if more else ""
        assert not more or "kind=track" in address

    assert len(seen) == len(wanted)
    assert set(seen) == wanted


@pytest.mark.parametrize("beyond", ["x", "-1", "inf", "nan", "1e400"])
def test_a_broken_page_starts_at_the_top(heidelberg, client_of, beyond):
    make_open("Near")
    assert listed(client_of(None).get(LIST, {"q": "Heidelberg", "beyond": beyond})) == ["near"]


@pytest.mark.parametrize("beyond", ["x", "-1", "9" * 19, "9" * 40, "²", "1,1"])
def test_a_broken_page_by_name_starts_at_the_top(db, client_of, beyond):
    make_open("Near")
    assert listed(client_of(None).get(LIST, {"beyond": beyond})) == ["near"]


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"checked": "now"}, "Two people can change that"),
        ({"kind": "hall"}, "Clear filters"),
        ({}, "Join to add a place"),
    ],
)
def test_an_empty_list_says_what_to_do(heidelberg, client_of, asked, sentence):
    response = client_of(None).get(LIST, {"q": "Heidelberg"} | asked)
    assert sentence in response.text
    assert "Look within 200 km" in response.text


def test_without_a_city_filters_list_by_name_what_the_map_shows(choice, client_of):
    client = client_of(None)
    for asked in ({}, {"kind": "park"}, {"lit": "22"}, {"stage": "2"}):
        rows = listed(client.get(LIST, asked))
        assert rows == sorted(place["slug"] for place in client.get(MAP, asked).json()["places"])


def test_an_empty_list_without_a_city_says_what_to_do(db, client_of):
    assert "type a city" in client_of(None).get(LIST, {"kind": "park"}).text


def test_a_city_nobody_knows_is_an_error_of_the_field(db, client_of):
    assert 'aria-invalid="true"' in client_of(None).get(LIST, {"q": "Qqqq"}).text


def test_the_page_is_whole_without_a_script(heidelberg, client_of):
    """What a script shows is hidden until it runs; every row is a link in the page itself."""
    make_open("Near")
    text = client_of(None).get(LIST, {"q": "Heidelberg"}).text
    assert re.search(r"<div[^>]*data-map hidden", text)
    assert reverse("places:detail", args=["near"]) in text


@pytest.mark.parametrize("count", [1, 3])
def test_list_and_map_ask_the_same_however_many_rows(
    heidelberg, client_of, outsider, django_assert_num_queries, count
):
    for number in range(count):
        make_zone(make_open(f"Track {number}"), outsider)
    client = client_of(None)
    with django_assert_num_queries(3):
        client.get(LIST, {"q": "Heidelberg"})
    with django_assert_num_queries(3):
        client.get(MAP, {"bbox": "8,49,9,50"})


# ---- The map ----


EVERYWHERE = ["East of Fiji", "Heidelberg", "North pole", "South pole", "Ward Hunt", "West of Fiji"]
NO_BOX = ["1,2,3", "1,2,3,4,5", "a,b,c,d", "nan,1,2,3", "1,2,inf,4", "8,50,9,49", "9,49,8,50", "8,-91,9,50"]


def on_map(viewer, bbox="", **asked):
    return sorted(place["name"] for place in map_data(viewer, {"bbox": bbox, **asked})["places"])


def test_the_map_holds_what_the_list_holds(choice, heidelberg, client_of):
    client = client_of(None)
    for asked in ({}, {"checked": "now"}, {"lit": "22"}, {"kind": "park"}, {"name": "out"}):
        rows = listed(client.get(LIST, {"q": "Heidelberg"} | asked))
        there = [place["slug"] for place in client.get(MAP, {"bbox": "8,49,9,50"} | asked).json()["places"]]
        assert sorted(rows) == sorted(there)


@pytest.mark.parametrize(
    ("bbox", "there"),
    [
        ("8,49,9,50", ["Heidelberg"]),
        ("178,-20,184,-10", ["East of Fiji", "West of Fiji"]),
        ("-182,-20,-178,-10", ["East of Fiji", "West of Fiji"]),
        ("538,-20,544,-10", ["East of Fiji", "West of Fiji"]),
        ("178,-20,180,-10", ["West of Fiji"]),
        ("-180,85,180,90", ["North pole", "Ward Hunt"]),
        ("-90,80,-60,90", ["Ward Hunt"]),
        ("-180,-90,180,-85", ["South pole"]),
        (
            "-200,-90,200,90",
            ["East of Fiji", "Heidelberg", "North pole", "South pole", "Ward Hunt", "West of Fiji"],
        ),
        ("", ["East of Fiji", "Heidelberg", "North pole", "South pole", "Ward Hunt", "West of Fiji"]),
        ("-40,0,-30,10", []),
    ],
)
def test_a_view_holds_what_lies_in_it(db, bbox, there):
    for name, latitude, longitude in (
        ("Heidelberg", *HEIDELBERG),
        ("West of Fiji", -17.0, 179.5),
        ("East of Fiji", -17.0, -179.5),
        ("North pole", 90.0, 0.0),
        ("Ward Hunt", 87.0, -74.0),
        ("South pole", -90.0, 0.0),
    ):
        make_open(name, latitude=latitude, longitude=longitude)
    assert on_map(STRANGER, bbox) == there


@pytest.mark.parametrize(
    "bbox",
    [
        "1,2,3",
        "1,2,3,4,5",
        "a,b,c,d",
        "nan,1,2,3",
        "1,2,inf,4",
        "8,50,9,49",
        "9,49,8,50",
        "8,-91,9,50",
        "," * 300,
    ],
)
def test_what_is_no_part_of_the_map_is_refused_in_a_sentence(db, client_of, bbox):
    response = client_of(None).get(MAP, {"bbox": bbox})
    assert response.status_code == 400
    assert response.json()["error"].endswith(".")


def test_the_map_says_when_there_is_more(db, monkeypatch):
    monkeypatch.setattr("events.places.finding.pages.MAP_MOST", 2)
    for east in (0.3, 0.1, 0.2):
        make_open(f"At {east}", slug=f"at-{east:.0%}".rstrip("%"), longitude=8.5 + east, latitude=49.5)
    found = map_data(STRANGER, {"bbox": "8,49,9,50"})
    assert [place["name"] for place in found["places"]] == ["At 0.1", "At 0.2"]
    assert found["is_more"]


def test_shapes_come_where_they_can_be_seen_and_zones_when_they_are_judged(place, zone, member, as_viewer):
    shape = [[49.4077, 8.6908], [49.4078, 8.6915]]
    shape_of(zone, shape)
    Place.objects.update(state="checked", usable_until=LAST_DAY, outline=[[49, 8], [49, 9], [50, 9]])
    close, far = {"bbox": "8.6,49.35,8.8,49.45"}, {"bbox": "8,49,9,50"}

    assert "outline" in map_data(STRANGER, close)["places"][0]
    assert "zones" not in map_data(STRANGER, close)["places"][0]
    assert map_data(as_viewer(member), close)["places"][0]["zones"] == [{"points": shape, "area": False}]
    assert "outline" not in map_data(STRANGER, far)["places"][0]


def test_the_map_names_nobody(choice, heidelberg, client_of, member):
    place = client_of(member).get(MAP).json()["places"][0]
    assert set(place) <= {"slug", "name", "kind", "at", "url", "verdict", "words", "outline", "zones"}


def test_the_largest_cities_are_named(heidelberg, client_of):
    assert client_of(None).get(MAP, {"bbox": "8,49,9,50"}).json()["cities"] == [["Heidelberg", *HEIDELBERG]]


def test_a_view_reaches_its_farthest_corner():
    assert Box.in_address("0,0,1,1").reach_km == pytest.approx(math.hypot(55.6, 55.6), rel=0.01)
    assert Box.in_address("0,0,181,1").reach_km is None
