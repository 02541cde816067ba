import io
import json
from datetime import time, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from accounts.identifiers import new_nonce
from accounts.permissions import Refused
from events.places.actions import add_place, add_zone, check_zone
from events.places.importing.actions import import_places
from events.places.models import Check, Place, Zone
from tests.events.places.conftest import HEIDELBERG, make_place
from tests.events.places.test_rubric import FINE

NEW = {
    "name": "Neckarwiese",
    "kind": "park",
    "latitude": HEIDELBERG[0],
    "longitude": HEIDELBERG[1],
    "light": "none",
}


def standing(zone):
    zone.refresh_from_db()
    return zone.verdict


def test_anybody_ready_may_add_a_place_as_a_draft(as_viewer, outsider, newcomer):
    place = add_place(by=as_viewer(outsider), nonce="n", **NEW)

    assert (place.state, place.slug, place.time_zone, place.source) == (
        "draft",
        "neckarwiese",
        "Europe/Berlin",
        "person",
    )
    with pytest.raises(PermissionDenied):
        add_place(by=as_viewer(newcomer), nonce="m", **NEW)


def test_the_same_form_sent_twice_adds_one_place(as_viewer, outsider):
    first = add_place(by=as_viewer(outsider), nonce="n", **NEW)

    assert add_place(by=as_viewer(outsider), nonce="n", **NEW) == first
    assert Place.objects.count() == 1


def test_a_place_of_the_same_name_nearby_is_refused(as_viewer, outsider):
    add_place(by=as_viewer(outsider), nonce="n", **NEW)

    with pytest.raises(Refused, match="here already"):
        add_place(by=as_viewer(outsider), nonce="m", **NEW | {"name": "NECKARWIESE"})


def test_a_name_that_was_given_up_is_free_again(as_viewer, outsider):
    gone = add_place(by=as_viewer(outsider), nonce="n", **NEW)
    Place.objects.filter(pk=gone.pk).update(state="retired")

    assert add_place(by=as_viewer(outsider), nonce="m", **NEW) != gone


def test_two_places_of_one_name_in_two_cities_have_two_addresses(as_viewer, outsider):
    first = add_place(by=as_viewer(outsider), nonce="n", **NEW)
    second = add_place(by=as_viewer(outsider), nonce="m", **NEW | {"latitude": 48.1})

    assert first.slug != second.slug


@pytest.mark.parametrize("name", ["new", "Import", "走る場所"])
def test_no_name_takes_an_address_that_means_something_else(as_viewer, outsider, name):
    assert add_place(by=as_viewer(outsider), nonce="n", **NEW | {"name": name}).slug not in (
        "new",
        "import",
        "",
    )


def test_the_same_zone_form_sent_twice_names_one_zone(as_viewer, member, place):
    words = {"name": "Home straight", "description": "Backward to the west."}
    for _ in range(2):
        add_zone(place, by=as_viewer(member), nonce="z", **words)

    assert Zone.objects.count() == 1


def test_two_different_people_make_a_zone_checked(zone, look, member, organizer):
    look(member, zone)
    assert standing(zone) == "unknown"

    look(organizer, zone, is_on_foot=False)
    assert standing(zone) == "ok"
    assert Place.objects.get().state == "checked"
    assert zone.expires_on > timezone.localdate() + timedelta(days=300)


def test_the_same_person_twice_does_not_check_a_zone(zone, look, member):
    look(member, zone, days_ago=2)
    look(member, zone, days_ago=1)

    assert standing(zone) == "unknown"
    assert Place.objects.get().state == "draft"


def test_two_people_with_photos_alone_do_not_check_a_zone(zone, look, member, organizer):
    look(member, zone, is_on_foot=False)
    look(organizer, zone, is_on_foot=False)

    assert standing(zone) == "unknown"


@pytest.mark.parametrize(
    ("answers", "measures", "expected"),
    [
        ({"drop": "open"}, {}, "stop"),
        ({"surface": "gravel"}, {}, "stop"),
        ({"walked_first": False}, {}, "stop"),
        ({"clear_sight": None}, {}, "unknown"),
        ({"kerb": "flush"}, {}, "unknown"),
        ({"kerb": "flush"}, {"kerb": "Two cones at each drain."}, "caution"),
        ({"straight_length": 49.9}, {"straight_length": "Shorter repeats."}, "caution"),
    ],
)
def test_the_worse_of_two_people_counts(zone, look, member, organizer, answers, measures, expected):
    look(member, zone)
    look(organizer, zone, measures=measures, **answers)

    assert standing(zone) == expected


def test_the_zone_keeps_the_lowest_stage_it_is_for(zone, look, member, organizer):
    for person in (member, organizer):
        look(
            person,
            zone,
            gradient=4.0,
            gradient_direction="up",
            measures={"gradient": "Uphill only, from the gate."},
        )

    zone.refresh_from_db()
    assert zone.minimum_stage == 3


def test_a_stop_found_later_takes_a_place_back(checked_zone, look, organizer):
    look(organizer, checked_zone, days_ago=0, drop="open")

    assert standing(checked_zone) == "stop"
    assert Place.objects.get().state == "draft"


def test_the_same_check_sent_twice_counts_once(zone, look, member):
    first = look(member, zone, nonce="c")

    assert look(member, zone, nonce="c") == first
    assert Check.objects.count() == 1


