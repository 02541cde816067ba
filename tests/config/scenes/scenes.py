"""For every kind of notice: the actions after which somebody is told."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.contact.actions import open_thread, write
from accounts.contact.models import Thread, Topic
from accounts.identifiers import new_nonce
from accounts.models import Profile
from accounts.notifications.addresses import count_refusal
from accounts.notifications.digest import write_digests
from accounts.notifications.models import Announcement
from accounts.notifications.notices import DIGEST
from accounts.notifications.querysets import REFUSALS_BEFORE_PAUSE
from accounts.notifications.reminders import announce_due
from accounts.notifications.spread import spread
from accounts.permissions import Viewer
from accounts.users.models import User
from community.groups.actions import change_role, join_group, take_over_group
from community.groups.admission import approve_request, ask_to_join, decline_request
from community.groups.bans import remove_member
from community.groups.models import Group, JoinRequest, Role
from community.groups.organizers import GONE_AFTER
from community.groups.running.actions import announce_opening, close_group
from community.guide.actions import pass_quiz
from community.moderation.actions import reject, restore
from community.moderation.models import ReasonCode
from community.moderation.people import ask_to_change, report_person
from events.incidents.actions import report_incident
from events.incidents.tasks import ask_how_it_went
from events.levels.actions import declare_spotter, revoke_level
from events.levels.models import SpotterLevel
from events.meetups.actions import call_off_meetup, leave_meetup, post_meetup
from events.meetups.attendance.handing import hand_over
from events.meetups.attendance.models import Attendance
from events.meetups.changing import bring_back_meetup, edit_meetup, step_back
from events.meetups.departures import ask_again
from events.meetups.models import Meetup
from events.meetups.rescue import mitigate_hazard, move_meetup
from events.meetups.series.actions import end_series
from events.meetups.series.batches import make_all
from events.meetups.tasks import free_lapsed_spotters, pass_on_offers, tell_parked
from events.places.hazards.actions import report_hazard
from events.places.keeping.correcting import accept_correction, propose_correction
from events.places.keeping.models import PlaceEvent, What
from events.places.keeping.moves import move_place
from events.places.keeping.tasks import remind_of_endings
from events.places.models import Check, PlaceState, Zone

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


# ---- Places ----


@tells("places.correction", to="outsider")
def correct(need):
    need("group")
    zone, said = need("zone"), {"aed": "At the gate"}
    by = need("as_viewer")(need("outsider"))
    correction = propose_correction(zone.place, by=by, nonce=new_nonce(), said=said, words="I saw it.")
    seen = PlaceEvent.objects.stamp_of(zone.place_id)
    accept_correction(correction, by=need("as_viewer")(need("organizer")), seen=seen)


@tells("places.check_ends", to="member")
def run_out(need):
    zone, member = need("zone"), need("member")
    found = {"checked_at": timezone.now(), "is_on_foot": True, "answers": {}, "verdict": "ok"}
    Check.objects.create(zone=zone, checked_by=member, **found)
    Zone.objects.filter(pk=zone.pk).update(expires_on=timezone.localdate() + timedelta(days=7))
    remind_of_endings()


# ---- Meetups ----


@tells("meetups.posted", to="member")
def _(need):
    need("member"), need("meetup")


@tells("meetups.going", to="member")
def _(need):
    need("answer")(need("meetup"), need("member"))
    need("answer")(need("meetup"), need("spotter"), "spotter")


@tells("meetups.offered", to="third_runner")
def _(need):
    for name in ("first_runner", "second_runner", "third_runner"):
        need("answer")(need("meetup"), need(name))
    leave_meetup(need("meetup"), by=Viewer(need("first_runner")))


def leave_a_lane(need):
    """The third of three runners is offered the lane of the first."""
    for name in ("first_runner", "second_runner", "third_runner"):
        need("answer")(need("meetup"), need(name))
    leave_meetup(need("meetup"), by=Viewer(need("first_runner")))


@tells("meetups.passed", to="third_runner")
def _(need):
    leave_a_lane(need)
    need("clock").shift(timedelta(hours=3))
    pass_on_offers()


@tells("meetups.left_late", to="organizer")
def _(need):
    need("answer")(need("meetup"), need("spotter"), "spotter")
    need("answer")(need("meetup"), need("member"))
    leave_meetup(need("meetup"), by=Viewer(need("member")))


@tells("meetups.level_ended", to="spotter")
def _(need):
    need("answer")(need("meetup"), need("spotter"), "spotter")
    SpotterLevel.objects.update(expires_at=timezone.now())
    free_lapsed_spotters()


@tells("meetups.reconfirm", to="member")
def _(need):
    need("answer")(need("meetup"), need("member"))
    with transaction.atomic():
        ask_again([need("meetup").pk], by=Viewer(need("organizer")))


@tells("meetups.parked", to="member")
def _(need):
    need("answer")(need("meetup"), need("member"))
    Profile.objects.filter(user=need("member")).update(acknowledged_version=None)
    tell_parked.call()


@tells("meetups.called_off", to="member")
def _(need):
    need("answer")(need("meetup"), need("member"))
    call_off_meetup(need("meetup"), by=Viewer(need("organizer")), reason="Ice on the straight")


def thursday(need, **changes):
    """A date the day after tomorrow: a call-off can still be undone."""
    fields = need("plan")(title="Thursday lanes", **changes)
    fields |= {name: fields[name] + timedelta(days=2) for name in ("starts_at", "ends_at")}
    return post_meetup(need("group"), by=Viewer(need("organizer")), **fields)


@tells("meetups.on_again", to="member")
def _(need):
    date = thursday(need)
    need("answer")(date, need("member"))
    call_off_meetup(date, by=Viewer(need("organizer")), reason="Ice on the straight")
    bring_back_meetup(Meetup.objects.get(pk=date.pk), by=Viewer(need("organizer")))


@tells("meetups.named_leader", to="member")
def _(need):
    thursday(need, leaders=[need("organizer").pk, need("member").pk])


@tells("meetups.leads_no_more", to="member")
def _(need):
    """An organizer leads the date from now on."""
    organizer = need("organizer")
    date = thursday(need, leaders=[organizer.pk, need("member").pk])
    fields = need("plan")(leaders=[organizer.pk], starts_at=date.starts_at, ends_at=date.ends_at)
    del fields["nonce"]
    edit_meetup(date, by=Viewer(organizer), sequence=0, **fields)


@tells("meetups.stepped_back", to="organizer")
def _(need):
    date = thursday(need, leaders=[need("organizer").pk, need("member").pk])
    step_back(date, by=Viewer(need("member")))


@tells("meetups.handed_over", to="member")
def hand_over_tonight(need):
    """The organizer, who leads it alone, hands it to a member who is going."""
    need("answer")(need("meetup"), need("spotter"), "spotter")
    need("answer")(need("meetup"), need("member"))
    organizer = need("organizer")
    hand_over(need("meetup"), by=Viewer(organizer), leads_now=organizer, to=need("member"))


@tells("meetups.place_closed", to="member")
def _(need):
    need("answer")(need("meetup"), need("member"))
    move_place(need("meetup").place_id, PlaceState.SUSPENDED, what=What.SUSPENDED)


@tells("meetups.moved", to="member")
def _(need):
    need("answer")(need("meetup"), need("member"))
    move_meetup(need("meetup"), by=Viewer(need("organizer")), zone=need("make_zone")("South straight"))


def report_stop(need):
    """Somebody reports what stops tonight's date."""
    return report_hazard(
        need("meetup").place,
        by=need("as_viewer")(need("outsider")),
        nonce=new_nonce(),
        category="object",
        severity="stop",
        words="A branch lies across the straight",
        seen_at=timezone.now(),
    )


