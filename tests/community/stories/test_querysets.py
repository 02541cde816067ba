"""Who reads which story, and that what waits is nowhere to be found."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.pagination import CursorPage
from accounts.permissions import Viewer
from community.groups.models import Membership, Role
from community.moderation.models import Case, Revision
from community.stories.actions import edit_story
from community.stories.models import Audience, Story

CAST = (
    "member",
    "other_member",
    "moderator",
    "organizer",
    "other_moderator",
    "outsider",
    "newcomer",
    "site_moderator",
    "operator",
)
IN_GROUP = {"member", "other_member", "moderator", "organizer"}


@pytest.fixture
def viewers(request, as_viewer):
    people = {name: as_viewer(request.getfixturevalue(name)) for name in CAST}
    return people | {"stranger": Viewer(AnonymousUser())}


def readers(viewers, story):
    return {name for name, viewer in viewers.items() if story in Story.objects.visible_to(viewer)}


def test_a_story_for_the_group_is_read_by_its_members(viewers, published_story):
    assert readers(viewers, published_story) == IN_GROUP


def test_a_public_story_is_read_by_everybody(viewers, published, member, group, organizer):
    assert readers(viewers, published(member, group, by=organizer, audience="public")) == set(viewers)


@pytest.mark.parametrize("audience", Audience)
def test_nobody_reads_what_waits_not_even_who_wrote_it(viewers, tell, member, group, audience):
    assert readers(viewers, tell(member, group, audience=audience)) == set()


def test_a_removed_story_is_read_by_nobody(viewers, published_story, other_member, organizer, removed):
    removed(published_story, reporter=other_member, by=organizer)
    assert readers(viewers, published_story) == set()


def test_an_author_who_left_reads_it_like_a_stranger(published_story, member, as_viewer):
    Membership.objects.filter(user=member).delete()
    assert published_story not in Story.objects.visible_to(as_viewer(member))
    assert published_story in Story.objects.authored_by(as_viewer(member))


def test_authored_by_is_about_oneself_only(viewers, pending_story):
    own = {name for name, viewer in viewers.items() if pending_story in Story.objects.authored_by(viewer)}
    assert own == {"member"}


def test_what_waits_is_reviewed_by_its_moderators_only(viewers, pending_story):
    found = {name for name, viewer in viewers.items() if Revision.objects.reviewable_by(viewer).exists()}
    assert found == {"moderator", "organizer", "site_moderator", "operator"}


def test_cases_are_reviewed_by_their_moderators_only(viewers, published_story, other_member, reported):
    reported(published_story, other_member)
    found = {name for name, viewer in viewers.items() if Case.objects.reviewable_by(viewer).exists()}
    assert found == {"moderator", "organizer", "site_moderator", "operator"}


def test_the_feeds_are_the_same_with_and_without_what_waits(
    viewers, published, tell, member, group, organizer, as_viewer
):
    story = published(member, group, by=organizer, audience="public")
    before = {name: feeds(viewer) for name, viewer in viewers.items()}
    tell(member, group, audience="public", title="Nachtigall")
    edit_story(
        story,
        by=as_viewer(member),
        base=1,
        title="Nachtigall",
        text="Nachtigall",
        audience=Audience.PUBLIC,
    )
    assert {name: feeds(viewer) for name, viewer in viewers.items()} == before


def feeds(viewer):
    """What each feed says of each story, rendered."""
    all_of_them = (
        Story.objects.visible_to(viewer),
        Story.objects.public_feed(),
        Story.objects.for_member_feed(viewer),
    )
    return [
        [(story.public_id, story.published.title, story.words) for story in feed.for_cards().order_by("pk")]
        for feed in all_of_them
    ]


def test_the_member_feed_holds_the_own_groups_newest_first(
    published, member, group, organizer, other_group, other_moderator, as_viewer
):
    first = published(member, group, by=organizer, title="First")
    second = published(organizer, group, by=pick_moderator(group), title="Second")
    other = published(other_moderator, other_group, by=other_group.founder, title="Other", audience="public")
    feed = CursorPage(Story.objects.for_member_feed(as_viewer(member)).for_cards(), None)
    assert list(feed) == [second, first]
    Membership.objects.create(user=member, group=other_group, role=Role.MEMBER)
    feed = CursorPage(Story.objects.for_member_feed(as_viewer(member)).for_cards(), None)
    assert list(feed) == [other, second, first]


def pick_moderator(group):
    """A second one who may decide."""
    second = group.memberships.exclude(role=Role.ORGANIZER).first().user
    Membership.objects.filter(user=second, group=group).update(role=Role.MODERATOR)
    return second


def test_pages_of_the_member_feed_miss_nothing_and_repeat_nothing(
    published, member, group, organizer, other_group, other_moderator, as_viewer
):
    Membership.objects.create(user=member, group=other_group, role=Role.MEMBER)
    told = []
    for number in range(4):
        told.append(published(member, group, by=organizer, title=f"Here {number}"))
        told.append(published(other_moderator, other_group, by=other_group.founder, title=f"There {number}"))
    viewer, found, cursor = as_viewer(member), [], None
    while True:
        feed = Story.objects.for_member_feed(viewer, after=cursor, size=3)
        page = CursorPage(feed.for_cards(), cursor, size=3)
        found += list(page)
        if not page.next:
            break
        cursor = page.next
    assert found == told[::-1]


def test_somebody_in_no_group_has_an_empty_feed(outsider, published_story, as_viewer):
    assert list(Story.objects.for_member_feed(as_viewer(outsider))) == []


@pytest.mark.postgresql_only
def test_the_member_feed_reads_the_tops_of_each_group(member, published_story, as_viewer):
    with CaptureQueriesContext(connection) as captured:
        list(Story.objects.for_member_feed(as_viewer(member)).for_cards())
    assert [query for query in captured if "LATERAL" in query["sql"]]


@pytest.mark.parametrize("rows", [1, 3])
def test_cards_cost_the_same_for_one_and_for_three(
    published, member, group, organizer, upload, as_viewer, rows, django_assert_num_queries
):
    for _ in range(rows):
        published(member, group, by=organizer, photos=[upload(member), upload(member)])
    viewer = as_viewer(member)
    assert viewer.is_member_of(group.pk)
    with django_assert_num_queries(2):
        for story in Story.objects.visible_to(viewer).for_cards():
            assert all([story.words, story.author.profile.display_name, story.group.name])
            assert [use.photo.srcset for use in story.published.photos.all()]
