"""The seat of a runner who walked in: taken by the guarded statement of an answer, given back like one."""

from dataclasses import replace

from django.db.models import F
from django.utils.translation import gettext as _

from accounts.permissions import Refused
from events.meetups.admission import settle_roster
from events.meetups.attendance.holds import check_of, limit_of
from events.meetups.attendance.models import Attendance, Doing
from events.meetups.attendance.roster import all_of, lines_of
from events.meetups.models import Leading, Meetup
from events.meetups.ratio import RUNNERS_PER_LEADER
from events.meetups.refusals import refuse_too_many


def take_seat(meetup: Meetup) -> None:
    """Take a lane whose spotter has room, today's stricter ratio included. The caller holds the meetup."""
    limit = limit_of(meetup, check_of(meetup))
    if not limit:
        raise Refused(_("Nobody runs backwards here today. They may watch."))
    spotters = F("spotters_going") + F("either_going")
    rows = Meetup.objects.takes_answers(meetup.pk).filter(runners_going__lt=spotters * limit)
    if not rows.seat_runner():
        raise Refused(no_room())
    refuse_beyond(meetup, more=1)


def refuse_beyond(meetup: Meetup, *, more: int = 0) -> None:
    """Refuse whom a leader lets in, if who is here or expected today has no spotter or no leader for them.

    Asked while the meetup is held, once they have their seat: ``more`` of them are not on the list yet.
    """
    refuse_too_many(meetup)
    today = all_of(lines_of(meetup), limit_of(meetup, check_of(meetup)))
    if replace(today, runners=today.runners + more).spotters_missing:
        raise Refused(no_room())
    now = Meetup.objects.get(pk=meetup.pk)
    if now.on_lanes > RUNNERS_PER_LEADER * Leading.objects.filter(meetup=meetup.pk).count():
        words = _("One leader takes %(most)d runners at most: our convention. They may watch.")
        raise Refused(words % {"most": RUNNERS_PER_LEADER})


def no_room() -> str:
    return _("No lane is free, or no spotter has room for one runner more. They may watch.")


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
