"""Search: groups, places and the guide, by how words begin, and never what the reader may not know of."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from django.utils import timezone

from accounts.permissions import Viewer
from accounts.words import folded_words
from community.groups.models import Ban, Group, Visibility
from config.search import found
from config.sport import without_sport
from events.places.models import Place
from tests.config.conftest import HEIDELBERG

STRANGER = Viewer(AnonymousUser())


@pytest.fixture
def heelfirsts(group):
    words = folded_words(group.name, "Heidelberg", "Wir laufen rückwärts am Fluß")
    Group.objects.filter(pk=group.pk).update(search_words=words)
    return group


def names(viewer, text):
    return [group.name for group in found(viewer, text)["groups"]]


@pytest.mark.parametrize(
    "text",
    ["Neckar", "neck", "HEELF", "heidelberg neckar", "rückwärts", "ruckwarts", "RUECKW", "fluß", "fluss"],
)
def test_a_group_is_found_by_how_its_words_begin(heelfirsts, text):
    assert names(STRANGER, text) == ["Neckar Heelfirsts"]


@pytest.mark.parametrize("text", ["eckar", "neckar zebra", "", "   ", "%", "_", "'", "\0", "((", "a" * 5000])
def test_what_begins_no_word_finds_nothing(heelfirsts, text):
    assert names(STRANGER, text) == []


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("Rückwärtslaufen in Mannheim", "mannheim"),
        ("retro running heidelberg", "heidelberg"),
        ("corsa all'indietro", ""),
        ("Rome, Georgia", "Rome, Georgia"),
        ("running in circles", "running in circles"),
    ],
)
def test_names_of_the_sport_are_not_looked_for(text, rest):
    assert without_sport(text) == rest


def test_the_sport_and_a_city_find_the_group_there(heelfirsts):
    assert names(STRANGER, "Rückwärtslaufen Heidelberg") == ["Neckar Heelfirsts"]


def test_a_city_leads_to_what_is_near_it(cities, client):
    page = client.get(reverse("search"), {"q": "heidelberg"}).content.decode()
    assert f"{reverse('near')}?show=groups&amp;city={HEIDELBERG}" in page


def test_a_place_is_found_by_its_name(db):
    fields = {"name": "Birkenwiese", "kind": "park", "source": "openstreetmap", "time_zone": "UTC"}
    words = folded_words("Birkenwiese", "Weinheim")
    place = Place.objects.create(slug="b", latitude=49.5, longitude=8.6, search_words=words, **fields)
    assert [list(found(STRANGER, text)["places"]) for text in ("birken", "weinh")] == [[place], [place]]


def test_a_private_group_is_found_by_its_members_only(member, heelfirsts, outsider, as_viewer):
    Group.objects.filter(pk=heelfirsts.pk).update(visibility=Visibility.PRIVATE)
    seen = [names(viewer, "neckar") for viewer in (STRANGER, as_viewer(outsider), as_viewer(member))]
    assert seen == [[], [], ["Neckar Heelfirsts"]]


def test_who_is_banned_finds_nothing_of_the_group(heelfirsts, outsider, organizer, as_viewer):
    Ban.objects.create(group=heelfirsts, user=outsider, email_hash="0" * 64, banned_by=organizer)
    assert names(as_viewer(outsider), "neckar") == []
    Ban.objects.update(lifted_at=timezone.now())
    assert names(as_viewer(outsider), "neckar") == ["Neckar Heelfirsts"]


def test_every_page_leads_to_search(client, db):
    assert f'href="{reverse("search")}"' in client.get(reverse("near")).content.decode()


def test_nothing_found_says_what_to_do(client, db):
    page = client.get(reverse("search"), {"q": "<b>zebra"}).content.decode()
    assert "We found nothing for “&lt;b&gt;zebra”." in page
    assert "Groups near me" in page


@pytest.mark.parametrize("rows", [1, 3])
def test_a_search_costs_the_same_for_one_and_for_three(
    heelfirsts, rows, client, django_assert_num_queries, make_user
):
    for number in range(rows - 1):
        Group.objects.create(
            slug=f"g{number}",
            name="Neckar too",
            search_words=" neckar too",
            founder=make_user(f"f{number}"),
            latitude=1,
            longitude=1,
            time_zone="UTC",
        )
    with django_assert_num_queries(4):  # groups, their dates, places, a city
        client.get(reverse("search"), {"q": "neckar"})