@tells("places.hazard", to="member")
def _(need):
    need("answer")(need("meetup"), need("member"))
    report_stop(need)


@tells("meetups.mitigated", to="member")
def _(need):
    need("answer")(need("meetup"), need("member"))
    hazard = report_stop(need)
    organizer = need("as_viewer")(need("organizer"))
    mitigate_hazard(need("meetup"), by=organizer, hazard=hazard, words="We use the other half")


@tells("meetups.spotter_left", to="organizer")
def _(need):
    need("answer")(need("meetup"), need("spotter"), "spotter")
    leave_meetup(need("meetup"), by=Viewer(need("spotter")))


@tells("series.posted", to="member")
def _(need):
    need("member"), need("series")


@tells("series.named_leader", to="member")
def _(need):
    need("post")(leaders=[need("organizer").pk, need("member").pk])


@tells("series.stuck", to="organizer")
def _(need):
    need("series")
    Zone.objects.update(expires_on=date(2026, 8, 16))
    need("clock").move_to(need("plan")()["starts_at"] + timedelta(days=7))
    make_all()


@tells("series.ended", to="member")
def _(need):
    series = need("series")
    need("answer")(series.meetups.earliest("starts_at"), need("member"))
    end_series(series, by=Viewer(need("organizer")), version=series.version)


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


