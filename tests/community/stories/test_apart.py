"""Whose stories somebody does not see: whom they are kept apart from everywhere, whom they muted in feeds."""

import json
from datetime import timedelta

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from accounts.models import Block, MutedPerson, User
from accounts.pagination import CursorPage
from community.moderation.models import Decision, Revision
from community.moderation.states import RevisionState
from community.stories.models import Photo, Story


@pytest.fixture(params=["I block", "I am blocked"])
def block(request):
    """Keep two people apart, by either of the two."""

    def put(one, other):
        pair = (one, other) if request.param == "I block" else (other, one)
        Block.objects.put(blocker=pair[0].pk, blocked=pair[1].pk)

    return put


def feeds(viewer, group):
    """Every list of stories there is."""
    return {
        "everybody's": set(Story.objects.public_feed(viewer)),
        "of my groups": set(Story.objects.for_member_feed(viewer)),
        "of the group": set(Story.objects.visible_to(viewer).for_feed_of(viewer).in_group(group.pk)),
    }


@pytest.mark.parametrize("audience", ["public", "group"])
def test_two_kept_apart_read_nothing_of_each_other(
    published, member, other_member, group, organizer, as_viewer, block, audience
):
    story = published(member, group, by=organizer, audience=audience)
    block(other_member, member)
    viewer = as_viewer(other_member)
    assert not Story.objects.visible_to(viewer).exists()
    assert feeds(viewer, group) == {"everybody's": set(), "of my groups": set(), "of the group": set()}
    assert set(Story.objects.visible_to(as_viewer(organizer))) == {story}
    assert set(Story.objects.visible_to(as_viewer(member))) == {story}


def test_who_is_muted_is_left_out_of_feeds_and_can_be_opened(
    published, member, other_member, group, organizer, as_viewer, client_of
):
    story = published(member, group, by=organizer, audience="public")
    MutedPerson.objects.put(muter=other_member.pk, muted=member.pk)
    viewer = as_viewer(other_member)
    assert feeds(viewer, group) == {"everybody's": set(), "of my groups": set(), "of the group": set()}
    assert set(Story.objects.visible_to(viewer)) == {story}
    assert client_of(other_member).get(reverse("stories:detail", args=[story.public_id])).status_code == 200


def test_who_is_muted_sees_what_they_saw(published, member, other_member, group, organizer, as_viewer):
    story = published(other_member, group, by=organizer, audience="public")
    MutedPerson.objects.put(muter=other_member.pk, muted=member.pk)
    viewer = as_viewer(member)
    assert feeds(viewer, group) == {name: {story} for name in feeds(viewer, group)}


def test_strangers_see_what_they_saw(published, member, other_member, group, organizer, block):
    story = published(member, group, by=organizer, audience="public")
    block(other_member, member)
    assert set(Story.objects.public_feed()) == {story}


def test_photos_go_with_the_stories(
    published, upload, member, other_member, group, organizer, as_viewer, client_of, block
):
    photo = upload(member)
    published(member, group, by=organizer, audience="public", photos=[photo])
    assert set(Photo.objects.visible_to(as_viewer(other_member))) == {photo}
    block(other_member, member)
    assert not Photo.objects.visible_to(as_viewer(other_member)).exists()
    url = reverse("stories:photo", args=[photo.public_id, "medium"])
    assert client_of(other_member).get(url).status_code == 404


def test_a_story_cannot_be_reported_that_is_not_there(
    published, member, other_member, group, organizer, client_of, block
):
    story = published(member, group, by=organizer, audience="public")
    block(other_member, member)
    url = reverse("stories:report", args=[story.public_id])
    assert client_of(other_member).post(url, {"reason": "spam"}).status_code == 404


def test_who_reviews_still_reads_what_waits(tell, member, group, organizer, as_viewer, client_of, block):
    story = tell(member, group)
    block(organizer, member)
    assert set(Revision.objects.reviewable_by(as_viewer(organizer))) == {story.newest}
    page = client_of(organizer).get(reverse("moderation:revision", args=[story.newest.public_id]))
    assert (page.status_code, str(member) in page.content.decode()) == (200, True)


def test_a_decision_does_not_name_who_is_kept_apart(
    tell, member, group, organizer, send_it_back, client_of, block
):
    story = tell(member, group)
    send_it_back(story, organizer)
    page = client_of(member).get(reverse("stories:own", args=[story.public_id])).content.decode()
    assert f"{organizer} asks for a change:" in page
    block(member, organizer)
    page = client_of(member).get(reverse("stories:own", args=[story.public_id])).content.decode()
    assert "A moderator asks for a change:" in page
    assert str(organizer) not in page
    assert Decision.objects.get().decided_by == organizer


