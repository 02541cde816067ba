"""What a place's page shows of where it lies and when it is light there, and the sheet that is printed."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.identifiers import new_nonce
from events.places.finding.day import day_of
from events.places.finding.plan import plan_of
from events.places.hazards.actions import report_hazard
from events.places.models import Place, Travel
from tests.events.places.conftest import make_place, make_zone
from tests.events.places.finding.conftest import shape_of
from tests.events.places.test_views import page, words

EAST = 1 / 73_000  # degrees of longitude in a metre at Heidelberg
STRAIGHT = [[49.4077, 8.6908], [49.4077, 8.6908 - 84 * EAST]]


def sheet(place):
    return reverse("places:sheet", args=[place.slug])


@pytest.fixture
def report(checked_zone, member, as_viewer):
    """Let a person report a hazard there: ``report("stop", "Roots lifted the lane.")``."""

    def tell(severity, sentence):
        return report_hazard(
            checked_zone.place,
            by=as_viewer(member),
            nonce=new_nonce(),
            category="object",
            severity=severity,
            words=sentence,
            seen_at=timezone.now() - timedelta(minutes=5),
        )

    return tell


# ---- The plan ----


def test_where_nobody_has_drawn_anything_there_is_no_plan(place, zone):
    assert plan_of(place, [zone]) is None


def test_a_straight_is_as_long_as_it_is_and_runs_as_it_was_drawn(place, zone):
    plan = plan_of(place, [shape_of(zone, STRAIGHT)])
    (drawn,) = plan.zones

    assert drawn.length_m == pytest.approx(84, abs=1)
    start, end = re.fullmatch(r"M([\d.]+) [\d.]+L([\d.]+) [\d.]+", drawn.body).groups()
    assert float(start) > float(end) == float(drawn.end_x)
    assert plan.bar_m == 20


def test_an_area_has_its_arrow_through_the_middle(place, zone):
    ring = [[49.4077, 8.6908], [49.4077, 8.6912], [49.4079, 8.6912], [49.4079, 8.6908]]
    (drawn,) = plan_of(place, [shape_of(zone, ring, is_area=True, travel=Travel.EITHER)]).zones

    assert drawn.body.endswith("Z")
    assert drawn.arrow.count("M") == 3
    assert (drawn.key_x, drawn.key_y) == ("450", "210")
    assert drawn.start == ""


@pytest.mark.parametrize(
    ("latitude", "longitude"), [(-17.0, 180.0), (-17.0, -180.0), (89.9999, 0.0), (-90.0, 10.0), (0.0, 0.0)]
)
def test_a_plan_can_be_drawn_anywhere(outsider, latitude, longitude):
    place = make_place("Edge", latitude=latitude, longitude=longitude)
    other = longitude + 0.0005 if longitude < 180 else longitude - 360 + 0.0005
    shape = [[latitude, longitude], [min(latitude + 0.0002, 90), other]]
    (drawn,) = plan_of(place, [shape_of(make_zone(place, outsider), shape)]).zones

    assert drawn.length_m < 100
    assert "nan" not in drawn.body


@pytest.mark.parametrize("shape", [[[49.4, 8.6], [49.4, 8.6]], [[49.4, 8.6]] * 5])
def test_points_on_top_of_each_other_are_drawn(place, zone, shape):
    for is_area in (False, True):
        assert plan_of(place, [shape_of(zone, shape, is_area=is_area)]).zones[0].length_m == 0


def test_the_outline_alone_makes_a_plan(place):
    place.outline = [[49.407, 8.69], [49.407, 8.692], [49.408, 8.691]]
    plan = plan_of(place, [])
    assert plan.outline.startswith("M")
    assert plan.zones == []


def test_the_page_draws_zones_to_scale_in_any_language(client_of, checked_zone):
    shape_of(checked_zone, STRAIGHT)
    for language in ("en", "de"):
        text = client_of(None).get(page(checked_zone.place), headers={"accept-language": language}).text
        drawing = text.split('class="sketch plan"')[1].split("</svg>")[0]
        assert re.findall(r'(?:d|x|y|cx|cy|dy)="[^"]*,[^"]*"', drawing) == []
        assert "not to scale" not in text


# ---- The light of the day ----


@pytest.mark.parametrize(
    ("latitude", "month", "twilight", "sunlight", "dark"),
    [
        (49.4, 3, True, True, False),
        (78.2, 6, True, True, False),
        (78.2, 12, False, False, True),
        (68.0, 12, True, False, False),
    ],
)
def test_a_day_has_the_light_of_its_latitude(db, latitude, month, twilight, sunlight, dark):
    place = make_place("North", latitude=latitude, longitude=15.0, time_zone="Europe/Oslo")
    day = day_of(place, datetime(2027, month, 21, 11, tzinfo=UTC))

    assert (day.twilight is not None, day.sunlight is not None, day.is_dark) == (twilight, sunlight, dark)
    assert day.words


def test_now_is_the_hour_of_the_place(db):
    place = make_place("Sydney", latitude=-33.9, longitude=151.2, time_zone="Australia/Sydney")
    assert day_of(place, datetime(2027, 1, 1, 1, tzinfo=UTC)).now == "12:00"


@pytest.mark.parametrize(
    ("light", "until", "lamps"), [("full", "20:00", True), ("full", None, True), ("partial", "20:00", False)]
)
def test_lamps_burn_from_dusk_until_they_go_out(place, light, until, lamps):
    Place.objects.update(light=light, lit_until=until)
    place.refresh_from_db()
    day = day_of(place, datetime(2027, 1, 15, 11, tzinfo=UTC))

    assert bool(day.lamps) == lamps
    assert (day.lit_until is not None) == bool(lamps and until)


def test_lamps_of_last_season_are_not_known_to_burn(place, client_of, member):
    Place.objects.update(light="full", lit_until="21:30", season_ends_on="2027-01-15")
    place.refresh_from_db()
    before, after = (day_of(place, datetime(2027, 1, day, 11, tzinfo=UTC)) for day in (14, 15))

    assert (bool(before.lamps), bool(after.lamps), after.lit_until) == (True, False, None)


def test_a_check_says_until_when_its_light_counts_for_the_place(checked_zone):
    checked_zone.refresh_from_db()
    assert Place.objects.get().season_ends_on == checked_zone.season_ends_on is not None


@pytest.mark.parametrize("path", ["places:detail", "places:sheet", "places:list"])
def test_pages_name_no_lamps_of_last_season(checked_zone, heidelberg, client_of, path):
    where = [checked_zone.place.slug] if path != "places:list" else []
    address, client = reverse(path, args=where), client_of(None)
    Place.objects.update(light="full", lit_until="21:45", season_ends_on="2999-01-01")
    assert "21:45" in client.get(address, {"q": "Heidelberg"}).text
    Place.objects.update(season_ends_on="2020-01-01")
    assert "21:45" not in client.get(address, {"q": "Heidelberg"}).text


def test_a_hall_has_no_day(client_of, checked_zone):
    Place.objects.update(kind="hall")
    assert "The light today" not in client_of(None).get(page(checked_zone.place)).text


# ---- The page ----


def test_the_page_says_when_how_many_and_where(client_of, checked_zone):
    text = client_of(None).get(page(checked_zone.place)).text

    assert "by 2 people" in words(client_of(None).get(page(checked_zone.place)))
    assert 'href="geo:49.40770,8.69080?q=49.40770,8.69080"' in text
    assert f'href="{sheet(checked_zone.place)}"' in text
    assert "The light today" in text


@pytest.mark.parametrize("count", [1, 3])
def test_the_sheet_costs_the_same_however_many_zones(
    checked_zone, client_of, member, other_member, look, django_assert_num_queries, count
):
    for number in range(count - 1):
        zone = make_zone(checked_zone.place, member, name=f"Zone {number}")
        look(member, zone)
        look(other_member, zone)
    shape_of(checked_zone, STRAIGHT)
    client, address = client_of(None), sheet(checked_zone.place)
    with django_assert_num_queries(4):
        client.get(address)


# ---- The sheet ----


@pytest.mark.parametrize("person", [None, "outsider", "member", "organizer", "operator"])
def test_the_sheet_names_nobody_to_anybody(request, client_of, checked_zone, person):
    user = request.getfixturevalue(person) if person else None
    text = client_of(user).get(sheet(checked_zone.place)).text.split("<main")[1].split("</main")[0]

    for name in ("Leyla", "Jonas", "Petra", "Mira", *names_of(checked_zone)):
        assert name not in text


def names_of(zone):
    people = [check.checked_by for check in zone.checks.select_related("checked_by__profile")]
    return [name for user in people for name in (user.profile.display_name, user.email, user.public_id)]


def test_the_sheet_has_what_a_call_for_help_needs(client_of, checked_zone):
    Place.objects.update(emergency_address="Birkenweg 4", aed="Clubhouse, 16:00 to 21:30")
    text = words(client_of(None).get(sheet(checked_zone.place)))

    for needed in ("Birkenweg 4", "49.40770,8.69080", "Clubhouse, 16:00 to 21:30", "STOP", "by 2 people"):
        assert needed in text
    assert "safe" not in text.lower()


def test_the_code_leads_to_the_sheet_itself(client_of, checked_zone, settings):
    settings.SITE_URL = "https://run.example.org"
    text = client_of(None).get(sheet(checked_zone.place)).text

    assert "https://run.example.org/places/birkenwiese-track/sheet/" in text
    assert re.search(r'<svg class="code"[^>]*><path d="M\d', text)


def test_the_sheet_shows_conditions_and_what_stands_above_everything(client_of, checked_zone, report):
    Place.objects.update(state="restricted", restricted_stage=3, restricted_until="20:00")
    report("stop", "Roots lifted the lane.")
    text = words(client_of(None).get(sheet(checked_zone.place)))

    for said in ("Roots lifted the lane.", "do not run backward here now", "From stage 3 on"):
        assert said in text
    assert "Not after 20:00" in text
    assert "All stages" not in text
    assert "As it was on" in text


@pytest.mark.parametrize("path", ["places:detail", "places:sheet"])
def test_pages_say_what_conditions_leave_of_a_zone(client_of, checked_zone, path):
    conditions = {"restricted_stage": 3, "restricted_sessions": ["path"], "restricted_from": "08:00"}
    Place.objects.update(state="restricted", **conditions)
    text = words(client_of(None).get(reverse(path, args=[checked_zone.place.slug])))

    assert re.search(r"Stage 3 and up\b", text)
    assert ("All stages" in text, "all stages" in text, "straights" in text) == (False, False, False)
    assert "Not before 08:00" in text


def test_an_open_hazard_stands_before_the_plan(client_of, checked_zone, report):
    shape_of(checked_zone, STRAIGHT)
    client, address = client_of(None), page(checked_zone.place)
    quiet = client.get(address).text
    report("info", "A bench is new.")
    loud = client.get(address).text

    assert (quiet.count('id="now"'), loud.count('id="now"')) == (1, 1)
    assert quiet.index('id="now"') > quiet.index('class="sketch plan"')
    assert loud.index('id="now"') < loud.index('class="sketch plan"')


def test_a_place_without_a_check_has_a_sheet_that_says_so(client_of, place, member):
    assert client_of(None).get(sheet(place)).status_code == 404
    assert "Nobody can meet here now" in client_of(member).get(sheet(place)).text
