"""Near me: where somebody looks from, what is found, and where it lies on the sketch."""

import math
from dataclasses import dataclass

import pytest
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from django.utils import translation

from accounts.geography import City, snap_to_cell
from accounts.models import Profile
from accounts.permissions import Viewer
from community.groups.models import Group
from config.nearby import RADIUS_KM, Standpoint, found_near, nearest_groups, sketch, standpoint
from tests.config.conftest import HEIDELBERG, MANNHEIM, MUNICH
from tests.conftest import make_group

STRANGER = Viewer(AnonymousUser())
HERE = Standpoint(49.4077, 8.6908, "Heidelberg")


def main(response):
    assert response.status_code == 200
    return response.content.decode().split("<main")[1].split("</main")[0]


@pytest.fixture
def near(client_of):
    """The page, as somebody who types this: ``near(None, q="Munich")``."""
    return lambda user, **data: client_of(user).get(reverse("near"), data)


@pytest.fixture
def home(member):
    """``member`` lives in Mannheim."""
    latitude, longitude = snap_to_cell(49.4891, 8.4669)
    Profile.objects.filter(user=member).update(
        home_label="Mannheim, Germany", home_latitude=latitude, home_longitude=longitude
    )
    return latitude, longitude


# ---- Where somebody looks from ----


@pytest.mark.parametrize(
    "typed", ["Munich", "München", "muenchen", "MUNCHEN", "  munich ", "München, Germany"]
)
def test_a_city_is_found_however_it_is_written(cities, typed):
    here, _others = standpoint(STRANGER, {"q": typed})
    assert (here.city_id, here.label) == (MUNICH, "Munich")


def test_a_city_is_called_as_the_language_calls_it(cities):
    with translation.override("de"):
        assert standpoint(STRANGER, {"q": "Munich"})[0].label == "München"


def test_the_largest_of_its_name_is_taken_and_the_others_are_offered(cities):
    here, others = standpoint(STRANGER, {"q": "Springfield"})
    found = list(City.objects.search("Springfield"))
    assert here.city_id == found[0].pk
    assert others == found[1:5]
    assert len(others) == 4


def test_a_chosen_city_wins_over_typed_words_and_offers_no_others(cities):
    here, others = standpoint(STRANGER, {"q": "Munich", "city": str(HEIDELBERG)})
    assert (here.city_id, others) == (HEIDELBERG, [])


@pytest.mark.parametrize(
    "city", ["", "x", "-1", "0", "1.5", "²", "٣", "9" * 9, "9" * 30, "9" * 5000, "\0", "2907911x"]
)
def test_a_city_that_is_none_is_as_good_as_absent(cities, member, home, as_viewer, city):
    assert standpoint(STRANGER, {"city": city}) == (None, [])
    assert standpoint(STRANGER, {"city": city, "q": "Munich"})[0].city_id == MUNICH
    assert standpoint(as_viewer(member), {"city": city})[0].label == "Mannheim"


@pytest.mark.parametrize(
    "typed", ["", "   ", "Atlantis", "\0", "%", "_", "x" * 10_000, "👟", "'; DROP TABLE"]
)
def test_what_is_no_city_leads_nowhere(cities, typed):
    assert standpoint(STRANGER, {"q": typed}) == (None, [])


def test_who_says_nothing_looks_from_home(cities, member, home, as_viewer, outsider):
    here, _others = standpoint(as_viewer(member), {})
    assert (here.latitude, here.longitude, here.label, here.city_id) == (*home, "Mannheim", None)
    assert standpoint(as_viewer(outsider), {}) == (None, [])
    assert standpoint(STRANGER, {}) == (None, [])


def test_somebody_who_types_nonsense_is_told_and_not_shown_home(cities, member, home, as_viewer):
    assert standpoint(as_viewer(member), {"q": "Atlantis"}) == (None, [])


# ---- What is found ----


@pytest.fixture
def groups(group, organizer):
    """Three groups: here, 20 km away, and beyond the radius."""
    made = {"here": group}
    for name, latitude, longitude in (("there", 49.4891, 8.4669), ("far", 48.1374, 11.5755)):
        made[name] = make_group(name, organizer)
        Group.objects.filter(pk=made[name].pk).update(latitude=latitude, longitude=longitude)
    return made


def test_the_nearest_stands_first_and_what_is_far_is_left_out(groups):
    found = found_near(STRANGER, "groups", HERE)
    assert [row.name for row in found] == ["Neckar Heelfirsts", "there"]
    assert [round(row.distance_km) for row in found] == [0, 19]


def test_the_nearest_group_is_found_however_far(groups):
    sydney = Standpoint(-33.87, 151.21, "Sydney")
    assert found_near(STRANGER, "groups", sydney) == []
    assert [group.distance_km > 10_000 for group in nearest_groups(STRANGER, sydney)] == [True] * 3


def test_without_any_group_there_is_no_nearest(db):
    assert nearest_groups(STRANGER, HERE) == []


# ---- The sketch ----


@dataclass
class Row:
    latitude: float
    longitude: float
    distance_km: float


def pins(*rows):
    return [(pin.numbers, pin.x, pin.y) for pin in sketch("groups", HERE, rows).pins]


