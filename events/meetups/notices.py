"""What people are told about meetups. Whether it still holds is asked again when it is sent or shown."""

from collections.abc import Callable, Collection, Mapping
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.notifications.kinds import Attachment, Category, Kind, Weight, declare
from accounts.permissions import Viewer
from accounts.users.models import User
from events.meetups.calendar import as_ics
from events.meetups.models import RSVP, Audience, Guest, Leading, Meetup, MeetupState, Part, RSVPState
from events.meetups.querysets import MeetupQuerySet
from events.meetups.samples import (
    sample_at_risk,
    sample_called_off,
    sample_for_leader,
    sample_for_offered_runner,
    sample_for_runner,
    sample_for_spotter,
    sample_for_who_let_pass,
    sample_meetup,
    sample_mitigated,
)

TOO_LATE_FOR_A_DAY = timedelta(hours=3)  # then the reminder of the last hours says it

type Holds = Callable[[MeetupQuerySet, Viewer], MeetupQuerySet]


def _kind(name: str, holds: Holds, **fields: Any) -> Kind:
    """A kind about a meetup, told only while ``holds`` keeps the meetup."""

    def find(viewer: Viewer, targets: Collection[str]) -> Mapping[str, Meetup]:
        meetups = Meetup.objects.visible_to(viewer).for_page(viewer).filter(public_id__in=targets)
        return {meetup.public_id: meetup for meetup in holds(meetups, viewer)}

    defaults: dict[str, Any] = {
        "templates": f"events/notices/meetups.{name}",
        "category": Category.DATES,
        "weight": Weight.DATES,
        "find": find,
        "url": Meetup.get_absolute_url,
        "heading": lambda meetup: meetup.title,
        "sample": sample_meetup,
        "is_batchable": False,
    }
    return declare(Kind(name=f"meetups.{name}", **defaults | fields))


def _is_called_off(meetups: MeetupQuerySet, viewer: Viewer) -> MeetupQuerySet:
    """Called off, and this person had meant to come or to lead."""
    return meetups.mine(viewer).filter(state=MeetupState.CANCELLED)


def _is_mine(meetups: MeetupQuerySet, viewer: Viewer) -> MeetupQuerySet:
    """This person means to come or to lead."""
    return meetups.mine(viewer)


def _who_meant_to_come(target: str) -> "QuerySet[User]":
    """Everybody with an answer that stands, and who leads, of a meetup that is called off."""
    off = Meetup.objects.filter(public_id=target, state=MeetupState.CANCELLED)
    answered = RSVP.objects.live().filter(meetup__in=off).values("user_id")
    return User.objects.filter(pk__in=answered.union(_who_lead(off)))


def _who_means_to_come(target: str) -> "QuerySet[User]":
    """Everybody with an answer that stands, and who leads, while the date stands."""
    ahead = Meetup.objects.upcoming().filter(public_id=target).order_by()
    answered = RSVP.objects.live().filter(meetup__in=ahead.values("pk")).values("user_id")
    return User.objects.filter(pk__in=answered.union(_who_lead(ahead.values("pk"))))


def _who_lead(meetups: "QuerySet[Meetup, Any]") -> "QuerySet[Leading, Any]":
    return Leading.objects.filter(meetup__in=meetups).values("user_id")


def _members(target: str) -> "QuerySet[User]":
    """The members of the group while the date stands; of one for invited members, only its guests."""
    meetups = Meetup.objects.upcoming().filter(public_id=target).order_by()
    shared = meetups.exclude(audience=Audience.INVITED).values("group_id")
    guests = Guest.objects.filter(meetup__in=meetups.filter(audience=Audience.INVITED).values("pk"))
    return User.objects.filter(Q(memberships__group__in=shared) | Q(pk__in=guests.values("user_id")))


def _is_led(meetups: MeetupQuerySet, viewer: Viewer) -> MeetupQuerySet:
    return meetups.led_by(viewer.person_pk)


def _is_looked_after(meetups: MeetupQuerySet, viewer: Viewer) -> MeetupQuerySet:
    """This person leads it, or organizes its group."""
    organized = [group for group, role in viewer.roles.items() if role == "organizer"]
    return meetups.filter(Q(i_lead=True) | Q(group__in=organized))


