import pytest

from accounts.contact.models import Message
from community.moderation.models import Case, Revision
from community.moderation.rules import (
    can_decide_case,
    can_decide_revision,
    can_open_case,
    can_report_content,
    can_report_message,
    can_report_person,
    can_review_anything,
    can_send_content,
    can_withdraw_content,
)
from community.stories.models import Story

CAST = ("member", "other_member", "moderator", "organizer", "other_moderator", "site_moderator", "outsider")
DECIDE = {"moderator", "organizer", "site_moderator"}


@pytest.fixture
def viewers(request, as_viewer):
    return {name: as_viewer(request.getfixturevalue(name)) for name in CAST}


def who(viewers, rule, subject):
    return {name for name, viewer in viewers.items() if rule(viewer, subject)}


def test_the_groups_moderators_and_the_sites_decide_on_a_version(viewers, member, group):
    assert who(viewers, can_decide_revision, Revision(group_id=group.pk, author=member)) == DECIDE


def test_nobody_decides_on_their_own_version(viewers, organizer, site_moderator, group):
    for author, name in ((organizer, "organizer"), (site_moderator, "site_moderator")):
        own = Revision(group_id=group.pk, author=author)
        assert who(viewers, can_decide_revision, own) == DECIDE - {name}


def test_nobody_decides_on_reports_about_their_own_text(viewers, moderator, group):
    case = Case(group_id=group.pk, revision=Revision(group_id=group.pk, author=moderator))
    assert who(viewers, can_decide_case, case) == DECIDE - {"moderator"}


def test_what_belongs_to_no_group_is_for_site_moderators(viewers, member):
    assert who(viewers, can_decide_revision, Revision(group_id=None, author=member)) == {"site_moderator"}


def test_the_queue_is_for_those_who_moderate_something(viewers):
    assert who(viewers, can_review_anything, None) == DECIDE | {"other_moderator"}


def test_only_the_author_writes_and_takes_back(viewers, member):
    story = Story(author=member)
    assert who(viewers, can_send_content, story) == {"member"}
    assert who(viewers, can_withdraw_content, story) == {"member"}


def test_everybody_but_the_author_reports(viewers, member):
    assert who(viewers, can_report_content, Story(author=member)) == set(CAST) - {"member"}


def test_reports_about_people_are_for_the_site_and_never_for_themselves(viewers, member, site_moderator):
    assert who(viewers, can_decide_case, Case(kind="person", about=member)) == {"site_moderator"}
    assert who(viewers, can_decide_case, Case(kind="message", about=site_moderator)) == set()
    assert who(viewers, can_open_case, Case(kind="person", about=site_moderator)) == set()


def test_in_a_private_group_the_site_may_open_a_case_and_decides_on_nothing_unopened(viewers, member, group):
    group.visibility = "private"
    group.save()
    revision = Revision(group_id=group.pk, author=member)
    case = Case(pk=1, kind="story", group_id=group.pk, revision=revision)
    assert who(viewers, can_open_case, case) == DECIDE
    assert who(viewers, can_decide_case, case) == DECIDE - {"site_moderator"}
    assert who(viewers, can_decide_revision, revision) == DECIDE - {"site_moderator"}


def test_everybody_but_the_person_reports_them_and_their_messages(viewers, member):
    assert who(viewers, can_report_person, member) == set(CAST) - {"member"}
    assert who(viewers, can_report_message, Message(author=member)) == set(CAST) - {"member"}


def test_of_each_private_group_a_viewer_asks_once(
    as_viewer, site_moderator, group, other_group, django_assert_num_queries
):
    group.visibility = "private"
    group.save()
    viewer = as_viewer(site_moderator)
    assert viewer.roles == {}
    with django_assert_num_queries(1):
        assert viewer.kept_out_of([group.pk, other_group.pk]) == {group.pk}
        assert (viewer.moderates(group.pk), viewer.moderates(other_group.pk)) == (False, True)
