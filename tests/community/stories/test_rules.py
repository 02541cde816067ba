import pytest

from community.groups.models import Membership
from community.stories.models import Story
from community.stories.rules import can_edit_story, can_tell_story, can_upload_photo

CAST = ("member", "other_member", "organizer", "other_moderator", "site_moderator", "outsider", "newcomer")


@pytest.fixture
def viewers(request, as_viewer):
    return {name: as_viewer(request.getfixturevalue(name)) for name in CAST}


def who(viewers, rule, subject):
    return {name for name, viewer in viewers.items() if rule(viewer, subject)}


def test_members_tell_stories_in_their_group(viewers, group):
    assert who(viewers, can_tell_story, group) == {"member", "other_member", "organizer"}


def test_a_member_who_has_not_read_the_safety_text_tells_nothing(newcomer, group, as_viewer):
    Membership.objects.create(user=newcomer, group=group)
    assert not can_tell_story(as_viewer(newcomer), group)


def test_only_its_author_changes_a_story(viewers, member, group):
    assert who(viewers, can_edit_story, Story(author=member, group=group)) == {"member"}


def test_who_left_the_group_changes_nothing_in_it(member, group, as_viewer):
    Membership.objects.filter(user=member).delete()
    assert not can_edit_story(as_viewer(member), Story(author=member, group=group))


def test_whoever_is_ready_keeps_photos(viewers):
    assert who(viewers, can_upload_photo, None) == set(CAST) - {"newcomer"}
