"""Two organizers go at one moment, and two change the settings at one moment, on PostgreSQL."""

import pytest

from accounts.permissions import Refused, Viewer
from accounts.privacy.actions import delete_account
from accounts.users.models import User
from community.groups.actions import hand_over_group, leave_group, step_down
from community.groups.models import Group, Membership, Role
from community.groups.running.actions import archive_group, close_group, edit_group
from community.moderation.actions import publish
from community.stories.actions import tell_story
from community.stories.models import Audience, Story
from tests.community.groups.typed import words_of
from tests.conftest import join, make_group
from tests.races.together import all_at_once, while_open

ROUNDS = 5
pytestmark = [
    pytest.mark.django_db(transaction=True, serialized_rollback=False),
    pytest.mark.postgresql_only,
    pytest.mark.race,
]


@pytest.fixture
def pair(make_user):
    """Two organizers of one group."""
    first = make_user("first")
    group = make_group("Neckar Heelfirsts", first)
    return group, first, join(make_user("second"), group, Role.ORGANIZER)


def viewer(user):
    return Viewer(User.objects.with_profile().get(pk=user.pk))


def of(user):
    return Membership.objects.select_related("group", "user__profile").get(user=user)


def leave(group, user):
    return lambda: leave_group(group, by=viewer(user))


def go_down(group, user):
    return lambda: step_down(group, by=viewer(user), role=Role.MEMBER)


@pytest.mark.parametrize("round_", range(ROUNDS))
@pytest.mark.parametrize(("one", "two"), [(leave, leave), (leave, go_down), (go_down, go_down)])
def test_of_two_organizers_who_go_at_once_one_stays(pair, one, two, round_):
    group, first, second = pair
    found = all_at_once(one(group, first), two(group, second))
    assert sorted(isinstance(each, Refused) for each in found) == [False, True]
    assert Membership.objects.filter(group=group, role="organizer").count() == 1


def delete(group, user):
    person = User.objects.with_profile().get(pk=user.pk)
    return lambda: delete_account(person, by=viewer(user), without_texts=False)


@pytest.mark.parametrize("round_", range(ROUNDS))
@pytest.mark.parametrize("other", [delete, leave, go_down])
def test_of_two_organizers_one_of_whom_deletes_the_account_one_stays(pair, other, round_):
    group, first, second = pair
    found = all_at_once(delete(group, first), other(group, second))
    assert sorted(isinstance(each, Refused) for each in found) == [False, True]
    assert Membership.objects.organizers_of(group.pk).there().count() == 1


@pytest.mark.parametrize("round_", range(ROUNDS))
def test_who_hands_over_while_the_other_leaves_leaves_somebody(pair, make_user, round_):
    group, first, second = pair
    third = join(make_user("third"), group, Role.MEMBER)
    all_at_once(lambda: hand_over_group(of(third), by=viewer(first)), leave(group, second))
    assert Membership.objects.filter(group=group, role="organizer").exists()


def test_two_who_change_the_words_at_once_do_not_lose_any(pair):
    group, first, second = pair
    mine, theirs = words_of(group, name="Mine"), words_of(group, name="Theirs")
    found = all_at_once(
        lambda: edit_group(group, by=viewer(first), **mine),
        lambda: edit_group(group, by=viewer(second), **theirs),
    )
    assert sorted(isinstance(each, Refused) for each in found) == [False, True]


def test_a_story_that_is_published_while_the_group_closes_is_for_members(pair):
    group, first, second = pair
    words = {"title": "By lantern", "text": "It went well.", "audience": Audience.PUBLIC}
    story = tell_story(group, by=viewer(first), nonce="n" * 22, **words)
    while_open(
        lambda: publish(story.newest, by=viewer(second), version=1),
        lambda: close_group(group, by=viewer(first)),
    )
    assert Story.objects.get().audience == "group"


def test_a_group_that_closes_while_a_story_is_published_keeps_it_to_members(pair):
    group, first, second = pair
    words = {"title": "By lantern", "text": "It went well.", "audience": Audience.PUBLIC}
    story = tell_story(group, by=viewer(first), nonce="n" * 22, **words)
    while_open(
        lambda: close_group(group, by=viewer(first)),
        lambda: publish(story.newest, by=viewer(second), version=1),
    )
    assert Story.objects.get().audience == "group"


def test_nobody_tells_in_a_group_that_is_being_archived(pair):
    group, first, second = pair
    words = {"title": "By lantern", "text": "It went well.", "audience": Audience.GROUP}

    def tell():
        try:
            return tell_story(group, by=viewer(second), nonce="n" * 22, **words)
        except Refused as refused:
            return refused

    found = while_open(lambda: archive_group(group, by=viewer(first)), tell)
    assert isinstance(found, Refused)
    assert (Story.objects.count(), Group.objects.get().is_archived) == (0, True)
