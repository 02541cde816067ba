import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from accounts.models import Profile
from community.groups.models import Membership
from events.levels.actions import declare_spotter
from events.levels.models import SpotterLevel
from events.levels.views import PEOPLE
from tests.conftest import join, make_group


@pytest.fixture
def client_named(client_of, request):
    return lambda who: client_of(request.getfixturevalue(who) if who else None)


@pytest.fixture
def declared(membership_of, as_viewer, has_passed, group, organizer):
    """Make people spotters, by the founder's word."""

    def declare(*people):
        has_passed(*people)
        for user in people:
            declare_spotter(membership_of(user, group), by=as_viewer(organizer))

    return declare


def main(response):
    assert response.status_code == 200
    return response.content.decode().split("<main")[1].split("</main")[0]


def words(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


def url(name, group, *people):
    return reverse(f"levels:{name}", args=[group.slug, *(user.public_id for user in people)])


# ---- What spotting is ----


def test_a_stranger_reads_what_spotting_is(client_of, db, django_assert_num_queries):
    with django_assert_num_queries(0):
        page = main(client_of(None).get(reverse("levels:index")))
    assert "Sign in to see where you are." in page


def test_the_next_step_is_the_quiz_then_an_organizer_then_spotting(
    client_of, group, member, has_passed, declared
):
    client = client_of(member)
    assert "Take the spotter quiz" in main(client.get(reverse("levels:index")))
    has_passed(member)
    assert "Ask an organizer of your group to declare you." in main(client.get(reverse("levels:index")))


def test_a_spotter_sees_who_spoke_for_them_and_until_when(client_of, group, member, declared):
    declared(member)
    page = main(client_of(member).get(reverse("levels:index")))
    assert "Declared by Petra. Holds until" in page
    assert "Spotters of Neckar Heelfirsts" in page


# ---- A group's spotters ----


@pytest.mark.parametrize(
    ("who", "status"),
    [
        (None, 302),
        ("newcomer", 403),
        ("outsider", 403),
        ("other_moderator", 403),
        ("site_moderator", 403),
        ("member", 200),
        ("moderator", 200),
        ("organizer", 200),
        ("operator", 200),
    ],
)
def test_who_sees_the_spotters_of_a_group(client_named, group, who, status):
    assert client_named(who).get(url("in_group", group)).status_code == status


@pytest.mark.parametrize(
    ("who", "declare_buttons", "revoke_buttons"),
    [("member", 0, 0), ("moderator", 0, 0), ("organizer", 1, 1), ("operator", 2, 1)],
)
def test_buttons_stand_where_they_work(
    client_named,
    group,
    organizer,
    member,
    other_member,
    moderator,
    declared,
    has_passed,
    who,
    declare_buttons,
    revoke_buttons,
):
    """Petra, the founder, and Mira passed the quiz, Leyla is declared, Mona knows nothing yet."""
    has_passed(organizer, member)
    declared(other_member)
    page = main(client_named(who).get(url("in_group", group)))
    assert page.count("Declare as spotter") == declare_buttons
    assert page.count("Take back") == revoke_buttons
    assert "Provisional spotter (S1), declared by Petra, until" in page
    assert page.count("Passed the quiz") == 2
    assert page.count("Has not taken the quiz") == 1


def test_another_founder_sees_a_level_and_no_button_to_take_it_back(
    client_of, group, member, declared, make_user
):
    declared(member)
    wanda = make_user("wanda")
    other = make_group("Weststadt", wanda)
    join(member, other, "member")
    page = main(client_of(wanda).get(url("in_group", other)))
    assert "declared by Petra" in page
    assert "Take back" not in page


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_one_and_for_three(
    client_of, group, organizer, make_user, declared, count, django_assert_num_queries
):
    people = [join(make_user(f"m{number}"), group, "member") for number in range(count)]
    declared(*people)
    client = client_of(organizer)
    client.get(url("in_group", group))  # the first page of the day is noted in the session
    with django_assert_num_queries(11):
        assert main(client.get(url("in_group", group))).count("Take back") == count


def test_a_long_list_has_pages(client_of, group, organizer, make_user):
    people = [make_user(f"m{number}") for number in range(PEOPLE)]
    Membership.objects.bulk_create(Membership(group=group, user=user) for user in people)
    first = client_of(organizer).get(url("in_group", group))
    second = client_of(organizer).get(url("in_group", group), {"after": first.context["page"].next})
    assert (len(first.context["rows"]), len(second.context["rows"])) == (PEOPLE, 1)


# ---- Declaring and taking back ----


@pytest.mark.parametrize(
    ("who", "status"),
    [
        (None, 403),
        ("newcomer", 404),
        ("outsider", 404),
        ("other_moderator", 404),
        ("site_moderator", 404),
        ("member", 403),
        ("moderator", 403),
        ("organizer", 302),
        ("operator", 302),
    ],
)
@pytest.mark.parametrize("name", ["declare", "revoke"])
def test_who_declares_and_takes_back(
    client_named, group, other_member, has_passed, declared, name, who, status
):
    if name == "revoke":
        declared(other_member)
    else:
        has_passed(other_member)
    assert client_named(who).post(url(name, group, other_member)).status_code == status
    assert SpotterLevel.objects.counts_for(other_member.pk) == ((status == 302) == (name == "declare"))


def test_declaring_twice_says_so_twice_and_does_it_once(client_of, group, organizer, member, has_passed):
    has_passed(member)
    client = client_of(organizer)
    for _ in range(2):
        response = client.post(url("declare", group, member))
        assert response.url == url("in_group", group)
        assert "Mira may spot now." in words(response)
    assert SpotterLevel.objects.count() == 1


def test_what_is_still_missing_is_said(client_of, group, organizer, member, has_passed):
    client = client_of(organizer)
    assert words(client.post(url("declare", group, member))) == [
        "Mira has not passed the spotter quiz yet. Ask for that first."
    ]
    Profile.objects.filter(user=member).update(birth_year=2015)
    assert words(client.post(url("declare", group, member)))[-1] == "Only adults count as spotters."


def test_taking_back_twice_is_no_mistake(client_of, group, organizer, member, declared):
    declared(member)
    client = client_of(organizer)
    said = [words(client.post(url("revoke", group, member)))[-1] for _ in range(2)]
    assert said == ["Taken back.", "There is no level to take back."]


def test_a_member_does_not_take_back_what_is_not_there(client_of, group, member, other_member):
    assert client_of(member).post(url("revoke", group, other_member)).status_code == 403


def test_a_person_of_another_group_is_not_found(client_of, group, organizer, outsider):
    assert client_of(organizer).post(url("declare", group, outsider)).status_code == 404
