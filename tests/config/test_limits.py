"""What tells other people has a limit for each person; looking at its pages has none."""

import pytest
from django.urls import reverse

from tests.events.meetups.conftest import clock, make_zone, meetup, plan, zone  # noqa: F401

GROUP = "neckar-heelfirsts"
LIMITS = {
    "groups:new": 20,
    "groups:join": 20,
    "groups:leave": 20,
    "groups:role": 40,
    "groups:step_down": 40,
    "groups:visibility": 20,
    "groups:archive": 20,
    "meetups:new": 30,
    "meetups:call_off": 20,
    "levels:declare": 40,
    "levels:revoke": 40,
    "notifications:address_again": 3,
    "places:new": 30,
    "places:import": 10,
    "places:zone_new": 60,
    "places:check": 60,
}
WITHOUT_A_GROUP = ("groups:new", "notifications:address_again", "places:new", "places:import")
TWO_WAYS = [("groups:join", "groups:leave"), ("levels:declare", "levels:revoke")]
WITH_A_PAGE = ["groups:new", "groups:leave", "groups:step_down", "meetups:new", "meetups:call_off"]
WITH_A_PAGE += ["places:new", "places:import", "places:check"]


@pytest.fixture
def url_of(group, member, request):
    def url(name):
        app, _colon, page = name.partition(":")
        if app == "levels" or page == "role":
            return reverse(name, args=[GROUP, member.public_id])
        if page == "call_off":
            return reverse(name, args=[request.getfixturevalue("meetup").public_id])
        if page in ("zone_new", "check"):
            zone = request.getfixturevalue("zone")
            return reverse(name, args=[zone.place.slug, zone.public_id][: 1 + (page == "check")])
        return reverse(name, args=[] if name in WITHOUT_A_GROUP else [GROUP])

    return url


@pytest.mark.parametrize("name", LIMITS)
def test_there_are_enough_in_an_hour_and_no_more(client_of, organizer, member, url_of, name):
    client, url = client_of(organizer), url_of(name)
    codes = [client.post(url).status_code for _ in range(LIMITS[name] + 1)]
    assert set(codes[:-1]) <= {200, 302}
    assert codes[-1] == 429
    assert client_of(member).post(url).status_code != 429


@pytest.mark.parametrize(("there", "back"), TWO_WAYS)
def test_to_and_fro_counts_together(client_of, organizer, url_of, settings, there, back):
    action = {"groups": "membership", "levels": "level"}[there.partition(":")[0]]
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {action: "2/h/user"}
    client = client_of(organizer)
    codes = [client.post(url_of(name)).status_code for name in (there, back, there)]
    assert codes == [302, 302, 429]


@pytest.mark.parametrize("name", WITH_A_PAGE)
def test_looking_is_not_counted(client_of, organizer, url_of, name):
    client, url = client_of(organizer), url_of(name)
    assert {client.get(url).status_code for _ in range(LIMITS[name] + 1)} == {200}
