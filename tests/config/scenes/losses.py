"""For every kind of notice: what takes the right to know of it, from the person of its scene."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from accounts.models import Announcement
from accounts.notifications.actions import try_address_again
from accounts.notifications.spread import spread
from accounts.permissions import Viewer
from community.groups.actions import change_role, leave_group
from community.groups.models import Role
from community.moderation.actions import leave_as_it_is, publish, withdraw
from community.moderation.models import Case, Report, Revision
from community.stories.actions import edit_story
from community.stories.models import Audience, Story
from events.levels.actions import revoke_level
from events.levels.models import SpotterLevel
from events.meetups.actions import call_off_meetup, leave_meetup
from events.meetups.models import RSVP, Meetup
from events.meetups.notices import CALLED_OFF
from tests.config.scenes.scenes import SCENES, Need, Scene, declare


@dataclass(frozen=True)
class Loss:
    """``is_action``: somebody does it on the site, so that the number in the bell is right at once.

    ``scene`` is what happened before it, where that is not the scene of the kind.
    """

    happens: Callable[[Need], Any]
    is_action: bool
    scene: Scene

    def __str__(self) -> str:
        return self.happens.__name__


LOSSES: dict[str, list[Loss]] = {}


def takes_away(*kinds: str, is_action: bool = True, after: Scene | None = None):
    """Register what takes the right to know of these kinds from the person of their scenes."""

    def register(happens):
        for kind in kinds:
            LOSSES.setdefault(kind, []).append(Loss(happens, is_action, after or SCENES[kind]))
        return happens

    return register


def edit(need: Need, story: Story) -> Revision:
    """Its author writes the second version, for the group."""
    words = {"title": "My first eight lengths", "text": "It went better.", "audience": Audience.GROUP}
    return edit_story(story, by=need("as_viewer")(story.author), base=1, **words)


# ---- Spotter levels ----


@takes_away("levels.declared")
def the_level_is_taken_back(need):
    revoke_level(SpotterLevel.objects.get(user=need("member")), by=need("as_viewer")(need("organizer")))


@takes_away("levels.taken_back")
def the_level_is_declared_again(need):
    """Who may spot again is not told that they may not."""
    declare(need)


# ---- Meetups ----

WHO_COMES = ("meetups.going", "meetups.reminder_day", "meetups.reminder_hours")


@takes_away("meetups.posted", *WHO_COMES)
def the_member_leaves_the_group(need):
    leave_group(need("group"), by=need("as_viewer")(need("member")))


@takes_away("meetups.lane")
def the_runner_leaves_the_group(need):
    leave_group(need("group"), by=need("as_viewer")(need("third_runner")))


@takes_away(*WHO_COMES)
def the_member_leaves_the_meetup(need):
    for meetup in Meetup.objects.filter(rsvps__user=need("member")):
        leave_meetup(meetup, by=Viewer(need("member")))


@takes_away("meetups.lane")
def the_runner_leaves_the_meetup(need):
    leave_meetup(need("meetup"), by=Viewer(need("third_runner")))


@takes_away("meetups.lane")
def the_runner_moves_up(need):
    """Who goes is not told any more that they wait."""
    need("answer")(need("meetup"), need("spotter"), "spotter")
    need("answer")(need("meetup"), need("make_spotter")(need("moderator")), "spotter")


@takes_away("meetups.posted", "meetups.lane", "meetups.spotter_left", *WHO_COMES)
def the_meetup_is_called_off(need):
    """What was told of it goes when people are told of that, a moment later."""
    for meetup in Meetup.objects.upcoming():
        call_off_meetup(meetup, by=Viewer(need("organizer")), reason="Ice on the straight")
    for news in Announcement.objects.filter(kind=CALLED_OFF.name):
        spread(news, timezone.now())


@takes_away("meetups.called_off", is_action=False)
def the_answer_is_gone(need):
    """Nobody who meant to come can do this themselves: whoever leaves is told all the same."""
    RSVP.objects.filter(user=need("member")).update(state="left")


@takes_away("meetups.spotter_left", is_action=False)
def somebody_else_leads(need):
    Meetup.objects.update(leader=need("other_member"))


# ---- Groups and stories ----


@takes_away("groups.joined")
def the_newcomer_leaves(need):
    leave_group(need("group"), by=need("as_viewer")(need("outsider")))


def a_second_organizer_is_told(need):
    need("moderator").memberships.update(role=Role.ORGANIZER)
    SCENES["groups.joined"].play(need)


@takes_away("groups.joined", after=Scene("moderator", a_second_organizer_is_told))
def the_organizer_is_a_member_again(need):
    demote(need)


@takes_away("stories.told")
def the_reader_leaves_the_group(need):
    leave_group(need("group"), by=need("as_viewer")(need("other_member")))


@takes_away("stories.told")
def the_story_is_removed(need):
    story = need("published_story")
    need("removed")(story, reporter=need("moderator"), by=need("organizer"))


def a_public_story_is_told(need):
    need("other_member")
    need("published")(need("member"), need("group"), by=need("organizer"), audience="public")


@takes_away("stories.told", after=Scene("other_member", a_public_story_is_told))
def it_is_for_the_group_only_once_the_reader_left(need):
    the_reader_leaves_the_group(need)
    story = Story.objects.get()
    newest = edit(need, story)
    publish(newest, by=need("as_viewer")(need("organizer")), version=2)


# ---- Moderation ----


@takes_away("moderation.waiting")
def its_author_takes_it_back(need):
    withdraw(need("pending_story"), by=need("as_viewer")(need("member")))


@takes_away("moderation.waiting")
def it_is_published(need):
    publish(need("pending_story").newest, by=need("as_viewer")(need("organizer")), version=1)


@takes_away("moderation.waiting")
def it_is_sent_back(need):
    need("send_it_back")(need("pending_story"), need("organizer"))


def an_edit_waits(need):
    need("moderator")
    edit(need, need("published_story"))


@takes_away("moderation.waiting", after=Scene("moderator", an_edit_waits))
def the_story_is_removed_while_its_edit_waits(need):
    story = need("published_story")
    need("removed")(story, reporter=need("other_member"), by=need("organizer"))


@takes_away("moderation.waiting", "moderation.reported")
def demote(need):
    """Whoever is a member again decides nothing."""
    membership = need("moderator").memberships.select_related("group").get()
    change_role(membership, by=need("as_viewer")(need("organizer")), role=Role.MEMBER)


@takes_away("moderation.waiting", "moderation.reported")
def the_moderator_leaves_the_group(need):
    leave_group(need("group"), by=need("as_viewer")(need("moderator")))


@takes_away("moderation.reported")
def the_case_is_decided(need):
    leave_as_it_is(Case.objects.get(), by=need("as_viewer")(need("organizer")))


AUTHORS = ("published", "sent_back", "rejected", "removed", "restored")


@takes_away(*(f"moderation.{name}" for name in AUTHORS), is_action=False)
def the_text_is_somebody_elses(need):
    Revision.objects.update(author=need("outsider"))


@takes_away("moderation.report_received", "moderation.report_decided", is_action=False)
def the_reports_are_gone(need):
    Report.objects.all().delete()


# ---- What notifications tell of themselves ----


@takes_away("notifications.digest")
def who_gets_it_leaves_the_group(need):
    the_member_leaves_the_group(need)


@takes_away("notifications.address_paused")
def the_address_is_tried_again(need):
    try_address_again(by=need("as_viewer")(need("member")))
