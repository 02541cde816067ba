"""The lists of dates: agenda, month, map and one's own; who finds what there, and in how many queries."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.geography import City
from accounts.identifiers import new_nonce
from accounts.permissions import Viewer
from events.meetups.actions import call_off_meetup, post_meetup
from events.meetups.models import Audience, Guest, Meetup, Mitigation
from events.places.hazards.actions import report_hazard
from events.places.models import Place


def show(client, name, **query):
    response = client.get(reverse(f"meetups:{name}"), query)
    assert response.status_code == 200
    return response.content.decode()


def titles(html):
    return re.findall(r"<h3>(?:<span.*?</span>)?<a[^>]*>([^<]+)</a></h3>", html)


@pytest.fixture
def post(group, organizer, plan):
    """Post a date so many days later: ``post("Lengths", 3, capacity=4)``."""

    def add(title, days=0, **changes):
        times = {name: plan()[name] + timedelta(days=days) for name in ("starts_at", "ends_at")}
        return post_meetup(group, by=Viewer(organizer), **plan(title=title, **times | changes))

    return add


@pytest.fixture
def mannheim():
    return City.objects.create(
        pk=1,
        name="Mannheim",
        country="DE",
        population=300000,
        time_zone="Europe/Berlin",
        latitude=49.48,
        longitude=8.46,
    )


def test_the_agenda_puts_dates_under_their_days(client_of, post):
    for title, days in [("Tonight", 0), ("Next day", 1), ("Friday", 3)]:
        post(title, days)
    html = show(client_of(None), "list")
    order = [
        html.index(words)
        for words in (
            "Today, Tuesday 16 June",
            "Tonight",
            "Tomorrow, Wednesday 17 June",
            "Next day",
            "Friday 19 June",
        )
    ]
    assert order == sorted(order)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, ["Drill", "Straights"]),
        ({"kind": "walking_drill"}, ["Drill"]),
        ({"kind": "nonsense"}, ["Drill", "Straights"]),
        ({"stage": "0"}, ["Drill"]),
        ({"stage": "1"}, ["Drill", "Straights"]),
        ({"stage": "9"}, ["Drill", "Straights"]),
        ({"needs": "spotters"}, ["Straights"]),
        ({"from": "2026-06-17"}, ["Straights"]),
        ({"from": "yesterday"}, ["Drill", "Straights"]),
    ],
)
def test_filters_leave_what_was_asked_for(client_of, post, runners, answer, query, found):
    post("Drill", session="walking_drill")
    straights = post("Straights", 1, lowest_stage=1)
    answer(straights, *runners(1))
    assert titles(show(client_of(None), "list", **query)) == found


def test_a_highest_stage_bounds_what_a_stage_finds(client_of, post):
    Meetup.objects.filter(pk=post("Beginners").pk).update(highest_stage=1)
    assert titles(show(client_of(None), "list", stage="1")) == ["Beginners"]
    assert titles(show(client_of(None), "list", stage="2")) == []


def test_my_groups_only(client_of, post, member, outsider):
    post("Ours")
    assert titles(show(client_of(member), "list", groups="mine")) == ["Ours"]
    assert titles(show(client_of(outsider), "list", groups="mine")) == []


def test_near_a_city_by_distance_or_by_time(client_of, post, make_zone, mannheim):
    post("Heidelberg first")
    post("Mannheim later", 2, zone=make_zone(latitude=49.489, longitude=8.467))
    post("Berlin", 1, zone=make_zone(latitude=52.5, longitude=13.4))
    client = client_of(None)
    assert titles(show(client, "list", city=1)) == ["Mannheim later", "Heidelberg first"]
    assert titles(show(client, "list", city=1, by="time")) == ["Heidelberg first", "Mannheim later"]
    assert titles(show(client, "list", city=1, within="0"))[2:] == ["Berlin"]


def test_a_member_looks_from_home_and_a_browser_from_its_cell(client_of, post, member, make_zone):
    post("Heidelberg")
    post("Berlin", 1, zone=make_zone(latitude=52.5, longitude=13.4))
    member.profile.home_latitude, member.profile.home_longitude = 52.5, 13.4
    member.profile.home_label = "Berlin, Germany"
    member.profile.save()
    assert titles(show(client_of(member), "list", by="distance")) == ["Berlin"]
    assert titles(show(client_of(None), "list", latitude="49.4", longitude="8.7")) == ["Heidelberg"]


def test_by_distance_from_nowhere_asks_from_where(client_of, post):
    post("Somewhere")
    html = show(client_of(None), "list", by="distance")
    assert "From where?" in html
    assert titles(html) == []


def test_many_dates_at_one_distance_go_on_where_the_page_stopped(client_of, post, mannheim):
    for day in range(23):
        post(f"Date {day:02}", day)
    client = client_of(None)
    first = client.get(reverse("meetups:list"), {"city": 1})
    more = client.get(reverse("meetups:list"), {"city": 1, "beyond": first.context["behind"]})
    found = titles(first.content.decode()) + titles(more.content.decode())
    assert found == [f"Date {day:02}" for day in range(23)]


def test_a_month_shows_its_own_days(client_of, post):
    post("In June", 14)
    post("In July", 15)
    client = client_of(None)
    june, july = show(client, "month"), show(client, "month", month="2026-07")
    assert ("In June" in june, "In July" in june) == (True, False)
    assert ("In June" in july, "In July" in july) == (False, True)
    assert "?month=2026-07" in june
    assert "?month=2026-08" in july
    assert "No meetup in this month" in show(client, "month", month="2026-12")


@pytest.mark.parametrize("month", ["2026-13", "2029-01", "x", "1900-01"])
def test_a_month_that_nobody_needs_is_not_found(client_of, db, month):
    assert client_of(None).get(reverse("meetups:month"), {"month": month}).status_code == 404


def test_a_month_keeps_what_is_over_and_drops_what_is_called_off(client_of, post, organizer, clock):
    post("Held")
    off = post("Dropped", 1)
    call_off_meetup(off, by=Viewer(organizer), reason="Ice")
    clock.shift(timedelta(days=3))
    html = show(client_of(None), "month")
    assert ("Held" in html, "Dropped" in html) == (True, False)


def test_a_day_of_many_links_to_the_agenda_of_that_day(client_of, post):
    for number in range(5):
        post(f"Date {number}", 2 + (number - 4) / 24)
    html = show(client_of(None), "month")
    assert "2 more" in html
    assert "/meetups/?from=2026-06-18" in html


def places_on_map(client, **query):
    answer = client.get(reverse("meetups:map_data"), query)
    assert answer.status_code == 200
    return answer.json()["places"]


def test_the_map_has_one_sign_a_place_with_its_next_dates(client_of, post):
    for day in range(5):
        post(f"Date {day}", day)
    (place,) = places_on_map(client_of(None), bbox="8,49,9,50")
    assert [date["title"] for date in place["dates"]] == ["Date 0", "Date 1", "Date 2"]
    assert (place["verdict"], place["at"]) == ("ok", [49.41, 8.68])
    assert places_on_map(client_of(None), bbox="10,49,11,50") == []
    assert places_on_map(client_of(None), kind="path") == []


def test_the_map_refuses_a_box_that_is_none(client_of, db):
    answer = client_of(None).get(reverse("meetups:map_data"), {"bbox": "a"})
    assert (answer.status_code, list(answer.json())) == (400, ["error"])


LISTS = ("list", "month", "map", "map_data")


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize(
    ("audience", "readers"),
    [
        (Audience.PUBLIC, {"stranger", "outsider", "member", "organizer"}),
        (Audience.GROUP, {"member", "organizer"}),
    ],
)
def test_dates_stand_only_where_they_may_be_read(
    client_of, post, outsider, member, organizer, name, audience, readers
):
    Meetup.objects.filter(pk=post("Quiet lengths").pk).update(audience=audience)
    people = {"stranger": None, "outsider": outsider, "member": member, "organizer": organizer}
    found = {who for who, user in people.items() if "Quiet lengths" in show(client_of(user), name)}
    assert found == readers


def test_a_map_with_dates_of_members_asks_nobody_for_tiles_before_a_click(client_of, post, member, settings):
    settings.MAP_TILES = "https://tiles.example.org/{z}/{x}/{y}.png"
    meetup = post("Quiet lengths")
    assert client_of(member).get(reverse("meetups:map")).context["on_click"] is False
    Meetup.objects.filter(pk=meetup.pk).update(audience=Audience.GROUP)
    assert client_of(member).get(reverse("meetups:map")).context["on_click"] is True


def test_my_dates_are_those_i_answered_or_lead(client_of, post, member, organizer, answer):
    mine, off = post("Mine"), post("Called off", 2)
    post("Not mine", 1)
    for meetup in (mine, off):
        answer(meetup, member)
    call_off_meetup(off, by=Viewer(organizer), reason="Ice")
    assert titles(show(client_of(member), "mine")) == ["Mine", "Called off"]
    assert titles(show(client_of(organizer), "mine")) == ["Mine", "Not mine", "Called off"]


def test_what_is_over_stands_in_my_list_and_in_nobody_elses(
    client_of, post, member, other_member, answer, clock
):
    meetup = post("Over")
    answer(meetup, member)
    clock.move_to(meetup.ends_at)
    assert "You have no date yet" in show(client_of(member), "mine")
    assert titles(show(client_of(member), "mine", show="past")) == ["Over"]
    assert "Nothing is over yet" in show(client_of(other_member), "mine", show="past")


def test_my_dates_need_an_account(client_of, db):
    assert client_of(None).get(reverse("meetups:mine")).status_code == 302


def test_empty_lists_say_what_to_do(client_of, member, mannheim):
    said = {
        "everywhere": show(client_of(None), "list"),
        "near": show(client_of(None), "list", city=1),
        "narrow": show(client_of(None), "list", kind="path"),
        "nowhere": show(client_of(None), "list", q="Xyzzy"),
        "map": show(client_of(None), "map"),
        "mine": show(client_of(member), "mine"),
    }
    wanted = {
        "everywhere": "Start a group",
        "near": "Look anywhere",
        "narrow": "Clear filters",
        "nowhere": "We know no city of that name",
        "map": "Start a group",
        "mine": "Show all dates",
    }
    assert [name for name, words in wanted.items() if words not in said[name]] == []


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(
    ("name", "query", "who", "queries"),
    [
        ("list", {"by": "time"}, None, 2),
        ("list", {"city": "1"}, None, 2),
        ("list", {"groups": "mine"}, "member", 6),
        ("month", {}, None, 1),
        ("month", {}, "member", 5),
        ("map", {}, None, 1),
        ("map_data", {}, None, 2),
        ("mine", {}, "organizer", 8),
        ("mine", {"show": "past"}, "organizer", 7),
    ],
)
def test_lists_take_as_many_queries_for_one_as_for_three(
    request, client_of, post, mannheim, django_assert_num_queries, rows, name, query, who, queries
):
    for day in range(rows):
        post(f"Date {day}", day)
    client = client_of(who and request.getfixturevalue(who))
    with django_assert_num_queries(queries):
        show(client, name, **query)


@pytest.fixture
def stop_there(other_member):
    """Somebody says that nobody should run backward there."""

    def report(place):
        return report_hazard(
            place,
            by=Viewer(other_member),
            nonce=new_nonce(),
            category="object",
            severity="stop",
            words="Roots lifted the lane.",
            seen_at=timezone.now() - timedelta(minutes=5),
        )

    return report


def test_a_card_says_that_a_stop_was_reported(client_of, post, stop_there, organizer, zone):
    soon, later = post("Soon"), post("Later", 4)
    assert "Stop reported" not in show(client_of(None), "list")
    hazard = stop_there(Place.objects.get(pk=zone.place_id))
    html = show(client_of(None), "list")
    assert html.count("Stop reported") == 1
    assert html.index("Stop reported") < html.index("Later")
    Mitigation.objects.create(
        meetup=soon, hazard=hazard, words="Other half", by=organizer, made_at=timezone.now()
    )
    assert "Stop reported" not in show(client_of(None), "list")
    assert later.starts_at > timezone.now() + timedelta(hours=48)


def test_a_stop_of_another_zone_says_nothing_of_this_one(client_of, post, stop_there, make_zone, zone):
    post("Here")
    hazard = stop_there(Place.objects.get(pk=zone.place_id))
    type(hazard).objects.filter(pk=hazard.pk).update(zone=make_zone("Elsewhere"))
    assert "Stop reported" not in show(client_of(None), "list")


def test_a_card_says_for_whom_it_is(client_of, post):
    meetup = post("Steps", session="walking_drill")
    Meetup.objects.filter(pk=meetup.pk).update(highest_stage=1, is_peer_led=True)
    html = show(client_of(None), "list")
    for words in ("Stages 0–1", "Walking drills on a closed straight", "Peer-led"):
        assert words in html


def test_a_social_asks_for_no_stage_and_no_spotter(client_of, post):
    meetup = post("Coffee")
    Meetup.objects.filter(pk=meetup.pk).update(session="social", runners_per_spotter=None)
    html = show(client_of(None), "list")
    assert "A social: nobody runs backwards" in html
    assert "spotter wanted" not in html


def test_an_invited_date_is_found_by_who_is_invited(client_of, post, member, other_member):
    meetup = post("Small round")
    Meetup.objects.filter(pk=meetup.pk).update(audience=Audience.INVITED)
    Guest.objects.create(meetup=meetup, user=member)
    found = [
        user is not None and user.pk
        for user in (member, other_member, None)
        if "Small round" in show(client_of(user), "list")
    ]
    assert found == [member.pk]
