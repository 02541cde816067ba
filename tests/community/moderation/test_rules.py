import pytest

from community.moderation.models import Case, Revision
from community.moderation.rules import (
    can_decide_case,
    can_decide_revision,
    can_report_content,
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
