import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.geography import City
from events.places.models import Check, Place, Zone
from tests.events.places.conftest import make_place, make_zone
from tests.events.places.test_forms import posted

LIST, NEW, IMPORT = (reverse(f"places:{name}") for name in ("list", "new", "import"))


def page(place):
    return reverse("places:detail", args=[place.slug])


def words(response):
    """What a reader sees, in one line."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


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


def check_url(zone):
    return reverse("places:check", args=[zone.place.slug, zone.public_id])


@pytest.mark.parametrize(
    ("name", "allowed"),
    [
        (NEW, {"outsider", "member", "organizer", "operator"}),
        (IMPORT, {"organizer", "operator"}),
    ],
)
def test_who_may_open_a_form(request, client_of, group, name, allowed):
    people = ("newcomer", "outsider", "member", "organizer", "operator")
    status = {person: client_of(request.getfixturevalue(person)).get(name).status_code for person in people}

    assert {person for person, code in status.items() if code == 200} == allowed
    assert set(status.values()) == {200, 403}


@pytest.mark.parametrize("url", [NEW, IMPORT])
def test_a_stranger_is_asked_to_sign_in(db, client_of, url):
    assert client_of(None).get(url).status_code == 302


def test_a_draft_of_one_person_is_for_signed_in_people(client_of, place, newcomer):
    assert client_of(None).get(page(place)).status_code == 404
    assert client_of(newcomer).get(page(place)).status_code == 200


def test_a_draft_from_open_data_names_its_source(db, client_of):
    osm = make_place(
        "From a map", source="openstreetmap", source_ref="way/1", proposed={"surface": "asphalt"}
    )
    dc = make_place("From the city", source="open_data_dc", source_ref="parks/1")

    assert "© OpenStreetMap contributors, ODbL" in words(client_of(None).get(page(osm)))
    assert "Asphalt" in words(client_of(None).get(page(osm)))
    assert "District of Columbia, Open Data DC" in words(client_of(None).get(page(dc)))


def test_a_draft_says_what_comes_next(client_of, place, member):
    text = words(client_of(member).get(page(place)))

    assert "Not checked yet" in text
    assert "Name a zone" in text


def test_a_checked_place_shows_its_lines_measures_first(client_of, zone, look, member, organizer):
    look(member, zone, kerb="flush", measures={"kerb": "Two cones at each drain."})
    look(organizer, zone)
    text = words(client_of(None).get(page(zone.place)))

    assert "Caution, 1 measure" in text
    assert text.index("Two cones at each drain.") < text.index("Synthetic track")
    assert "Checked" in text


def test_who_looked_is_named_to_members_only(client_of, checked_zone, member, outsider):
    assert "Mira" in words(client_of(member).get(page(checked_zone.place)))
    for person in (None, outsider):
        text = words(client_of(person).get(page(checked_zone.place)))
        assert "Mira" not in text
        assert "2 people." in text


def test_a_zone_nobody_judged_is_for_signed_in_people(client_of, checked_zone, member):
    make_zone(checked_zone.place, member, name="Back straight")

    assert "Back straight" not in words(client_of(None).get(page(checked_zone.place)))
    assert "Back straight" in words(client_of(member).get(page(checked_zone.place)))


def test_a_check_that_ran_out_says_so(client_of, checked_zone, time_machine):
    time_machine.move_to(checked_zone.expires_on)
    text = words(client_of(None).get(page(checked_zone.place)))

    assert "Check ran out on" in text
    assert "Two people need to walk it again" in text


@pytest.mark.parametrize("answers", [{}, {"drop": "open"}, {"clear_sight": None}, {"kerb": "flush"}])
def test_no_page_of_a_place_says_safe(client_of, zone, look, member, organizer, answers):
    look(member, zone)
    look(organizer, zone, **answers)
    for url in (page(zone.place), check_url(zone), NEW, LIST, reverse("places:rubric")):
        assert "safe" not in words(client_of(member).get(url)).lower()


def test_adding_a_place_leads_to_its_page(client_of, outsider):
    data = {"name": "Birkenwiese", "kind": "track", "point": "49.4, 8.69", "light": "none", "nonce": "n"}
    response = client_of(outsider).post(NEW, data)

    assert response.url == page(Place.objects.get())


def test_a_faulty_place_form_keeps_what_was_typed(client_of, outsider):
    data = {"name": "Birkenwiese", "kind": "track", "point": "over there", "light": "none", "nonce": "n"}
    response = client_of(outsider).post(NEW, data)

    assert response.status_code == 200
    assert 'value="Birkenwiese"' in response.text
    assert 'value="over there"' in response.text
    assert not Place.objects.exists()


def test_a_place_that_is_here_already_is_a_form_error(client_of, place, outsider):
    data = {"name": place.name, "kind": "track", "point": "49.4077, 8.6908", "light": "none", "nonce": "n"}
    response = client_of(outsider).post(NEW, data)

    assert response.status_code == 200
    assert "is here already" in response.text


def test_naming_a_zone_leads_to_its_check(client_of, place, member):
    url = reverse("places:zone_new", args=[place.slug])
    response = client_of(member).post(url, {"name": "Home straight", "description": "West.", "nonce": "n"})

    assert response.url == check_url(Zone.objects.get())


def test_an_outsider_may_neither_name_nor_check_a_zone(client_of, zone, outsider):
    client = client_of(outsider)

    assert client.get(reverse("places:zone_new", args=[zone.place.slug])).status_code == 403
    assert client.post(check_url(zone), posted()).status_code == 403


def test_two_people_check_a_zone_through_the_pages(client_of, zone, member, organizer):
    for person, nonce in ((member, "a"), (organizer, "b")):
        assert client_of(person).post(check_url(zone), posted(nonce=nonce)).url == page(zone.place)

    zone.refresh_from_db()
    assert zone.verdict == "ok"
    assert "OK on every line" in words(client_of(None).get(page(zone.place)))


def test_a_check_sent_twice_counts_once(client_of, zone, member):
    client = client_of(member)
    for _ in range(2):
        client.post(check_url(zone), posted())

    assert Check.objects.count() == 1


def test_a_faulty_check_keeps_what_was_typed(client_of, zone, member):
    sent = posted(straight_length="eighty", kerb="flush", obstacle_measure="Hurdles away")
    response = client_of(member).post(check_url(zone), sent)

    assert response.status_code == 200
    assert 'value="eighty"' in response.text
    assert 'value="Hurdles away"' in response.text
    assert re.search(r'value="flush"[^>]* checked', response.text)
    assert "This is a caution" in response.text
    assert not Check.objects.exists()


def test_a_zone_of_another_place_is_not_found(client_of, zone, member, outsider):
    other = make_place("Elsewhere", added_by=outsider)

    assert (
        client_of(member).get(reverse("places:check", args=[other.slug, zone.public_id])).status_code == 404
    )


def upload(content):
    return {"file": SimpleUploadedFile("places.geojson", content)}


def test_an_upload_reports_drafts_and_reasons(client_of, group, organizer, shared_data):
    content = (shared_data / "geo" / "monaco_venues.geojson").read_bytes()
    text = words(client_of(organizer).post(IMPORT, upload(content)))

    assert "8 new drafts" in text
    assert "78 were left out" in text
    assert "A playground belongs to the children." in text
    assert Place.objects.filter(state="draft", added_by=organizer).count() == 8


def test_an_upload_names_what_was_drawn_twice(client_of, group, organizer, shared_data):
    content = (shared_data / "geo" / "baltimore_venues.geojson").read_bytes()
    text = words(client_of(organizer).post(IMPORT, upload(content)))

    assert "36 new drafts" in text
    assert "2 were places drawn twice and joined with them." in text
    assert "Madison Square way/80318086" in text


def test_an_upload_sent_again_adds_nothing(client_of, group, organizer, shared_data):
    content = (shared_data / "geo" / "monaco_venues.geojson").read_bytes()
    client = client_of(organizer)
    client.post(IMPORT, upload(content))

    assert "0 new drafts" in words(client.post(IMPORT, upload(content)))
    assert Place.objects.count() == 8


@pytest.mark.parametrize("content", [b"hello", b"{}", b'{"features":[{"id":"way/1"}', b"\x00" * 10])
def test_a_broken_upload_says_what_to_do_and_leaves_nothing(client_of, group, organizer, content):
    response = client_of(organizer).post(IMPORT, upload(content))

    assert response.status_code == 200
    assert "nothing was imported" in response.text
    assert not Place.objects.exists()


def test_the_list_is_near_the_city_that_was_typed(client_of, heidelberg, checked_zone):
    assert "Birkenwiese track" in words(client_of(None).get(LIST, {"q": "Heidelberg"}))


def test_the_list_helps_where_nothing_is(client_of, heidelberg, member):
    text = words(client_of(member).get(LIST, {"q": "heidelberg"}))

    assert "No place here yet" in text
    assert "Add a place" in text


def test_the_list_says_if_it_knows_no_such_city(db, client_of):
    assert "We know no city of that name" in words(client_of(None).get(LIST, {"q": "Nowhereville"}))


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_queries_however_long(
    client_of, heidelberg, outsider, django_assert_num_queries, count
):
    for number in range(count):
        make_zone(make_place(f"Place {number}", source="openstreetmap", source_ref=str(number)), outsider)
    client = client_of(None)

    with django_assert_num_queries(3):  # city, places, zones
        response = client.get(LIST, {"q": "Heidelberg"})
    assert response.text.count("card pad stack-s") == count


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_queries_however_many_zones(
    client_of, place, look, member, organizer, django_assert_num_queries, count
):
    for number in range(count):
        zone = make_zone(place, member, name=f"Straight {number}")
        look(member, zone)
        look(organizer, zone)
    client = client_of(None)

    # place, its zones for the badge, zones, checks with who made them, photos, next dates, hazards, history
    with django_assert_num_queries(7):
        assert client.get(page(place)).status_code == 200


@pytest.mark.parametrize("name", ["places:new", "places:zone_new", "places:check"])
def test_a_form_of_another_account_keeps_its_words_and_can_be_sent_again(
    client_of, zone, member, organizer, name
):
    url, typed = {
        "places:new": (NEW, {"name": "Neckarwiese", "kind": "park", "point": "49.41, 8.67", "light": "none"}),
        "places:zone_new": (
            reverse("places:zone_new", args=[zone.place.slug]),
            {"name": "Back straight", "description": "Neckarwiese side, to the east."},
        ),
        "places:check": (check_url(zone), posted(aed="Neckarwiese clubhouse")),
    }[name]
    client_of(member).post(url, typed | {"nonce": "left-open", "name": typed.get("name", "")[:4]})
    client = client_of(organizer)

    answer = client.post(url, typed | {"nonce": "left-open"})

    assert "This form was sent from another account before." in words(answer)
    assert "Neckarwiese" in answer.content.decode()
    nonce = re.search(r'name="nonce" value="([^"]+)"', answer.content.decode())[1]
    assert client.post(url, typed | {"nonce": nonce}).status_code == 302