def _has_no_lane(meetups: MeetupQuerySet, viewer: Viewer) -> MeetupQuerySet:
    """Of no use to who has left the group since."""
    rows = meetups.filter(group__in=list(viewer.roles))
    return rows.answered(viewer, RSVPState.DECLINED, RSVPState.WAITLISTED)


def _does_not_spot(meetups: MeetupQuerySet, viewer: Viewer) -> MeetupQuerySet:
    rows = meetups.filter(group__in=list(viewer.roles))
    return rows.filter(Q(my_state=RSVPState.DECLINED) | Q(my_part=Part.RUNNER))


def _is_parked(meetups: MeetupQuerySet, viewer: Viewer) -> MeetupQuerySet:
    """Nothing is parked any more once the text is read."""
    return meetups.none() if viewer.is_ready else meetups.mine(viewer)


def _who_is_asked_again(target: str) -> "QuerySet[User]":
    """Who has not said yet that they still come."""
    ahead = Meetup.objects.upcoming().filter(public_id=target).order_by()
    asked = RSVP.objects.asked_again().filter(meetup__in=ahead.values("pk"))
    return User.objects.filter(pk__in=asked.values("user_id"))


def _is_over(meetup: Meetup) -> bool:
    return not meetup.takes_answers


def _is_offer_over(meetup: Any) -> bool:
    """Not of what is called off: that is said instead."""
    return not meetup.takes_answers or meetup.my_offered_until <= timezone.now()


def _is_too_late(meetup: Meetup) -> bool:
    return meetup.is_called_off or meetup.starts_at <= timezone.now()


def _is_too_late_for_a_day(meetup: Meetup) -> bool:
    return meetup.is_called_off or meetup.starts_at - timezone.now() < TOO_LATE_FOR_A_DAY


def _entry_of_who_comes(meetup: Any) -> list[Attachment]:
    """Who waits has no date yet."""
    comes = meetup.i_lead or meetup.my_state == RSVPState.GOING
    return calendar_entry(meetup) if comes else []


def calendar_entry(meetup: Meetup) -> list[Attachment]:
    """The date for a calendar; the same UID each time, so that a later one replaces it."""
    content = as_ics(meetup, settings.SITE_URL + meetup.get_absolute_url(), method="PUBLISH")
    return [Attachment("meetup.ics", content, "text/calendar; method=PUBLISH; charset=utf-8")]


