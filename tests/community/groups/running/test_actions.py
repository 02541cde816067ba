"""What organizers do with a group as a whole."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from accounts.images import Rendition, Renditions, open_rendition
from accounts.models import Notification
from accounts.permissions import Refused, Viewer
from community.groups.actions import join_group, leave_group
from community.groups.models import Group, JoinPolicy
from community.groups.running.actions import (
    announce_opening,
    archive_group,
    close_group,
    edit_group,
    remove_cover,
    revive_group,
    set_cover,
    set_policy,
    take_back_opening,
)
from community.groups.running.marks import COVER, mark_of
from community.groups.running.tasks import open_announced_groups
from community.moderation.actions import publish
from community.stories.actions import edit_story
from community.stories.models import Audience, Story
from events.meetups.actions import call_off_meetup, post_meetup
from events.meetups.models import Meetup
from tests.community.groups.typed import policy_of, words_of
from tests.telling import told


@pytest.fixture
def by(organizer, as_viewer):
    return as_viewer(organizer)


def now(group):
    return Group.objects.get(pk=group.pk)


def photo(color=b"a"):
    return Renditions({size: Rendition(40, 30, b"RIFF" + color) for size in (640, 1600)})


def cover(group, by, **changes):
    given = {"base": mark_of(now(group), COVER), "photo": photo(), "description": "Two shoes"}
    set_cover(group, by=by, **(given | changes))
    return now(group)


# ---- Words and policy ----


def test_words_are_saved_and_found(group, by):
    changes = {
        "name": "Neckar Zebras",
        "description": "Stripes.",
        "rules": "*Spot* each other.",
        "language": "fr",
    }
    edit_group(group, by=by, **words_of(group, **changes))
    found = now(group)
    assert {name: getattr(found, name) for name in changes} == changes
    assert list(Group.objects.saying("zebra")) == [group]


def test_of_two_organizers_the_second_is_told(group, by):
    mine, theirs = words_of(group, name="Mine"), words_of(group, name="Theirs")
    edit_group(group, by=by, **theirs)
    with pytest.raises(Refused, match="Somebody changed this while you were writing"):
        edit_group(group, by=by, **mine)
    assert now(group).name == "Theirs"


def test_words_and_policy_do_not_stand_in_each_others_way(group, by):
    words, policy = words_of(group, name="New"), policy_of(group, join_policy=JoinPolicy.REQUEST)
    edit_group(group, by=by, **words)
    set_policy(group, by=by, **policy)
    assert (now(group).name, now(group).join_policy) == ("New", "request")


def test_policy_is_saved(group, by):
    changes = {
        "join_policy": JoinPolicy.REQUEST,
        "questions": ["Have you run backwards before?"],
        "runners_per_spotter": 1,
        "always_reviews": True,
    }
    set_policy(group, by=by, **policy_of(group, **changes))
    found = now(group)
    assert {name: getattr(found, name) for name in changes} == changes


# ---- Limits of dates ----


@pytest.mark.parametrize(
    ("site", "group_says", "date_says", "holds"),
    [("2", None, None, 2), ("2", 1, None, 1), ("2", 2, 1, 1), ("2", 1, 2, 1), ("0", 2, None, 1)],
)
def test_the_strictest_limit_wins(group, by, plan, site, group_says, date_says, holds):
    set_policy(group, by=by, **policy_of(group, runners_per_spotter=group_says))
    sent = plan(lowest_stage=int(site), own_limit=date_says)
    assert post_meetup(group, by=by, **sent).runners_per_spotter == holds


def test_a_date_that_is_posted_keeps_its_limit(group, by, plan):
    meetup = post_meetup(group, by=by, **plan(lowest_stage=2))
    set_policy(group, by=by, **policy_of(group, runners_per_spotter=1))
    meetup.refresh_from_db()
    assert meetup.runners_per_spotter == 2


# ---- Cover ----


def test_a_new_photo_takes_the_place_of_the_old_one(group, by, django_capture_on_commit_callbacks):
    first = cover(group, by)
    with django_capture_on_commit_callbacks(execute=True):
        second = cover(group, by, photo=photo(b"b"), description="Two other shoes")
    assert second.cover_id != first.cover_id
    with open_rendition(second.cover_key, 640) as file:
        assert file.read() == b"RIFFb"
    with pytest.raises(FileNotFoundError):
        open_rendition(first.cover_key, 640)


def test_other_words_beside_the_same_photo(group, by):
    first = cover(group, by)
    second = cover(group, by, photo=None, description="Two red shoes")
    assert (second.cover_id, second.cover_description) == (first.cover_id, "Two red shoes")


def test_a_cover_that_is_removed_is_gone_with_its_bytes(group, by, django_capture_on_commit_callbacks):
    first = cover(group, by)
    with django_capture_on_commit_callbacks(execute=True):
        assert remove_cover(group, by=by)
    assert (now(group).cover_id, now(group).cover_key, now(group).cover_description) == ("", "", "")
    with pytest.raises(FileNotFoundError):
        open_rendition(first.cover_key, 640)
    assert not remove_cover(group, by=by)


def test_words_about_no_photo_are_refused(group, by):
    with pytest.raises(Refused, match="Pick a photo first"):
        cover(group, by, photo=None)


# ---- From public to private ----


@pytest.fixture
def public_story(published, member, group, organizer):
    return published(member, group, by=organizer, audience="public")


def test_what_was_public_is_for_members_from_the_same_moment(group, by, public_story, meetup, outsider):
    reads = [Group, Story, Meetup]
    assert [model.objects.visible_to(Viewer(outsider)).count() for model in reads] == [1, 1, 1]
    assert close_group(group, by=by)
    assert [model.objects.visible_to(Viewer(outsider)).count() for model in reads] == [0, 0, 0]
    assert not close_group(group, by=by)


def test_what_is_new_in_a_private_group_is_for_members_whatever_a_form_says(
    group, by, tell, member, plan, organizer
):
    close_group(group, by=by)
    story = tell(member, group, audience="public")
    assert story.newest.audience == "group"
    publish(story.newest, by=by, version=1)
    assert Story.objects.get().audience == "group"
    assert post_meetup(group, by=by, **plan()).audience == "group"


def test_a_public_story_that_waits_is_published_for_members(group, by, tell, member, as_viewer):
    story = tell(member, group, audience="public")
    close_group(group, by=by)
    publish(story.newest, by=by, version=1)
    assert Story.objects.get().audience == "group"


def test_an_edit_for_everybody_stays_among_members(group, by, published_story, member, as_viewer):
    close_group(group, by=by)
    words = {"title": "Again", "text": "Otherwise.", "audience": Audience.PUBLIC}
    newest = edit_story(published_story, by=as_viewer(member), base=1, **words)
    publish(newest, by=by, version=2)
    assert Story.objects.get().audience == "group"


def test_lines_of_who_left_before_are_hidden(group, by, meetup, member, other_member, as_viewer):
    [line] = told(kind="meetups.posted", recipient=other_member)
    leave_group(group, by=as_viewer(other_member))
    Notification.objects.filter(pk=line.pk).update(is_hidden=False)
    close_group(group, by=by)
    assert Notification.objects.get(pk=line.pk).is_hidden
    assert not Notification.objects.filter(recipient=member, is_hidden=True).exists()


def test_a_group_that_was_announced_as_public_and_is_private_again_is_announced_no_more(group, by):
    close_group(group, by=by)
    announce_opening(group, by=by)
    assert take_back_opening(group, by=by)
    assert now(group).opens_at is None
    assert not take_back_opening(group, by=by)


# ---- From private to public ----


@pytest.fixture
def closed(group, member, by):
    close_group(group, by=by)
    return now(group)


def test_members_are_told_seven_days_before(closed, by, member, organizer, clock):
    assert announce_opening(closed, by=by)
    assert not announce_opening(closed, by=by)
    assert [line.recipient for line in told(kind="groups.opening")] == [member]
    clock.shift(timedelta(days=6, hours=23))
    open_announced_groups()
    assert now(closed).is_private
    clock.shift(timedelta(hours=1))
    open_announced_groups()
    assert (now(closed).is_private, now(closed).opens_at) == (False, None)
    assert not Notification.objects.filter(kind="groups.opening").exists()


def test_an_opening_that_is_taken_back_does_not_happen(closed, by, member, clock):
    announce_opening(closed, by=by)
    assert told(kind="groups.opening").exists()
    take_back_opening(closed, by=by)
    assert not told(kind="groups.opening").exists()
    clock.shift(timedelta(days=8))
    open_announced_groups()
    assert now(closed).is_private


def test_what_was_written_in_private_stays_among_members(
    closed, by, published, tell, member, organizer, plan, clock, outsider
):
    old = published(member, closed, by=organizer, audience="public")
    waits = tell(member, closed, audience="public", title="Waits")
    start = plan()["starts_at"] + timedelta(days=9)
    date = post_meetup(closed, by=by, **plan(starts_at=start, ends_at=start + timedelta(hours=1)))
    announce_opening(closed, by=by)
    clock.shift(timedelta(days=8))
    open_announced_groups()
    publish(waits.newest, by=by, version=1)
    new = published(member, closed, by=organizer, audience="public", title="New")
    assert list(Story.objects.visible_to(Viewer(outsider))) == [new]
    assert not Meetup.objects.visible_to(Viewer(outsider)).filter(pk=date.pk).exists()
    later = start + timedelta(days=1)
    fresh = post_meetup(closed, by=by, **plan(starts_at=later, ends_at=later + timedelta(hours=1)))
    assert list(Meetup.objects.visible_to(Viewer(outsider))) == [fresh]
    assert old.audience == "group"


# ---- Rest ----


def test_a_group_with_dates_ahead_does_not_rest(group, by, meetup, organizer):
    with pytest.raises(Refused, match="Call them off first"):
        archive_group(group, by=by)
    call_off_meetup(meetup, by=by, reason="We stop")
    assert archive_group(group, by=by)
    assert not archive_group(group, by=by)


def test_in_a_group_that_rests_nothing_begins(group, by, outsider, member, tell, plan, as_viewer):
    archive_group(group, by=by)
    with pytest.raises(Refused, match="archived"):
        join_group(group, by=as_viewer(outsider))
    with pytest.raises(Refused, match="rests"):
        tell(member, group)
    with pytest.raises(Refused, match="rests"):
        post_meetup(group, by=by, **plan())
    assert (Story.objects.count(), Meetup.objects.count(), now(group).member_count) == (0, 0, 2)


def test_a_group_that_rests_is_read_and_goes_on(group, by, published_story, outsider, as_viewer):
    archive_group(group, by=by)
    assert list(Group.objects.visible_to(Viewer(outsider))) == [group]
    assert revive_group(group, by=by)
    assert not revive_group(group, by=by)
    assert join_group(now(group), by=as_viewer(outsider))


# ---- Who may ----

ACTIONS = [
    lambda group, by: edit_group(group, by=by, **words_of(group)),
    lambda group, by: set_policy(group, by=by, **policy_of(group)),
    lambda group, by: set_cover(group, by=by, base="", photo=None, description=""),
    lambda group, by: remove_cover(group, by=by),
    lambda group, by: close_group(group, by=by),
    lambda group, by: announce_opening(group, by=by),
    lambda group, by: take_back_opening(group, by=by),
    lambda group, by: archive_group(group, by=by),
    lambda group, by: revive_group(group, by=by),
]


@pytest.mark.parametrize("who", ["outsider", "member", "moderator", "site_moderator", "operator"])
@pytest.mark.parametrize("action", ACTIONS)
def test_only_organizers_do_any_of_it(group, request, as_viewer, who, action):
    with pytest.raises(PermissionDenied):
        action(group, as_viewer(request.getfixturevalue(who)))
    assert (now(group).visibility, now(group).archived_at, now(group).opens_at) == ("public", None, None)