@pytest.mark.parametrize(
    ("north", "east", "x", "y"),
    [(1, 0, 0, -1), (-1, 0, 0, 1), (0, 1, 1, 0), (0, -1, -1, 0)],
    ids=["north is up", "south is down", "east is right", "west is left"],
)
def test_directions_are_those_of_a_map(north, east, x, y):
    row = Row(HERE.latitude + north * 0.01, HERE.longitude + east * 0.01, 5)
    [(_numbers, shown_x, shown_y)] = pins(row)
    assert shown_x == pytest.approx(x, abs=0.01)
    assert shown_y == pytest.approx(y, abs=0.01)


def test_distances_are_true_to_the_outer_ring():
    near, far = (
        Row(HERE.latitude + 0.1, HERE.longitude + 0.1, 2.5),
        Row(HERE.latitude, HERE.longitude + 0.3, 8),
    )
    lengths = [math.hypot(x, y) for _numbers, x, y in pins(near, far)]
    assert lengths == pytest.approx([0.25, 0.8], abs=0.002)


@pytest.mark.parametrize(
    ("farthest", "rings"), [(0, (2, 1)), (2, (2, 1)), (2.1, (5, 2.5)), (19, (20, 10)), (49.9, (50, 25))]
)
def test_the_scale_holds_what_is_farthest(farthest, rings):
    drawn = sketch("groups", HERE, [Row(HERE.latitude, HERE.longitude + 0.1, farthest)])
    assert drawn.rings_km == rings
    assert drawn.rings == [(1.0, rings[0]), (0.5, rings[1])]


def test_rows_of_one_point_share_a_pin():
    row = Row(HERE.latitude + 0.01, HERE.longitude, 1)
    other = Row(HERE.latitude - 0.01, HERE.longitude, 1)
    assert [numbers for numbers, _x, _y in pins(row, other, row)] == ["1, 3", "2"]


def test_what_lies_right_here_is_in_the_middle():
    assert pins(Row(HERE.latitude, HERE.longitude, 0)) == [("1", 0, 0)]


def test_the_shortest_way_over_the_date_line_is_taken():
    taveuni = Standpoint(-16.8, 179.9, "Taveuni")
    drawn = sketch("groups", taveuni, [Row(-16.8, -179.9, 21)])
    assert drawn.pins[0].x > 0


def test_nothing_found_is_an_empty_sketch():
    assert sketch("groups", HERE, []).pins == []


# ---- The page ----


def test_a_stranger_types_a_city_and_sees_its_groups(cities, near, groups):
    page = main(near(None, q="Heidelberg", show="groups"))
    assert "Near Heidelberg" in page
    assert page.index("Neckar Heelfirsts") < page.index("there")
    assert f'href="/groups/{groups["far"].slug}/"' not in page
    assert 'value="Heidelberg"' in page


def test_who_says_nothing_is_asked(cities, near):
    page = main(near(None))
    assert "Where are you?" in page
    assert "We know no city" not in page


def test_a_city_nobody_knows_is_said_and_kept(cities, near):
    page = main(near(None, q="<b>Atlantis</b>"))
    assert "We know no city of that name. Try a larger one nearby." in page
    assert 'value="&lt;b&gt;Atlantis&lt;/b&gt;"' in page
    assert 'aria-invalid="true"' in page


def test_namesakes_are_a_click_away(cities, near):
    page = main(near(None, q="Springfield", show="groups"))
    assert "Or did you mean:" in page
    for city in City.objects.search("Springfield")[1:5]:
        assert f"?city={city.pk}&amp;show=groups" in page


def test_an_empty_page_shows_the_nearest_group_and_what_to_do(cities, near, group):
    page = main(near(None, q="Munich", show="groups"))
    assert f"No group within {RADIUS_KM} km yet." in page
    assert "The nearest group is in Heidelberg, Germany," in page
    assert f'href="/groups/{group.slug}/"' in page
    assert "Join to start one" in page


def test_an_empty_page_of_an_empty_site_still_helps(cities, near):
    page = main(near(None, q="Munich"))
    assert "No meetup within 50 km yet." in page
    assert "The nearest group" not in page


@pytest.mark.parametrize("show", ["", "x", "meetups", "\0", "y" * 10_000])
def test_meetups_are_shown_unless_something_else_is_asked_for(cities, near, show):
    assert near(None, q="Heidelberg", show=show).context["kind"] == "meetups"


def test_home_stays_home_when_the_kind_changes(cities, near, member, home):
    page = main(near(member, show="groups"))
    assert "Near Mannheim" in page
    assert 'href="?show=places"' in page
    assert str(MANNHEIM) not in page


def test_a_home_area_is_for_its_owner_alone(cities, near, member, home, outsider):
    assert "Mannheim" not in main(near(outsider))
    assert "Mannheim" not in main(near(None))


@pytest.mark.parametrize("count", [1, 3])
def test_near_me_costs_the_same_for_one_and_for_three(
    cities, client_of, group, organizer, count, django_assert_num_queries
):
    for number in range(count - 1):
        make_group(f"Group {number}", organizer)
    client = client_of(None)
    with django_assert_num_queries(3):  # the city, the groups, their next dates
        page = main(client.get(reverse("near"), {"city": HEIDELBERG, "show": "groups"}))
    assert page.count("<article") == count


def test_more_numbers_than_a_pin_holds_are_counted():
    row = Row(HERE.latitude, HERE.longitude, 0)
    assert [pins(*[row] * count)[0][0] for count in (2, 3, 12)] == ["1, 2", "1 +2", "1 +11"]
