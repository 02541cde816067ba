"""The seat of a runner who walked in: taken by the guarded statement of an answer, given back like one."""

from django.db.models import F
from django.utils.translation import gettext as _

from accounts.permissions import Refused
from events.meetups.admission import settle_roster
from events.meetups.attendance.holds import check_of
from events.meetups.attendance.models import Attendance, Doing
from events.meetups.models import Meetup


def take_seat(meetup: Meetup) -> None:
    """Take a lane whose spotter has room, today's stricter ratio included. The caller holds the meetup."""
    check = check_of(meetup)
    limit = check and check.runners_per_spotter
    if not limit:
        raise Refused(_("Nobody runs backwards here today. They may watch."))
    spotters = F("spotters_going") + F("either_going")
    rows = Meetup.objects.takes_answers(meetup.pk).filter(runners_going__lt=spotters * limit)
    if not rows.seat_runner():
        raise Refused(_("No lane is free, or no spotter has room for one runner more. They may watch."))


def change_seat(meetup: Meetup, entry: Attendance, *, is_running: bool) -> None:
    """Who walked in starts or stops running. Answers hold their own seats, and after the end none counts."""
    was_running = entry.doing == Doing.RUNNER and entry.checked_in_at is not None
    if entry.user_id or meetup.is_over or was_running == is_running:
        return
    if is_running:
        take_seat(meetup)
        return
    Meetup.objects.filter(pk=meetup.pk).update(runners_going=F("runners_going") - 1)
    settle_roster(meetup.pk)