def test_pages_of_the_feed_are_whole_without_whom_one_does_not_see(
    published, member, other_member, moderator, organizer, group, as_viewer, block
):
    """Among many stories of people who are apart or muted, each page has its full size and none is lost."""
    seen = []
    for number in range(6):
        seen.append(published(organizer, group, by=moderator, title=f"Seen {number}"))
        published(member, group, by=organizer, title=f"Apart {number}")
        published(moderator, group, by=organizer, title=f"Muted {number}")
    block(other_member, member)
    MutedPerson.objects.put(muter=other_member.pk, muted=moderator.pk)
    viewer, pages, cursor = as_viewer(other_member), [], None
    while True:
        page = CursorPage(
            Story.objects.for_member_feed(viewer, after=cursor, size=4).for_cards(), cursor, size=4
        )
        pages.append(list(page))
        if not page.next:
            break
        cursor = page.next
    assert [len(page) for page in pages] == [4, 2]
    assert [story for page in pages for story in page] == seen[::-1]


@pytest.mark.parametrize("name", ["everybody's", "of my groups", "one story"])
def test_a_block_costs_no_query(
    published, member, other_member, group, organizer, as_viewer, django_assert_num_queries, name
):
    published(member, group, by=organizer, audience="public")
    Block.objects.put(blocker=other_member.pk, blocked=organizer.pk)
    viewer = as_viewer(other_member)
    assert viewer.is_member_of(group.pk)
    found = {
        "everybody's": Story.objects.public_feed(viewer).for_feed(),
        "of my groups": Story.objects.for_member_feed(viewer).for_feed(),
        "one story": Story.objects.visible_to(viewer),
    }[name]
    with django_assert_num_queries(1):
        assert len(found) == 1


@pytest.mark.postgresql_only
@pytest.mark.parametrize("feed", ["everybody's", "of my groups"])
def test_on_postgresql_the_feed_asks_for_whom_one_does_not_see_once(member, group, as_viewer, feed):
    """Beside thousands of stories and hundreds of blocks: a hashed list, read once, and no story too many."""
    people, stories = 300, 6_000
    _many(group, member, people, stories)
    viewer = as_viewer(member)
    rows = (
        Story.objects.public_feed(viewer) if feed == "everybody's" else Story.objects.for_member_feed(viewer)
    )
    rows = rows.order_by("-published_at", "-pk")[:21]
    plan = json.loads(rows.explain(format="json", analyze=True))[0]["Plan"]
    nodes = list(_nodes(plan))
    lists = [node for node in nodes if "accounts_block" in str(node.get("Relation Name"))]
    assert lists
    assert all(node["Actual Loops"] <= 1 for node in lists)
    read = [node for node in nodes if node.get("Relation Name") == "community_story"]
    assert sum(node["Actual Rows"] * node["Actual Loops"] for node in read) < 200


def _nodes(plan):
    yield plan
    for inner in plan.get("Plans", []):
        yield from _nodes(inner)


def _many(group, member, people: int, stories: int) -> None:
    """Stories of many authors; the member is kept apart from two thirds of them or muted them."""
    now = timezone.now()
    users = User.objects.bulk_create(User(email=f"p{number}@example.org") for number in range(people))
    Block.objects.bulk_create(Block(blocker=member, blocked=user) for user in users[::3])
    MutedPerson.objects.bulk_create(MutedPerson(muter=member, muted=user) for user in users[1::3])
    authors = [users[number % people] for number in range(stories)]
    rows = Story._base_manager.bulk_create(
        Story(author=author, group=group, audience="public", nonce=f"n{number}")
        for number, author in enumerate(authors)
    )
    versions = Revision._base_manager.bulk_create(
        Revision(
            kind="story",
            item_id=story.pk,
            version=1,
            state=RevisionState.PUBLISHED,
            author_id=story.author_id,
            group_id=group.pk,
            title="Told",
            text="It went well.",
            audience="public",
        )
        for story in rows
    )
    for number, (story, version) in enumerate(zip(rows, versions, strict=True)):
        story.published, story.newest = version, version
        story.published_at = now - timedelta(minutes=number)
    Story._base_manager.bulk_update(rows, ["published", "newest", "published_at"], batch_size=500)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        # Reading all of so small a table is nearly as cheap as an index: what earlier tests left decides.
        for way in ("seqscan", "bitmapscan", "hashjoin", "mergejoin"):
            cursor.execute(f"SET LOCAL enable_{way} = off")
