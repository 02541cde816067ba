"""For every kind of notice: the actions after which somebody is told."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils import timezone

from accounts.notifications.addresses import count_refusal
from accounts.notifications.digest import write_digests
from accounts.notifications.models import Announcement
from accounts.notifications.notices import DIGEST
from accounts.notifications.querysets import REFUSALS_BEFORE_PAUSE
from accounts.notifications.reminders import announce_due
from accounts.notifications.spread import spread
from accounts.permissions import Viewer
from community.groups.actions import join_group
from community.guide.actions import pass_quiz
from community.moderation.actions import reject, restore
from community.moderation.models import ReasonCode
from events.levels.actions import declare_spotter, revoke_level
from events.meetups.actions import call_off_meetup, leave_meetup, post_meetup

type Need = Callable[[str], Any]
"""Gives a fixture by its name, so that each scene asks for those it plays with."""


@dataclass(frozen=True)
class Scene:
    """``to`` is the fixture of one person who is told."""

    to: str
    play: Callable[[Need], Any]


SCENES: dict[str, Scene] = {}


def tells(*kinds: str, to: str):
    """Register a scene after which ``to`` is told of these kinds."""

    def register(play):
        for kind in kinds:
            SCENES[kind] = Scene(to, play)
        return play

    return register


def tell_people(kind: str) -> None:
    """Make the lines and owe the mail. Nothing is sent yet."""
    now = timezone.now()
    for news in Announcement.objects.due(now):
        spread(news, now)
    if kind == DIGEST.name:
        write_digests(DIGEST.name, now)


# ---- Spotter levels ----


@tells("levels.declared", to="member")
def declare(need):
    member, founder = need("member"), need("organizer")
    pass_quiz(by=need("as_viewer")(member))
    membership = member.memberships.select_related("group", "user__profile").get()
    return declare_spotter(membership, by=need("as_viewer")(founder))


@tells("levels.taken_back", to="member")
def take_back(need):
    revoke_level(declare(need), by=need("as_viewer")(need("organizer")))


# ---- Meetups ----


@tells("meetups.posted", to="member")
def _(need):
    need("member"), need("meetup")


@tells("meetups.going", to="member")
def _(need):
    need("answer")(need("meetup"), need("member"))
    need("answer")(need("meetup"), need("spotter"), "spotter")


@tells("meetups.lane", to="third_runner")
def _(need):
    for name in ("first_runner", "second_runner", "third_runner"):
        need("answer")(need("meetup"), need(name))
    leave_meetup(need("meetup"), by=Viewer(need("first_runner")))


@tells("meetups.called_off", to="member")
def _(need):
    need("answer")(need("meetup"), need("member"))
    call_off_meetup(need("meetup"), by=Viewer(need("organizer")), reason="Ice on the straight")


@tells("meetups.spotter_left", to="organizer")
def _(need):
    need("answer")(need("meetup"), need("spotter"), "spotter")
    leave_meetup(need("meetup"), by=Viewer(need("spotter")))


@tells("meetups.reminder_day", to="member")
def _(need):
    start = need("plan")()["starts_at"] + timedelta(days=2)
    fields = need("plan")(starts_at=start, ends_at=start + timedelta(hours=1))
    later = post_meetup(need("group"), by=Viewer(need("organizer")), **fields)
    need("answer")(later, need("member"))
    need("clock").move_to(start - timedelta(hours=24))
    announce_due(timezone.now())


@tells("meetups.reminder_hours", to="member")
def _(need):
    need("answer")(need("meetup"), need("member"))
    need("clock").move_to(need("meetup").starts_at - timedelta(hours=2))
    announce_due(timezone.now())


# ---- Groups and stories ----


@tells("groups.joined", to="organizer")
def _(need):
    join_group(need("group"), by=need("as_viewer")(need("outsider")))


@tells("stories.told", to="other_member")
def _(need):
    need("other_member"), need("published_story")


# ---- Moderation ----


@tells("moderation.waiting", to="moderator")
def _(need):
    need("moderator"), need("pending_story")


@tells("moderation.published", to="member")
def _(need):
    need("published_story")


@tells("moderation.sent_back", to="member")
def _(need):
    need("send_it_back")(need("pending_story"), need("organizer"))


@tells("moderation.rejected", to="member")
def _(need):
    by = need("as_viewer")(need("organizer"))
    newest = need("pending_story").newest
    reject(newest, by=by, version=1, reason=ReasonCode.HOUSE_RULE, words="That is no story.")


@tells("moderation.reported", to="moderator")
@tells("moderation.report_received", to="other_member")
def _(need):
    need("moderator")
    need("reported")(need("published_story"), need("other_member"))


@tells("moderation.removed", to="member")
@tells("moderation.report_decided", to="other_member")
def remove_the_story(need):
    return need("removed")(need("published_story"), reporter=need("other_member"), by=need("organizer"))


@tells("moderation.restored", to="member")
def _(need):
    restore(remove_the_story(need), by=need("as_viewer")(need("organizer")))


# ---- What notifications tell of themselves ----


@tells("notifications.digest", to="member")
def _(need):
    """A date is posted on Tuesday for the Wednesday after Sunday."""
    need("member")
    start = need("plan")()["starts_at"] + timedelta(days=8)
    fields = need("plan")(starts_at=start, ends_at=start + timedelta(hours=1))
    post_meetup(need("group"), by=Viewer(need("organizer")), **fields)
    tell_people("meetups.posted")
    need("clock").move_to(need("plan")()["starts_at"] + timedelta(days=5))


@tells("notifications.address_paused", to="member")
def _(need):
    for _refusal in range(REFUSALS_BEFORE_PAUSE):
        count_refusal(need("member"))