# ---- How it went ----


def was_there(need):
    """The member ran at tonight's date, and it has been over for an hour."""
    meetup = need("meetup")
    there = {"checked_in_at": meetup.starts_at, "checked_in_by": need("organizer"), "doing": "runner"}
    Attendance.objects.create(meetup=meetup, user=need("member"), **there)
    need("clock").move_to(meetup.ends_at + timedelta(hours=1))
    return meetup


@tells("incidents.how_it_went", to="member")
def _(need):
    was_there(need)
    ask_how_it_went()


def report_fall(need, severity):
    meetup = was_there(need)
    where = {"zone": meetup.zone, "where": "By the gate", "what": "A runner stumbled."}
    by = need("as_viewer")(need("member"))
    report_incident(meetup, by=by, nonce=new_nonce(), kind="fall", severity=severity, **where)


@tells("incidents.logged", to="organizer")
def _(need):
    report_fall(need, 1)


@tells("incidents.severe", to="site_moderator")
def _(need):
    need("site_moderator")
    report_fall(need, 3)


# ---- Groups and stories ----


@tells("groups.joined", to="organizer")
def _(need):
    join_group(need("group"), by=need("as_viewer")(need("outsider")))


def ask(need):
    """Somebody outside asks to join."""
    Group.objects.filter(pk=need("group").pk).update(join_policy="request")
    answers = [("Have you run backwards before?", "Twice.")]
    return ask_to_join(need("group"), by=need("as_viewer")(need("outsider")), answers=answers)


@tells("groups.asked", to="organizer")
def _(need):
    ask(need)


@tells("groups.approved", to="outsider")
def _(need):
    approve_request(ask(need), by=need("as_viewer")(need("organizer")))


@tells("groups.declined", to="outsider")
def _(need):
    decline_request(ask(need), by=need("as_viewer")(need("organizer")), reason="We are full.")


@tells("groups.removed", to="member")
def _(need):
    membership = need("member").memberships.select_related("group").get()
    remove_member(membership, by=need("as_viewer")(need("organizer")), reason="You ran alone.")


@tells("groups.role", to="member")
def _(need):
    membership = need("member").memberships.select_related("group", "user__profile").get()
    change_role(membership, by=need("as_viewer")(need("organizer")), role=Role.MODERATOR)


@tells("groups.taken_over", to="organizer")
def _(need):
    long_ago = timezone.now() - GONE_AFTER - timedelta(days=1)
    User.objects.filter(pk=need("organizer").pk).update(last_login=long_ago)
    take_over_group(need("group"), by=need("as_viewer")(need("moderator")))


@tells("groups.opening", to="member")
def _(need):
    need("member")
    by = need("as_viewer")(need("organizer"))
    close_group(need("group"), by=by)
    announce_opening(need("group"), by=by)


@tells("stories.told", to="other_member")
def _(need):
    need("other_member"), need("published_story")


# ---- Conversations ----


def writes(need, name: str, text: str = "May I bring my dog?") -> None:
    """In the thread of the outsider, who asks to join, and the organizers."""
    thread = Thread.objects.first()
    if thread is None:
        ask, group = need("outsider"), need("group")
        request = JoinRequest.objects.create(group=group, user=ask)
        thread = open_thread(
            Topic.JOINING,
            by=need("as_viewer")(ask),
            target=request.public_id,
            person=ask,
            group_id=group.pk,
        )
    write(thread, by=need("as_viewer")(need(name)), nonce=new_nonce(), text=text)


@tells("contact.message", to="organizer")
def _(need):
    need("organizer")
    writes(need, "outsider")


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


@tells("moderation.about_you", to="other_member")
def _(need):
    words = {"reason": ReasonCode.HARASSMENT, "words": "Please stay friendly."}
    need("site_moderator")
    case = report_person(need("other_member"), by=need("as_viewer")(need("member")), **words)
    ask_to_change(case, by=need("as_viewer")(need("site_moderator")), **words)


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
