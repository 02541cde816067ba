"""Who came without an answer."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.permissions import Refused, Viewer, permitted
from accounts.users.models import User
from events.meetups.actions import answer_meetup
from events.meetups.admission import hold_person
from events.meetups.attendance.actions import check_in
from events.meetups.attendance.keeping import hold_open, refuse_old, refuse_unread
from events.meetups.attendance.models import Attendance, Doing
from events.meetups.attendance.rules import can_run_day
from events.meetups.attendance.seats import no_room, refuse_beyond, take_seat
from events.meetups.models import RSVP, Meetup, RSVPState
from events.places.once import made_once


@transaction.atomic
@permitted(can_run_day)
def admit_walk_in(
    meetup: Meetup, *, by: Viewer, nonce: str, name: str, doing: str, acknowledged_version: int | None = None
) -> Attendance:
    """Somebody without an account came by. They run if seats, spotters and today's check allow it, or watch;
    whom nobody has declared does not count as a spotter. The same form sent twice makes one."""
    now = hold_open(meetup)
    if found := Attendance.objects.filter(nonce=nonce).first():
        return _of_this_date(found, now)
    if now.is_over:
        raise Refused(_("This meetup is over: nobody walks in any more."))
    if doing == Doing.RUNNER:
        refuse_unread(acknowledged_version)
        refuse_old(acknowledged_version)
        take_seat(now)
    elif doing != Doing.WATCHER:
        raise Refused(_("Whoever walks in runs or watches. Spotters are people whom somebody has declared."))
    there = {"checked_in_at": timezone.now(), "checked_in_by_id": by.person_pk, "doing": doing}
    there |= {"walk_in_name": name, "acknowledged_version": acknowledged_version}
    entry, __ = made_once(Attendance.objects.all(), nonce=nonce, meetup=now, defaults=there)
    return entry


def _of_this_date(entry: Attendance, meetup: Meetup) -> Attendance:
    if entry.meetup_id != meetup.pk:
        raise Refused(_("This form was sent for another date before. Send it once more."))
    return entry


@transaction.atomic
@permitted(can_run_day)
def admit_member(
    meetup: Meetup, *, by: Viewer, person: User, doing: str, acknowledged_version: int | None = None
) -> bool:
    """Somebody of the group came without an answer. Whoever runs or spots answers by that, under all of its
    guards; the seat has to be theirs at once. False: they are on the list already.

    It is the leader who said so: until they say it themselves, they are asked whether they come, and nobody
    reads whom to call for them.
    """
    hold_person(person.pk)
    has_answered = RSVP.objects.of_meetup(meetup.pk).live().filter(user=person).exists()
    if doing != Doing.WATCHER and not has_answered:
        answer = answer_meetup(meetup, by=Viewer(person), part=doing)
        if answer.state != RSVPState.GOING:
            raise Refused(no_room())
        if doing == Doing.RUNNER:
            refuse_beyond(meetup)
        RSVP.objects.filter(pk=answer.pk).ask_from_the_start()
    return check_in(meetup, by=by, person=person, doing=doing, acknowledged_version=acknowledged_version)
