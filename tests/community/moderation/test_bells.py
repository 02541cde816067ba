"""What waits rings the moderators' bells, until it waits no more."""

from community.moderation import notices
from community.moderation.actions import publish, withdraw
from community.stories.actions import tell_story
from tests.telling import told


def tell(group, viewer):
    return tell_story(group, by=viewer, nonce="n", title="Heels", text="First.", audience="group")


def ringing():
    return told(kind=notices.WAITING.name).count()


def test_a_decision_takes_the_line_from_every_bell(group, organizer, moderator, member, as_viewer):
    story = tell(group, as_viewer(member))
    assert ringing() == 2
    publish(story.newest, by=as_viewer(moderator), version=1)
    assert ringing() == 0


def test_what_its_author_takes_back_rings_no_more(group, organizer, member, as_viewer):
    story = tell(group, as_viewer(member))
    withdraw(story, by=as_viewer(member))
    assert ringing() == 0
