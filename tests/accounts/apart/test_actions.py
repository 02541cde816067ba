import pytest
from django.core.exceptions import PermissionDenied

from accounts.apart.actions import block_person, mute_person, unblock_person, unmute_person
from accounts.models import Announcement, Block, MutedPerson, Notification
from accounts.notifications.querysets import NotificationQuerySet
from accounts.permissions import Viewer
from community.groups.models import Group

ALL = (block_person, unblock_person, mute_person, unmute_person)


@pytest.fixture
def line(db):
    """Add a line to somebody's bell about an act of somebody else."""

    def add(to, actor, kind="stories.told", target="", **fields):
        return Notification.objects.create(recipient=to, actor=actor, kind=kind, target=target, **fields)

    return add


@pytest.fixture
def told(published, member, other_member, group, organizer, line):
    """A public story of ``member``, and the line about it in the bell of ``other_member``."""
    story = published(member, group, by=organizer, audience="public")
    return line(other_member, member, target=story.public_id)


def bell(person) -> list[str]:
    return list(
        NotificationQuerySet.visible_to(Notification.objects.all(), Viewer(person)).values_list(
            "kind", flat=True
        )
    )


@pytest.mark.parametrize("action", ALL)
def test_nobody_does_it_to_themselves(action, member):
    with pytest.raises(PermissionDenied):
        action(member, by=Viewer(member))


def test_a_block_is_one_row_however_often(member, other_member):
    assert [block_person(other_member, by=Viewer(member)) for _ in range(2)] == [True, False]
    assert list(Block.objects.values_list("blocker", "blocked")) == [(member.pk, other_member.pk)]


def test_a_mute_is_one_row_however_often(member, other_member):
    assert [mute_person(other_member, by=Viewer(member)) for _ in range(2)] == [True, False]
    assert list(MutedPerson.objects.values_list("muter", "muted")) == [(member.pk, other_member.pk)]


def test_two_who_block_each_other_are_apart_until_both_take_it_back(member, other_member):
    block_person(other_member, by=Viewer(member))
    block_person(member, by=Viewer(other_member))
    assert unblock_person(other_member, by=Viewer(member)) is True
    assert list(Block.objects.apart_from(member.pk)) == [other_member.pk]
    assert unblock_person(member, by=Viewer(other_member)) is True
    assert list(Block.objects.apart_from(member.pk)) == []


def test_only_who_blocked_takes_it_back(member, other_member):
    block_person(other_member, by=Viewer(member))
    assert unblock_person(member, by=Viewer(other_member)) is False
    assert Block.objects.count() == 1


def test_only_ones_own_mute_is_taken_back(member, other_member):
    mute_person(other_member, by=Viewer(member))
    assert unmute_person(member, by=Viewer(other_member)) is False
    assert unmute_person(other_member, by=Viewer(member)) is True
    assert MutedPerson.objects.count() == 0


@pytest.mark.parametrize("who", ["I block", "I am blocked", "I mute"])
def test_lines_about_each_other_leave_the_bell_and_come_back(
    told, member, other_member, django_capture_on_commit_callbacks, who
):
    begin, end, one, other = {
        "I block": (block_person, unblock_person, other_member, member),
        "I am blocked": (block_person, unblock_person, member, other_member),
        "I mute": (mute_person, unmute_person, other_member, member),
    }[who]
    with django_capture_on_commit_callbacks(execute=True):
        begin(other, by=Viewer(one))
    assert bell(other_member) == []
    end(other, by=Viewer(one))
    assert bell(other_member) == ["stories.told"]


def test_the_muted_one_keeps_their_lines(told, member, other_member):
    mute_person(other_member, by=Viewer(member))
    assert bell(other_member) == ["stories.told"]


def test_a_line_that_may_no_longer_be_read_does_not_come_back(told, member, other_member):
    block_person(member, by=Viewer(other_member))
    Notification.objects.update(target="no-such-story")
    unblock_person(member, by=Viewer(other_member))
    assert bell(other_member) == []


def test_lines_stay_away_while_a_mute_or_the_others_block_stands(told, member, other_member):
    block_person(member, by=Viewer(other_member))
    block_person(other_member, by=Viewer(member))
    mute_person(member, by=Viewer(other_member))
    unblock_person(member, by=Viewer(other_member))
    assert bell(other_member) == []
    unblock_person(other_member, by=Viewer(member))
    assert bell(other_member) == []
    unmute_person(member, by=Viewer(other_member))
    assert bell(other_member) == ["stories.told"]


@pytest.mark.parametrize("kind", ["meetups.called_off", "levels.taken_back", "moderation.waiting"])
def test_what_concerns_safety_or_a_duty_stays_in_the_bell(member, other_member, line, kind):
    line(other_member, member, kind)
    block_person(member, by=Viewer(other_member))
    assert bell(other_member) == [kind]


def test_lines_about_others_stay(told, member, other_member, organizer, line):
    line(other_member, organizer, "meetups.posted", "date")
    block_person(member, by=Viewer(other_member))
    assert bell(other_member) == ["meetups.posted"]


def test_what_is_spread_before_the_commit_is_hidden_after_it(
    told, member, other_member, line, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        block_person(member, by=Viewer(other_member))
        line(other_member, member, target=told.target, cause="meanwhile")
    assert bell(other_member) == []


def test_nothing_is_announced_to_anybody(member, other_member):
    for action in ALL:
        action(other_member, by=Viewer(member))
    assert Announcement.objects.count() == 0


def test_memberships_and_numbers_stay(member, other_member, group):
    before = Group.objects.values("member_count").get(pk=group.pk)
    block_person(other_member, by=Viewer(member))
    assert Group.objects.values("member_count").get(pk=group.pk) == before
    assert {membership.user_id for membership in group.memberships.all()} >= {member.pk, other_member.pk}
