"""The front page: for strangers, newcomers, members and moderators."""

from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.models import Profile
from accounts.permissions import Viewer
from community.groups.models import Group, JoinRequest
from config.context import site
from events.meetups.actions import call_off_meetup, post_meetup
from tests.conftest import make_group

FRESH = {"fresh": "1"}  # a page with a query is never a kept one


@pytest.fixture
def page(client_of):
    """The main part of the front page as this person sees it."""

    def look(user=None):
        response = client_of(user).get(reverse("home"), FRESH)
        assert response.status_code == 200
        return response.content.decode().split("<main")[1].split("</main")[0]

    return look


# ---- Strangers ----


def test_a_stranger_reads_what_this_is_and_what_comes_next(page, meetup, group):
    html = page()
    for fact in ("Where are you?", 'name="q"', "First steps Tuesday", "Neckar Heelfirsts", "STOP", "CLEAR"):
        assert fact in html
    assert "Petra" not in html


def test_an_empty_site_asks_for_its_first_group(page, db):
    html = page()
    assert "No date is planned yet." in html
    assert "No group yet. Yours could be the first." in html


def test_a_stranger_sees_the_three_next_dates_and_newest_groups(page, group, organizer, plan, clock):
    for number in range(4):
        make_group(f"Group {number}", organizer)
        starts_at = plan()["starts_at"] + timedelta(days=number)
        post_meetup(
            group,
            by=Viewer(organizer),
            **plan(title=f"Date {number}", starts_at=starts_at, ends_at=starts_at + timedelta(hours=1)),
        )
    html = page()
    assert [f"Date {number}" in html for number in range(4)] == [True, True, True, False]
    assert [f"Group {number}" in html for number in range(4)] == [False, True, True, True]


def test_what_waits_is_not_on_a_strangers_page(page, pending_story):
    assert "My first eight lengths" not in page()


@pytest.mark.parametrize("count", [1, 3])
def test_a_strangers_page_costs_the_same_for_one_date_and_for_three(
    page, group, organizer, plan, count, django_assert_num_queries
):
    for number in range(count):
        starts_at = plan()["starts_at"] + timedelta(days=number)
        post_meetup(
            group,
            by=Viewer(organizer),
            **plan(starts_at=starts_at, ends_at=starts_at + timedelta(hours=1)),
        )
    with django_assert_num_queries(2):  # dates, groups
        assert page().count("First steps Tuesday") == count


# ---- Newcomers ----


def test_a_newcomer_reads_the_safety_text_first(client_of, newcomer):
    assert client_of(newcomer).get(reverse("home")).url == reverse("users:welcome")


# ---- Members ----


def test_a_member_of_nothing_is_shown_the_way_to_a_group(page, outsider):
    html = page(outsider)
    assert "You have no date yet." in html
    assert "Join a group, and its stories stand here." in html


def test_the_next_date_stands_first(page, meetup, member, answer):
    assert "You have no date yet." in page(member)
    answer(meetup, member)
    html = page(member)
    assert "First steps Tuesday" in html
    assert "You have no date yet." not in html


def test_only_who_has_no_group_is_told_to_join_one(page, outsider, member):
    assert "join a group first" in page(outsider)
    assert "join a group first" not in page(member)


def test_a_date_that_was_called_off_is_told_until_its_time_has_passed(
    page, meetup, member, other_member, organizer, group, plan, answer, clock
):
    answer(meetup, member)
    call_off_meetup(meetup, by=Viewer(organizer), reason="Ice on the straight")
    html = page(member)
    assert "Tuesday 18:30 is called off: Ice on the straight" in html
    assert "The group has no other date yet." in html
    assert "You have no date yet." not in html
    assert "Ice on the straight" not in page(other_member)
    times = {name: plan()[name] + timedelta(days=2) for name in ("starts_at", "ends_at")}
    post_meetup(group, by=Viewer(organizer), **plan(title="Thursday lanes", **times))
    assert "Thursday 18 June, 18:30–19:30, Thursday lanes" in page(member)
    clock.move_to(meetup.ends_at)
    assert "Ice on the straight" not in page(member)


def test_who_leads_has_a_date_too(page, meetup, organizer):
    assert "First steps Tuesday" in page(organizer)


def test_a_spotter_is_asked_where_runners_wait(page, meetup, member, spotter, answer):
    assert "can you spot?" not in page(spotter)
    answer(meetup, member)
    assert "First steps Tuesday: can you spot?" in page(spotter)
    assert "can you spot?" not in page(member)
    answer(meetup, spotter, "spotter")
    assert "can you spot?" not in page(spotter)