GOING = _kind(
    "going",
    lambda meetups, viewer: meetups.answered(viewer, RSVPState.GOING),
    label=_("You're in: a spotter is there for you"),
    sample=sample_for_runner,
    is_stale=_is_too_late,
    attachments=calendar_entry,
)
OFFERED = _kind(
    "offered",
    lambda meetups, viewer: meetups.answered(viewer, RSVPState.OFFERED),
    label=_("A lane is free for you: say yes or no"),
    sample=sample_for_offered_runner,
    is_stale=_is_offer_over,
)
PASSED = _kind(
    "passed",
    _has_no_lane,
    label=_("A lane that was kept for you is gone"),
    sample=sample_for_who_let_pass,
    is_stale=_is_over,
)
LEVEL_ENDED = _kind(
    "level_ended",
    _does_not_spot,
    label=_("Your level ended, so you do not spot"),
    sample=sample_for_who_let_pass,
    is_stale=_is_over,
)
PARKED = _kind(
    "parked",
    _is_parked,
    label=_("Your answer waits for you to read the safety text"),
    sample=sample_for_runner,
    weight=Weight.SAFETY,
    is_stale=_is_over,
)
RECONFIRM = _kind(
    "reconfirm",
    lambda meetups, viewer: meetups.asking_again(viewer),
    label=_("Time or place changed: still coming?"),
    sample=sample_for_runner,
    weight=Weight.SAFETY,
    audience=_who_is_asked_again,
    is_stale=_is_too_late,
)
PLACE_CLOSED = _kind(
    "place_closed",
    _is_mine,
    label=_("The place of a date you go to is closed"),
    sample=sample_at_risk,
    weight=Weight.SAFETY,
    audience=_who_means_to_come,
    is_stale=_is_too_late,
)
MOVED = _kind(
    "moved",
    _is_mine,
    label=_("A date you go to is moved to another place"),
    sample=sample_for_runner,
    weight=Weight.SAFETY,
    audience=_who_means_to_come,
    is_stale=_is_too_late,
    attachments=calendar_entry,
    replaces=("meetups.place_closed",),
)
MITIGATED = _kind(
    "mitigated",
    lambda meetups, viewer: meetups.mine(viewer).with_measures(),
    label=_("A leader does something about a hazard"),
    sample=sample_mitigated,
    weight=Weight.SAFETY,
    audience=_who_means_to_come,
    is_stale=_is_too_late,
)
CALLED_OFF = _kind(
    "called_off",
    _is_called_off,
    label=_("A date you go to is called off"),
    sample=sample_called_off,
    weight=Weight.SAFETY,
    audience=_who_meant_to_come,
    attachments=calendar_entry,
    replaces=tuple(
        f"meetups.{name}"
        for name in (
            "going",
            "offered",
            "passed",
            "left_late",
            "level_ended",
            "parked",
            "reconfirm",
            "spotter_left",
            "named_leader",
            "leads_no_more",
            "stepped_back",
            "handed_over",
            "on_again",
            "posted",
            "place_closed",
            "moved",
            "mitigated",
            "reminder_day",
            "reminder_hours",
        )
    ),
)
ON_AGAIN = _kind(
    "on_again",
    _is_mine,
    label=_("A date that was called off is on again"),
    sample=sample_for_runner,
    weight=Weight.SAFETY,
    audience=_who_means_to_come,
    is_stale=_is_too_late,
    attachments=calendar_entry,
    replaces=("meetups.called_off",),
)
NAMED_LEADER = _kind(
    "named_leader",
    lambda meetups, viewer: meetups.filter(i_lead=True),
    label=_("You lead a date"),
    sample=sample_for_leader,
    is_stale=_is_too_late,
    attachments=calendar_entry,
)
LEADS_NO_MORE = _kind(
    "leads_no_more",
    lambda meetups, viewer: meetups.filter(i_lead=False, group__in=list(viewer.roles)),
    label=_("Somebody else leads a date instead of you"),
    sample=sample_for_who_let_pass,
    is_stale=_is_too_late,
)
SPOTTER_LEFT = _kind(
    "spotter_left",
    _is_led,
    label=_("A spotter leaves a date you lead"),
    sample=sample_for_leader,
    is_stale=_is_too_late,
)
LEFT_LATE = _kind(
    "left_late",
    _is_led,
    label=_("A runner leaves a date you lead at short notice"),
    sample=sample_for_leader,
    is_stale=_is_over,
)
STEPPED_BACK = _kind(
    "stepped_back",
    _is_looked_after,
    label=_("A date you look after has one leader fewer"),
    sample=sample_for_leader,
    is_stale=_is_too_late,
)
POSTED = _kind(
    "posted",
    lambda meetups, viewer: meetups.filter(group__in=list(viewer.roles)),
    label=_("A new date in a group of yours"),
    category=Category.GROUPS,
    weight=Weight.NEWS,
    audience=_members,
    is_stale=_is_too_late,
    is_batchable=True,
    rank=2,
)
REMINDER_DAY = _kind(
    "reminder_day",
    _is_mine,
    label=_("A reminder the day before"),
    sample=sample_for_runner,
    is_stale=_is_too_late_for_a_day,
    attachments=_entry_of_who_comes,
)
REMINDER_HOURS = _kind(
    "reminder_hours",
    _is_mine,
    label=_("A reminder two hours before"),
    sample=sample_for_spotter,
    is_stale=_is_too_late,
    attachments=_entry_of_who_comes,
)
TO_WHO_COMES = (
    GOING,
    OFFERED,
    PARKED,
    RECONFIRM,
    PLACE_CLOSED,
    MOVED,
    MITIGATED,
    ON_AGAIN,
    REMINDER_DAY,
    REMINDER_HOURS,
)
"""What no longer holds for somebody who leaves."""
