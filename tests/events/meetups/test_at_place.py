"""Dates at a place: who may read one finds it there; a private group's leave no trace for others (D25)."""

import pytest
from django.urls import reverse

from community.groups.models import Group
from events.meetups.models import Meetup
from tests.events.meetups.conftest import NOW


def pages_of(client, place):
    """All that is said of a place: its page, its sheet, the list and the map."""
    here = {"latitude": place.latitude, "longitude": place.longitude}
    near = {"bbox": f"{place.longitude - 1},{place.latitude - 1},{place.longitude + 1},{place.latitude + 1}"}
    asked = [
        (reverse("places:detail", args=[place.slug]), {}),
        (reverse("places:sheet", args=[place.slug]), {}),
        (reverse("places:list"), here),
        (reverse("places:map_data"), near),
    ]
    return [client.get(url, data).content.split(b"<main")[-1] for url, data in asked]


@pytest.mark.parametrize("person", [None, "outsider"])
def test_a_date_of_a_private_group_leaves_no_trace(request, client_of, meetup, group, clock, person):
    clock.move_to(NOW, tick=False)
    client = client_of(request.getfixturevalue(person) if person else None)
    Group.objects.filter(pk=group.pk).update(visibility="private")
    Meetup.objects.keep_to_group(group.pk)
    with_it = pages_of(client, meetup.place)
    Meetup.objects.all().delete()
    assert pages_of(client, meetup.place) == with_it


def test_who_may_read_a_date_finds_it_at_its_place(client_of, meetup, member, group):
    address = reverse("places:detail", args=[meetup.place.slug])
    assert meetup.title in client_of(None).get(address).text
    Group.objects.filter(pk=group.pk).update(visibility="private")
    Meetup.objects.keep_to_group(group.pk)
    assert meetup.title not in client_of(None).get(address).text
    assert meetup.title in client_of(member).get(address).text


@pytest.mark.parametrize(("for_group", "waits"), [(True, True), (False, False)])
def test_the_map_of_a_groups_date_waits_for_a_click(client_of, meetup, member, settings, for_group, waits):
    """Tiles come from another server, which would learn of the page."""
    settings.MAP_TILES, settings.MAP_ATTRIBUTION = "https://tile.example.org/{z}/{x}/{y}.png", "© Somebody"
    if for_group:
        Meetup.objects.keep_to_group(meetup.group_id)
    assert ("data-load" in client_of(member).get(meetup.get_absolute_url()).text) == waits