def test_stories_of_ones_groups_are_the_feed(page, published_story, other_member, outsider):
    assert "My first eight lengths" in page(other_member)
    assert "My first eight lengths" not in page(outsider)


def test_what_was_sent_back_is_shown_to_its_author(
    page, pending_story, member, organizer, other_member, send_it_back
):
    send_it_back(pending_story, organizer)
    assert "A moderator asks for a change: My first eight lengths" in page(member)
    assert "My first eight lengths" not in page(other_member)


@pytest.mark.parametrize(
    ("who", "is_told"),
    [
        ("organizer", True),
        ("moderator", True),
        ("site_moderator", True),
        ("operator", True),
        ("other_moderator", False),
        ("other_member", False),
    ],
)
def test_moderators_are_told_what_waits(request, page, pending_story, who, is_told):
    assert ("1 thing waits for a moderator" in page(request.getfixturevalue(who))) == is_told


@pytest.mark.parametrize("count", [1, 3])
def test_a_members_page_costs_the_same_for_one_story_and_for_three(
    client_of, member, other_member, group, organizer, published, count, django_assert_num_queries
):
    for number in range(count):
        published(other_member, group, by=organizer, title=f"Story {number}")
    client = client_of(member)
    with django_assert_num_queries(13):
        html = client.get(reverse("home")).content.decode()
    assert sum(f"Story {number}" in html for number in range(3)) == count


@pytest.mark.parametrize("after", ["", "x", "\0", "9" * 5000])
def test_a_damaged_place_in_the_feed_starts_at_the_top(client_of, member, published_story, after):
    response = client_of(member).get(reverse("home"), {"after": after})
    assert "My first eight lengths" in response.content.decode()


# ---- Light and dark ----


@pytest.mark.parametrize(
    ("chosen", "kept"), [("dark", "dark"), ("light", "light"), ("auto", ""), ("x" * 9999, "")]
)
def test_a_theme_is_kept_on_this_device(client, db, chosen, kept):
    client.cookies["theme"] = "light"
    client.post(reverse("theme"), {"theme": chosen})
    assert client.cookies["theme"].value == kept
    page = client.get(reverse("home"), FRESH).content.decode()
    assert (f'data-bs-theme="{kept}"' in page) if kept else ("data-bs-theme=" not in page)


@pytest.mark.parametrize("cookie", ["", "x", '"><script>', "dark light"])
def test_a_cookie_that_is_not_ours_is_no_theme(rf, cookie):
    request = rf.get("/")
    request.COOKIES["theme"] = cookie
    assert site(request)["theme"] == ""


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "http:///evil.example",
        "javascript:alert(1)",
        "\t//evil.example",
        "https://testserver@evil.example/",
    ],
)
@pytest.mark.parametrize("name", ["theme", "set_language"])
def test_nobody_is_sent_to_another_site(client, db, name, elsewhere):
    data = {"theme": "dark", "language": "de", "next": elsewhere}
    response = client.post(reverse(name), data, headers={"referer": elsewhere})
    assert response.status_code == 302
    assert response.url == "/"


@pytest.mark.parametrize("name", ["theme", "set_language"])
def test_preferences_change_by_form_alone(client, db, name):
    assert client.get(reverse(name)).status_code == 405


def test_a_chosen_language_is_the_pages_language(client, group):
    client.post(reverse("set_language"), {"language": "de"})
    assert '<html lang="de"' in client.get(reverse("home"), FRESH).content.decode()


def test_groups_count_in_the_list_of_ones_own(page, member, organizer, group):
    assert "/groups/neckar-heelfirsts/" in page(member)
    assert Group.objects.count() == 1


def test_an_organizer_sees_at_home_who_asks_to_join(client_of, group, organizer, member, outsider):
    JoinRequest.objects.create(group=group, user=outsider)
    pages = [client_of(user).get(reverse("home")).content.decode() for user in (organizer, member)]
    assert ["1 person asks to join Neckar Heelfirsts" in page for page in pages] == [True, False]
    assert reverse("groups:requests", args=[group.slug]) in pages[0]


def test_home_leads_on_to_the_steps_that_were_left_out(client_of, member):
    step = f"{reverse('users:home_area')}?first_run=1"
    assert step in client_of(member).get(reverse("home")).content.decode()
    Profile.objects.filter(user=member).update(
        home_latitude=49.4, home_longitude=8.7, home_label="Heidelberg"
    )
    assert step not in client_of(member).get(reverse("home")).content.decode()
