"""Pages of groups: what each person sees, what is refused in words, and how many queries it takes."""

import json

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from accounts.models import Profile
from community.groups.models import Group, Membership
from community.groups.views import MEMBERS
from tests.community.groups.typed import words_of
from tests.conftest import join

STRANGER, NEWCOMER, OUTSIDER = None, "newcomer", "outsider"


@pytest.fixture
def client_named(client_of, request):
    return lambda who: client_of(request.getfixturevalue(who) if who else None)


def main(response):
    assert response.status_code == 200
    return response.content.decode().split("<main")[1].split("</main")[0]


def words(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


def url(name, group, *args):
    return reverse(f"groups:{name}", args=[group.slug, *args])


# ---- The group's page ----


@pytest.mark.parametrize(
    ("who", "seen", "unseen"),
    [
        (
            None,
            ["Join this group", "account/signup/?next=/groups/neckar-heelfirsts/"],
            ["For members", "Settings"],
        ),
        ("newcomer", ["Read the safety text, then join"], ["Join this group", "For members"]),
        ("outsider", ["Join this group", "/join/"], ["You are a member", "For members"]),
        ("member", ["You are a member", "Tell a story", "For members"], ["Join this group", "Post a meetup"]),
        ("moderator", ["You are a member", "For members"], ["Post a meetup", "Settings"]),
        ("organizer", ["Post a meetup", "Settings", "For members"], ["Join this group"]),
        ("operator", ["Join this group"], ["For members", "Post a meetup"]),
    ],
)
def test_everybody_reads_a_group_and_sees_their_own_next_step(client_named, group, who, seen, unseen):
    page = main(client_named(who).get(url("detail", group)))
    for fact in ("Neckar Heelfirsts", "We run backwards on Tuesdays.", "Petra", "founded it"):
        assert fact in page
    assert [fact for fact in seen if fact not in page] == []
    assert [fact for fact in unseen if fact in page] == []


def test_strangers_see_how_many_members_there_are_and_not_who(client_of, group, member):
    page = main(client_of(None).get(url("detail", group)))
    assert "2 members" in page
    assert "Mira" not in page


@pytest.mark.parametrize("name", ["detail", "edit", "join", "leave", "members"])
def test_a_group_that_does_not_exist_is_not_found(client_of, member, name):
    address = reverse(f"groups:{name}", args=["no-such-group"])
    client = client_of(member)
    assert (client.post if name == "join" else client.get)(address).status_code == 404


def test_what_people_wrote_is_text(client_of, group):
    Group.objects.update(name="<b>Bold</b>", description="<script>alert(1)</script>")
    page = main(client_of(None).get(url("detail", group)))
    assert "<b>Bold" not in page
    assert "<script>" not in page
    assert "&lt;b&gt;Bold&lt;/b&gt;" in page


# ---- Founding ----


@pytest.fixture
def typed(heidelberg):
    return {
        "name": "Weststadt Walkers-Back",
        "description": "Slow and cheerful.",
        "city": "Heidelberg",
        "nonce": "n" * 22,
    }


def test_a_group_is_founded_through_the_page_once(client_of, outsider, typed):
    client = client_of(outsider)
    form = client.get(reverse("groups:new")).context["form"]
    typed["nonce"] = form["nonce"].value()
    responses = [client.post(reverse("groups:new"), typed) for _ in range(2)]
    assert {response.url for response in responses} == {
        reverse("groups:detail", args=[Group.objects.get().slug])
    }
    assert words(responses[0]) == ["Your group is open. Next: find or check a place to meet."]
    assert Group.objects.count() == 1


def test_what_was_typed_is_kept_when_something_is_missing(client_of, outsider, typed):
    response = client_of(outsider).post(reverse("groups:new"), typed | {"city": "Atlantis"})
    page = main(response)
    assert "We know no city of that name." in page
    for words_typed in ("Weststadt Walkers-Back", "Slow and cheerful.", "Atlantis", "n" * 22):
        assert words_typed in page
    assert Group.objects.count() == 0


def test_a_name_of_10000_characters_is_refused_and_kept(client_of, outsider, typed):
    page = main(client_of(outsider).post(reverse("groups:new"), typed | {"name": "x" * 10_000}))
    assert "Use at most 60 characters. This has 10000." in page
    assert "x" * 10_000 in page


def test_a_form_of_another_account_keeps_its_words_and_can_be_sent_again(client_of, outsider, member, typed):
    client_of(outsider).post(reverse("groups:new"), typed)
    client = client_of(member)
    response = client.post(reverse("groups:new"), typed)
    assert "This form was sent from another account before." in main(response)
    assert "Slow and cheerful." in main(response)
    again = client.post(reverse("groups:new"), typed | {"nonce": response.context["form"]["nonce"].value()})
    assert again.status_code == 302
    assert Group.objects.filter(founder=member).count() == 1


def test_markup_among_the_naughty_strings_stays_text(client_of, group, organizer, shared_data):
    """A few of them go the whole way: form, database, page."""
    client, stranger = client_of(organizer), client_of(None)
    strings = json.loads((shared_data / "moderation/naughty-strings/blns.json").read_text())
    for string in [string for string in strings if "<" in string][::12]:
        response = client.post(url("edit", group), {"name": string[:60], "description": string})
        assert response.status_code in (200, 302)
        assert string not in stranger.get(url("detail", group)).content.decode()


@pytest.mark.parametrize(
    ("who", "status"), [(None, 302), ("newcomer", 403), ("outsider", 200), ("operator", 200)]
)
def test_who_opens_the_form_for_a_new_group(client_named, who, status):
    assert client_named(who).get(reverse("groups:new")).status_code == status


def test_a_minor_founds_no_group(client_of, make_user, this_year):
    minor = make_user("ada", birth_year=this_year - 17)
    assert client_of(minor).get(reverse("groups:new")).status_code == 403


# ---- Editing ----


@pytest.mark.parametrize(
    ("who", "status"),
    [
        (None, 302),
        ("outsider", 403),
        ("member", 403),
        ("moderator", 403),
        ("operator", 403),
        ("organizer", 200),
    ],
)
def test_who_edits_a_group(client_named, group, who, status):
    client = client_named(who)
    assert client.get(url("edit", group)).status_code == status
    posted = client.post(url("edit", group), words_of(group, name="Mine"))
    assert posted.status_code == {302: 403, 200: 302}.get(status, status)
    assert Group.objects.get().name == ("Mine" if status == 200 else "Neckar Heelfirsts")


def test_the_editor_starts_with_what_is_there_and_keeps_what_was_typed(client_of, group, organizer):
    client = client_of(organizer)
    assert "We run backwards on Tuesdays." in main(client.get(url("edit", group)))
    page = main(client.post(url("edit", group), {"name": "", "description": "Half a thought"}))
    assert "Half a thought" in page
    assert Group.objects.get().description == "We run backwards on Tuesdays."


# ---- Joining and leaving ----


def test_joining_says_so_and_joining_again_too(client_of, group, outsider):
    client = client_of(outsider)
    said = []
    for _ in range(2):
        response = client.post(url("join", group))
        assert response.url == url("detail", group)
        said += words(response)[-1:]
    assert said == ["You are in. Say hello on your first date.", "You are already a member."]
    assert Group.objects.get().member_count == 2


def test_a_newcomer_reads_the_safety_text_before_joining(client_of, group, newcomer):
    assert client_of(newcomer).post(url("join", group)).status_code == 403
    assert not Membership.objects.filter(user=newcomer).exists()


def test_a_join_sent_after_signing_out_says_so_and_does_nothing(client_of, group):
    response = client_of(None).post(
        url("join", group), headers={"referer": f"http://testserver{url('detail', group)}"}
    )
    assert response.status_code == 403
    page = response.content.decode()
    assert "You are signed out." in page
    assert f"/account/login/?next={url('detail', group)}" in page
    assert Group.objects.get().member_count == 1


def test_leaving_asks_first(client_of, group, member):
    client = client_of(member)
    assert "Yes, leave" in main(client.get(url("leave", group)))
    assert Membership.objects.filter(user=member).exists()
    response = client.post(url("leave", group))
    assert words(response) == ["You have left. Your seats are free for others now."]
    assert not Membership.objects.filter(user=member).exists()


@pytest.mark.parametrize("method", ["get", "post"])
def test_leaving_what_one_has_left_is_no_mistake(client_of, group, outsider, method):
    response = getattr(client_of(outsider), method)(url("leave", group))
    assert (response.status_code, response.url) == (302, url("detail", group))
    assert words(response) == ["You are not a member of this group."]


def test_who_alone_runs_a_group_is_told_why_they_stay(client_of, group, organizer):
    response = client_of(organizer).post(url("leave", group))
    assert response.url == url("detail", group)
    assert words(response) == [
        "Nobody else is in this group. Archive it in its settings first; then you can leave it."
    ]
    assert Membership.objects.filter(user=organizer).exists()


# ---- Members and roles ----


@pytest.mark.parametrize(
    ("who", "status"),
    [
        (None, 302),
        ("newcomer", 403),
        ("outsider", 403),
        ("other_moderator", 403),
        ("member", 200),
        ("moderator", 200),
        ("organizer", 200),
        ("site_moderator", 403),
        ("operator", 403),
    ],
)
def test_members_see_each_other(client_named, group, who, status):
    assert client_named(who).get(url("members", group)).status_code == status


def test_who_runs_it_stands_first_then_members_as_they_came(
    client_of, group, member, other_member, moderator
):
    page = main(client_of(member).get(url("members", group)))
    places = [page.index(name) for name in ("Petra", "Mona", "Mira", "Leyla")]
    assert places == sorted(places)
    assert "Make a moderator" not in page


def test_the_organizer_has_a_button_for_everybody_else(client_of, group, member, moderator, organizer):
    page = main(client_of(organizer).get(url("members", group)))
    assert page.count("Make a moderator") == page.count("Back to member") == 1


def test_long_lists_of_members_have_pages(client_of, make_user, group, member):
    people = [make_user(f"p{number}") for number in range(3)]
    for user in people:
        join(user, group, "member")
    first = client_of(member).get(url("members", group))
    assert first.context["page"].next is None
    rows = [
        Membership(group=group, user=user, role="member")
        for user in (make_user(f"q{number}") for number in range(MEMBERS - 3))
    ]
    Membership.objects.bulk_create(rows)
    first = client_of(member).get(url("members", group))
    second = client_of(member).get(url("members", group), {"after": first.context["page"].next})
    assert (len(first.context["page"]), len(second.context["page"])) == (MEMBERS, 1)
    assert "Petra" not in main(second)


@pytest.mark.parametrize("count", [1, 3])
def test_members_cost_the_same_for_one_and_for_three(
    client_of, make_user, group, member, count, django_assert_num_queries
):
    for number in range(count - 1):
        join(make_user(f"m{number}"), group, "member")
        join(make_user(f"n{number}"), group, "moderator")
    client = client_of(member)
    client.get(url("members", group))  # the first page of the day is noted in the session
    with django_assert_num_queries(7):
        assert main(client.get(url("members", group))).count("<li") == 2 * count


@pytest.mark.parametrize("count", [1, 3])
def test_a_group_costs_the_same_with_one_organizer_and_with_three(
    client_of, make_user, group, count, django_assert_num_queries
):
    for number in range(count - 1):
        join(make_user(f"m{number}"), group, "organizer")
    with django_assert_num_queries(3):
        client_of(None).get(url("detail", group))


@pytest.mark.parametrize(
    ("who", "status"),
    [
        (None, 403),
        ("outsider", 404),
        ("member", 403),
        ("moderator", 403),
        ("operator", 403),
        ("organizer", 302),
    ],
)
def test_who_names_moderators(client_named, group, other_member, who, status):
    client = client_named(who)
    response = client.post(url("role", group, other_member.public_id), {"role": "moderator"})
    assert response.status_code == status
    is_moderator = Membership.objects.get(user=other_member).role == "moderator"
    assert is_moderator == (status == 302)


def test_an_outsider_does_not_learn_who_is_a_member(client_of, group, member, outsider, make_user):
    client = client_of(outsider)
    answers = {
        client.post(url("role", group, user.public_id), {"role": "moderator"}).status_code
        for user in (member, make_user("ada"))
    }
    assert answers == {404}


@pytest.mark.parametrize("data", [{}, {"role": "king"}, {"role": "x" * 10_000}])
def test_a_role_that_cannot_be_given_changes_nothing(client_of, group, moderator, organizer, data):
    response = client_of(organizer).post(url("role", group, moderator.public_id), data)
    assert words(response) == ["Choose one of the buttons in the list."]
    assert Membership.objects.get(user=moderator).role == "moderator"


def test_a_name_of_a_member_is_text(client_of, group, member):
    Profile.objects.filter(user=member).update(display_name="<i>Mira</i>")
    assert "<i>Mira" not in main(client_of(member).get(url("members", group)))


def test_the_last_organizer_is_told_before_leaving_who_has_to_follow(client_of, group, organizer, member):
    address = reverse("groups:leave", args=[group.slug])
    pages = [client_of(user).get(address).content.decode() for user in (organizer, member)]
    assert [reverse("groups:members", args=[group.slug]) in page for page in pages] == [True, False]
    assert ["Yes, leave" in page for page in pages] == [False, True]


def test_who_is_alone_in_a_group_is_led_to_archive_it(client_of, group, organizer):
    page = client_of(organizer).get(reverse("groups:leave", args=[group.slug])).content.decode()
    assert reverse("groups:edit", args=[group.slug]) in page
    assert reverse("groups:members", args=[group.slug]) not in page
