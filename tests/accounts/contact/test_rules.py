"""Who takes part in a thread, as a table."""

import pytest
from django.contrib.auth.models import AnonymousUser

from accounts.contact.models import Thread, Topic
from accounts.contact.rules import can_have_threads, can_take_part
from accounts.permissions import Viewer
from community.groups.models import Ban

WHO = ("member", "other_member", "organizer", "moderator", "other_moderator", "site_moderator", "outsider")


@pytest.mark.parametrize(
    ("topic", "allowed"),
    [
        (Topic.JOINING, {"member", "organizer"}),
        (Topic.MODERATION, {"member", "organizer", "moderator", "site_moderator"}),
        (Topic.SPOTTING, {"member"}),
    ],
)
@pytest.mark.parametrize("who", WHO)
def test_the_person_and_who_has_the_role_take_part(request, as_viewer, member, group, topic, allowed, who):
    thread = Thread(topic=topic, group_id=group.pk, person=member)
    viewer = as_viewer(request.getfixturevalue(who))
    assert can_take_part(viewer, thread) == (who in allowed)


@pytest.mark.parametrize("who", WHO)
def test_runner_and_spotter_are_two(request, as_viewer, member, other_member, who):
    thread = Thread(topic=Topic.SPOTTING, person=member, other=other_member)
    viewer = as_viewer(request.getfixturevalue(who))
    assert can_take_part(viewer, thread) == (who in {"member", "other_member"})


@pytest.mark.parametrize("topic", [Topic.JOINING, Topic.MODERATION, Topic.SPOTTING])
def test_nothing_compared_to_nothing_lets_nobody_in(as_viewer, make_user, topic):
    """A thread without group or other, and somebody who belongs nowhere."""
    nobody = as_viewer(make_user("nils"))
    assert not can_take_part(nobody, Thread(topic=topic, person=make_user("ada")))


def test_who_is_banned_takes_no_part(as_viewer, outsider, group):
    Ban.objects.create(group=group, user=outsider, email_hash="0" * 64)
    assert not can_take_part(
        as_viewer(outsider), Thread(topic=Topic.JOINING, group_id=group.pk, person=outsider)
    )


def test_strangers_have_no_threads():
    stranger = Viewer(AnonymousUser())
    assert not can_have_threads(stranger, None)
    assert not can_take_part(stranger, Thread(topic=Topic.MODERATION))
