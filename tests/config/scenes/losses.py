"""For every kind of notice: what takes the right to know of it, from the person of its scene."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils import timezone

from accounts.apart.actions import block_person, mute_person
from accounts.consents.actions import acknowledge
from accounts.consents.models import Document, DocumentKind
from accounts.contact.models import Message
from accounts.models import Announcement
from accounts.notifications.actions import try_address_again
from accounts.notifications.spread import spread
from accounts.permissions import Viewer
from accounts.users.models import User
from community.groups.actions import change_role, leave_group, step_down
from community.groups.admission import decline_request, withdraw_request
from community.groups.bans import ban_applicant, remove_member
from community.groups.invitations import accept_invitation, make_link
from community.groups.models import JoinRequest, Membership, Role
from community.groups.running.actions import take_back_opening
from community.moderation.actions import leave_as_it_is, publish, withdraw
from community.moderation.models import Case, ReasonCode, Report, Revision
from community.moderation.people import remove_message, report_message
from community.stories.actions import edit_story
from community.stories.models import Audience, Story
from events.incidents.actions import close_incident, say_all_well
from events.incidents.models import Debrief, Incident
from events.levels.actions import revoke_level
from events.levels.models import SpotterLevel
from events.meetups.actions import call_off_meetup, confirm_answer, leave_meetup
from events.meetups.attendance.handing import hand_over
from events.meetups.changing import step_back
from events.meetups.models import RSVP, Leading, Meetup
from events.meetups.notices import CALLED_OFF
from events.meetups.series.models import Series
from events.places.hazards.models import Hazard
from events.places.models import Place, Zone
from tests.config.scenes.scenes import SCENES, Need, Scene, declare, writes


@dataclass(frozen=True)
class Loss:
    """``is_action``: somebody does it on the site, so that the number in the bell is right at once.

    ``scene`` is what happened before it, where that is not the scene of the kind; ``reason`` is why a letter
    that was owed does not go out.
    """

    happens: Callable[[Need], Any]
    is_action: bool
    scene: Scene
    reason: str = "no longer readable"

    def __str__(self) -> str:
        return self.happens.__name__


LOSSES: dict[str, list[Loss]] = {}


def takes_away(
    *kinds: str, is_action: bool = True, after: Scene | None = None, reason: str = "no longer readable"
):
    """Register what takes the right to know of these kinds from the person of their scenes."""

    def register(happens):
        for kind in kinds:
            LOSSES.setdefault(kind, []).append(Loss(happens, is_action, after or SCENES[kind], reason))
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


# ---- Places ----


@takes_away("places.correction", "places.check_ends", is_action=False)
def the_place_is_given_up(need):
    Place.objects.update(state="retired")


@takes_away("places.check_ends", is_action=False)
def it_was_checked_anew(need):
    Zone.objects.update(expires_on=timezone.localdate() + timedelta(days=365))


# ---- Meetups ----

WHO_COMES = (
    "meetups.going",
    "meetups.place_closed",
    "meetups.moved",
    "meetups.mitigated",
    "meetups.on_again",
    "meetups.parked",
    "meetups.reconfirm",
    "meetups.reminder_day",
    "meetups.reminder_hours",
)


@takes_away("meetups.stepped_back", is_action=False)
def they_neither_lead_nor_organize_any_more(need):
    Leading.objects.update(user=need("member"))
    Membership.objects.filter(user=need("organizer")).update(role=Role.MEMBER)


@takes_away("meetups.posted", "meetups.named_leader", "meetups.leads_no_more", *WHO_COMES)
def the_member_leaves_the_group(need):
    leave_group(need("group"), by=need("as_viewer")(need("member")))


@takes_away("meetups.named_leader")
def who_was_named_steps_back(need):
    for meetup in Meetup.objects.filter(title="Thursday lanes"):
        step_back(meetup, by=Viewer(need("member")))


@takes_away("meetups.offered", "meetups.passed")
def the_runner_leaves_the_group(need):
    leave_group(need("group"), by=need("as_viewer")(need("third_runner")))


@takes_away(*WHO_COMES)
def the_member_leaves_the_meetup(need):
    for meetup in Meetup.objects.filter(rsvps__user=need("member")):
        leave_meetup(meetup, by=Viewer(need("member")))


@takes_away("meetups.offered")
def the_runner_leaves_the_meetup(need):
    leave_meetup(need("meetup"), by=Viewer(need("third_runner")))


@takes_away("meetups.offered")
def the_runner_takes_the_lane(need):
    """Who has the lane is not told any more that it is kept for them."""
    need("answer")(need("meetup"), need("third_runner"))


@takes_away("meetups.passed")
def the_runner_signs_up_anew(need):
    """Whoever has a lane is not told that one is gone."""
    need("answer")(need("meetup"), need("third_runner"))


@takes_away("meetups.level_ended")
def the_spotter_leaves_the_group(need):
    leave_group(need("group"), by=need("as_viewer")(need("spotter")))


@takes_away("meetups.level_ended")
def the_spotter_may_spot_again_and_does(need):
    SpotterLevel.objects.update(expires_at=timezone.now() + timedelta(days=90))
    need("answer")(need("meetup"), User.objects.get(pk=need("spotter").pk), "spotter")


@takes_away("meetups.parked")
def the_member_reads_the_safety_text(need):
    text = Document.objects.create(kind=DocumentKind.SAFETY, language="en", version=2, text="Read this.")
    acknowledge(text, by=need("as_viewer")(need("member")))


@takes_away("meetups.reconfirm")
def the_member_still_comes(need):
    confirm_answer(need("meetup"), by=Viewer(need("member")))


@takes_away("meetups.reconfirm")
def the_member_answers_once_more(need):
    need("answer")(need("meetup"), need("member"))


CALLED_OFF_INSTEAD = ("posted", "offered", "left_late", "spotter_left", "handed_over")


@takes_away(*(f"meetups.{name}" for name in CALLED_OFF_INSTEAD), *WHO_COMES)
def the_meetup_is_called_off(need):
    """What was told of it goes when people are told of that, a moment later."""
    for meetup in Meetup.objects.upcoming():
        call_off_meetup(meetup, by=Viewer(need("organizer")), reason="Ice on the straight")
    for news in Announcement.objects.filter(kind=CALLED_OFF.name):
        spread(news, timezone.now())


@takes_away("meetups.called_off", is_action=False)
def the_answer_is_gone(need):
    """Nobody who meant to come can do this themselves: whoever leaves is told all the same."""
    RSVP.objects.filter(user=need("member")).update(state="declined")


@takes_away("places.hazard", is_action=False)
def the_report_is_not_there(need):
    """Everybody who meets there may read it, and that it is over is told too: nobody can bring this about."""
    Hazard.objects.all().delete()


@takes_away("meetups.left_late", "meetups.spotter_left", is_action=False)
def somebody_else_leads(need):
    Leading.objects.update(user=need("other_member"))


@takes_away("meetups.handed_over")
def who_took_over_hands_it_on(need):
    """What they read is replaced by what the next leader reads."""
    member = need("member")
    hand_over(Meetup.objects.get(), by=Viewer(member), leads_now=member, to=need("spotter"))


@takes_away("meetups.handed_over", is_action=False)
def an_organizer_names_somebody_else(need):
    Leading.objects.update(user=need("spotter"))
    Meetup.objects.update(leader=need("spotter"))


# ---- How it went ----


@takes_away("incidents.how_it_went")
def the_member_answers(need):
    say_all_well(need("meetup"), by=Viewer(need("member")))


@takes_away("incidents.how_it_went", is_action=False)
def the_question_is_taken_back(need):
    """Nobody can bring this about: who was there may answer, and then is asked no more."""
    Debrief.objects.all().delete()


@takes_away("incidents.severe")
def it_is_closed(need):
    incident = Incident.objects.for_page().get()
    close_incident(incident, by=Viewer(need("site_moderator")), how="We looked at it.")


@takes_away("incidents.logged")
def somebody_closes_it(need):
    incident = Incident.objects.for_page().get()
    close_incident(incident, by=Viewer(need("site_moderator")), how="The edge is marked.")


@takes_away("incidents.logged", is_action=False)
def they_run_the_date_no_more(need):
    """Only who runs the site takes this from a last organizer."""
    Leading.objects.update(user=need("other_member"))
    need("organizer").memberships.update(role=Role.MEMBER)


@takes_away("incidents.severe", is_action=False)
def they_look_after_the_site_no_more(need):
    """Only who runs the machine takes this from somebody."""
    User.objects.filter(pk=need("site_moderator").pk).update(is_site_moderator=False)


@takes_away("series.posted", "series.named_leader")
def the_member_of_the_series_leaves_the_group(need):
    leave_group(need("group"), by=need("as_viewer")(need("member")))


@takes_away("series.posted", "series.ended", "series.stuck", "series.named_leader", is_action=False)
def the_series_is_not_there(need):
    """Somebody lost the right to read it, as its group was closed."""
    Series.objects.update(audience="group", group=need("other_group"))


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


@takes_away("groups.asked")
def the_applicant_takes_it_back(need):
    withdraw_request(JoinRequest.objects.get(), by=need("as_viewer")(need("outsider")))


@takes_away("groups.asked")
def another_organizer_decides(need):
    need("moderator").memberships.update(role=Role.ORGANIZER)
    decline_request(JoinRequest.objects.get(), by=need("as_viewer")(need("moderator")), reason="No.")


def somebody_asks_a_second_organizer(need):
    need("moderator").memberships.update(role=Role.ORGANIZER)
    SCENES["groups.asked"].play(need)


@takes_away("groups.asked", after=Scene("moderator", somebody_asks_a_second_organizer))
def who_is_asked_is_a_member_again(need):
    demote(need)


@takes_away("groups.approved")
def who_was_taken_in_leaves(need):
    leave_group(need("group"), by=need("as_viewer")(need("outsider")))


@takes_away("groups.approved")
def who_was_taken_in_is_taken_out(need):
    membership = need("outsider").memberships.select_related("group").get()
    remove_member(membership, by=need("as_viewer")(need("organizer")), reason="You ran alone.")


@takes_away("groups.declined")
def who_was_declined_is_banned(need):
    ban_applicant(JoinRequest.objects.get(), by=need("as_viewer")(need("organizer")), note="Spam.")


def come_in_by_a_link(need, person):
    link = make_link(need("group"), by=need("as_viewer")(need("organizer")))
    accept_invitation(link, by=need("as_viewer")(person))


@takes_away("groups.declined")
def who_was_declined_is_invited(need):
    come_in_by_a_link(need, need("outsider"))


@takes_away("groups.removed")
def who_was_taken_out_is_invited(need):
    come_in_by_a_link(need, need("member"))


@takes_away("groups.role")
def the_role_is_taken_back(need):
    membership = need("member").memberships.select_related("group", "user__profile").get()
    change_role(membership, by=need("as_viewer")(need("organizer")), role=Role.MEMBER)


@takes_away("groups.role", "groups.opening")
def who_was_told_leaves_the_group(need):
    leave_group(need("group"), by=need("as_viewer")(need("member")))


@takes_away("groups.taken_over")
def who_took_over_gives_it_back(need):
    step_down(need("group"), by=need("as_viewer")(need("moderator")), role=Role.MEMBER)


@takes_away("groups.taken_over")
def who_took_over_leaves_the_group(need):
    leave_group(need("group"), by=need("as_viewer")(need("moderator")))


@takes_away("groups.taken_over")
def who_was_gone_leaves_the_group(need):
    leave_group(need("group"), by=need("as_viewer")(need("organizer")))


@takes_away("groups.opening")
def the_opening_is_taken_back(need):
    take_back_opening(need("group"), by=need("as_viewer")(need("organizer")))


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


# ---- Conversations ----


@takes_away("contact.message", reason="kept apart")
def the_organizer_blocks_who_wrote(need):
    block_person(need("outsider"), by=need("as_viewer")(need("organizer")))


@takes_away("contact.message", reason="kept apart")
def who_wrote_blocks_the_organizer(need):
    block_person(need("organizer"), by=need("as_viewer")(need("outsider")))


@takes_away("contact.message")
def the_message_is_taken_away(need):
    words = {"reason": ReasonCode.HARASSMENT, "words": "Please stay friendly."}
    case = report_message(Message.objects.get(), by=need("as_viewer")(need("organizer")), **words)
    remove_message(case, by=need("as_viewer")(need("site_moderator")), **words)


def a_second_organizer_is_written_to(need):
    need("moderator").memberships.update(role=Role.ORGANIZER)
    SCENES["contact.message"].play(need)


@takes_away("contact.message", after=Scene("moderator", a_second_organizer_is_written_to))
def who_was_written_to_is_a_member_again(need):
    demote(need)


def an_organizer_answers(need):
    writes(need, "organizer", "You may.")


@takes_away("contact.message", after=Scene("outsider", an_organizer_answers))
def the_applicant_is_banned(need):
    ban_applicant(JoinRequest.objects.get(), by=need("as_viewer")(need("organizer")), note="")


# ---- People kept apart ----

# Whose act each of these kinds tells of, beside "contact.message".
ACTORS = {
    "groups.joined": "outsider",
    "levels.declared": "organizer",
    "meetups.posted": "organizer",
    "series.ended": "organizer",
    "series.posted": "organizer",
    "stories.told": "member",
}


def _register_apart(kind: str) -> None:
    @takes_away(kind, reason="kept apart")
    def the_other_is_blocked(need):
        block_person(need(ACTORS[kind]), by=need("as_viewer")(need(SCENES[kind].to)))

    @takes_away(kind, reason="kept apart")
    def the_other_blocks(need):
        block_person(need(SCENES[kind].to), by=need("as_viewer")(need(ACTORS[kind])))

    @takes_away(kind, reason="kept apart")
    def the_other_is_muted(need):
        mute_person(need(ACTORS[kind]), by=need("as_viewer")(need(SCENES[kind].to)))


for name in ACTORS:
    _register_apart(name)


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


@takes_away("moderation.about_you", is_action=False)
def it_is_about_somebody_else(need):
    Case.objects.update(about=need("outsider"))


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