def test_an_outsider_may_not_check(zone, look, outsider):
    with pytest.raises(PermissionDenied):
        look(outsider, zone)


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        (
            {"light": "full", "lit_until": "22:00"},
            {"light": "full", "lit_until": "21:00"},
            ("full", time(21)),
        ),
        (
            {"light": "full", "lit_until": "00:30"},
            {"light": "full", "lit_until": "23:00"},
            ("full", time(23)),
        ),
        ({"light": "full"}, {"light": "partial"}, ("partial", None)),
        ({"light": "full"}, {"light": "none"}, ("none", None)),
        ({"light": "full"}, {"light": None}, ("unknown", None)),
    ],
)
def test_light_is_what_both_have_seen(zone, look, member, organizer, first, second, expected):
    look(member, zone, **first)
    look(organizer, zone, **second)

    place = Place.objects.get()
    assert (place.light, place.lit_until) == expected


def test_a_check_fills_in_what_it_knows_of_the_place_and_never_empties_it(zone, look, member):
    known = ("emergency_address", "aed", "has_phone_signal", "is_step_free", "has_toilets", "direction_rule")
    look(member, zone, aed="Clubhouse hall", direction_rule="Lanes 5 and 6 only")
    look(member, zone, emergency_address="Birkenweg 4", aed=None, has_toilets=False)
    look(member, zone, emergency_address=None, aed=None, phone_signal=None, is_step_free=None)

    assert Place.objects.values_list(*known).get() == (
        "Birkenweg 4",
        "Clubhouse hall",
        True,
        True,
        False,
        "Lanes 5 and 6 only",
    )


def test_the_checks_of_a_zone_are_counted_on_the_clock_of_its_place(as_viewer, member, organizer, outsider):
    place = make_place(
        "Far east", latitude=-36.85, longitude=174.76, time_zone="Pacific/Auckland", added_by=outsider
    )
    zone = Zone.objects.create(place=place, name="Straight", description="West.", added_by=outsider)
    for person in (member, organizer):
        check_zone(
            zone,
            by=as_viewer(person),
            nonce=new_nonce(),
            checked_at=timezone.now(),
            is_on_foot=True,
            answers=FINE,
            measures={},
        )

    assert standing(zone) == "ok"


def one_park(name, longitude, latitude):
    """A file with one park, opened as often as it is called."""
    geometry = {"type": "Point", "coordinates": [longitude, latitude]}
    park = {"id": "way/1", "properties": {"leisure": "park", "name": name}, "geometry": geometry}
    return lambda: io.BytesIO(json.dumps({"features": [park]}).encode())


def geojson(shared_data, name):
    return (shared_data / "geo" / name).open("rb")


def test_an_import_makes_drafts_only(system, shared_data):
    with geojson(shared_data, "heidelberg_venues.geojson") as file:
        imported = import_places(file, by=system)

    assert imported.read == 734
    assert imported.added == Place.objects.count() == 28
    assert set(Place.objects.values_list("state", "source", "light")) == {
        ("draft", "openstreetmap", "unknown")
    }


def test_an_import_twice_adds_nothing_and_changes_nothing(system, shared_data):
    with geojson(shared_data, "monaco_venues.geojson") as file:
        first = import_places(file, by=system)
    Place.objects.filter(name="Square Beaumarchais").update(name="Beaumarchais", address="By the casino")
    with geojson(shared_data, "monaco_venues.geojson") as file:
        second = import_places(file, by=system)

    assert (first.added, second.added, second.skipped["known"]) == (8, 0, 8)
    assert Place.objects.filter(name="Beaumarchais", address="By the casino").exists()


def test_triangles_and_medians_are_never_imported(system, shared_data):
    with geojson(shared_data, "dc_parks_and_recreation_areas.geojson") as file:
        imported = import_places(file, by=system)

    assert imported.skipped["traffic_island"] == 96
    assert not Place.objects.filter(name__icontains="triangle").exists()


def test_tracks_are_named_after_the_park_they_lie_in(system, shared_data):
    for name in ("dc_parks_and_recreation_areas.geojson", "dc_athletics_tracks.geojson"):
        with geojson(shared_data, name) as file:
            import_places(file, by=system)

    tracks = Place.objects.filter(kind="track")
    assert tracks.filter(name="Track at Harry Thomas").exists()
    assert not tracks.filter(name="").exists()
    assert tracks.count() == len(set(tracks.values_list("name", flat=True)))


def test_a_file_broken_in_the_middle_leaves_nothing(system, shared_data):
    whole = (shared_data / "geo" / "heidelberg_venues.geojson").read_bytes()

    with pytest.raises(Refused, match=r"after feature \d+"):
        import_places(io.BytesIO(whole[: len(whole) // 2]), by=system)

    assert not Place.objects.exists()


def test_a_rehearsal_keeps_nothing(system, shared_data):
    with geojson(shared_data, "monaco_venues.geojson") as file:
        assert import_places(file, by=system, is_rehearsal=True).added == 8

    assert not Place.objects.exists()


def test_too_many_new_places_at_once_leave_nothing(system, shared_data):
    with geojson(shared_data, "monaco_venues.geojson") as file, pytest.raises(Refused, match="more than 7"):
        import_places(file, by=system, most=7)

    assert not Place.objects.exists()


def test_only_organizers_and_operators_import(as_viewer, member, organizer, operator):
    park = one_park("P", 8.7, 49.4)
    with pytest.raises(PermissionDenied):
        import_places(park(), by=as_viewer(member))

    assert import_places(park(), by=as_viewer(organizer)).added == 1
    assert import_places(park(), by=as_viewer(operator)).added == 0


def test_a_place_added_by_hand_is_not_imported_again(system, outsider):
    make_place("Square Beaumarchais", latitude=43.7387, longitude=7.4261, added_by=outsider)
    park = one_park("square  beaumarchais", 7.4261, 43.7387)

    assert import_places(park(), by=system).skipped == {"known": 1}
