"""Who came and who went, as a leader taps it."""

from datetime import datetime

from django.db import transaction
from django.db.models.functions import Greatest
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.permissions import Refused, Viewer, permitted
from accounts.users.models import User
from events.meetups.attendance.doings import standing_of, why_not_do
from events.meetups.attendance.keeping import entry_now, hold_list, hold_open, keep, refuse_old, refuse_unread
from events.meetups.attendance.models import Attendance, Doing
from events.meetups.attendance.rules import can_run_day
from events.meetups.attendance.seats import change_seat
from events.meetups.models import Meetup


@transaction.atomic
@permitted(can_run_day)
def check_in(
    meetup: Meetup, *, by: Viewer, person: User, doing: str = "", acknowledged_version: int | None = None
) -> bool:
    """Somebody who answered is here. False: they were already. Who had gone is back.

    ``acknowledged_version``: of the safety text that was read on the leader's phone.
    """
    now = hold_open(meetup)
    refuse_old(acknowledged_version)
    standing = standing_of(now, person)
    doing = doing or standing.usual
    if sentence := why_not_do(person, doing, standing, acknowledged_version):
        raise Refused(sentence)
    entry, is_new = Attendance.objects.get_or_create(
        meetup=now,
        user=person,
        defaults={
            "doing": doing,
            "acknowledged_version": acknowledged_version,
            "checked_in_at": timezone.now(),
            "checked_in_by_id": by.person_pk,
        },
    )
    return is_new or _bring_back(now, entry_now(entry, now), by)


@transaction.atomic
@permitted(can_run_day)
def check_out(meetup: Meetup, *, by: Viewer, entry: Attendance) -> bool:
    """Somebody goes. False: they had gone, or never came."""
    now = hold_list(meetup)
    here = Attendance.objects.of_meetup(now.pk).filter(
        pk=entry.pk, checked_in_at__isnull=False, checked_out_at=None
    )
    # Where a leader wrote down a time that is still to come, nobody goes before that.
    return here.update(checked_out_at=Greatest("checked_in_at", timezone.now())) == 1


@transaction.atomic
@permitted(can_run_day)
def bring_back(meetup: Meetup, *, by: Viewer, entry: Attendance) -> bool:
    """Somebody who had gone, or was taken back, is here after all. False: they are here."""
    now = hold_open(meetup)
    return _bring_back(now, entry_now(entry, now), by)


@transaction.atomic
@permitted(can_run_day)
def take_back(meetup: Meetup, *, by: Viewer, entry: Attendance, because: str = "") -> bool:
    """It was somebody else: this person is not here. False: they were not."""
    now = hold_list(meetup)
    entry = entry_now(entry, now)
    if entry.checked_in_at is None:
        return False
    change_seat(now, entry, is_running=False)
    return keep(entry, {"checked_in_at": None, "checked_out_at": None}, by, because)


@transaction.atomic
@permitted(can_run_day)
def correct_entry(
    meetup: Meetup,
    *,
    by: Viewer,
    entry: Attendance,
    doing: str,
    checked_in_at: datetime,
    checked_out_at: datetime | None,
    because: str = "",
) -> bool:
    """What somebody did, when they came, when they went. Each change is kept. False: nothing changed."""
    now = hold_list(meetup)
    entry = entry_now(entry, now)
    if entry.checked_in_at is None:
        raise Refused(_("Somebody took this check-in back meanwhile."))
    if checked_out_at and checked_out_at < checked_in_at:
        raise Refused(_("They would have gone before they came. Look at the times again."))
    if doing != entry.doing:
        _change_doing(now, entry, doing)
    after = {"doing": doing, "checked_in_at": checked_in_at, "checked_out_at": checked_out_at}
    return keep(entry, after, by, because)


def _bring_back(meetup: Meetup, entry: Attendance, by: Viewer) -> bool:
    if entry.is_here:
        return False
    if entry.checked_in_at is None:
        change_seat(meetup, entry, is_running=entry.doing == Doing.RUNNER)
    after = {"checked_in_at": entry.checked_in_at or timezone.now(), "checked_out_at": None}
    return keep(entry, after, by, "")


def _change_doing(meetup: Meetup, entry: Attendance, doing: str) -> None:
    """Nobody gets a part by a correction that they could not have been given on arrival."""
    if entry.user is None:
        if doing not in (Doing.RUNNER, Doing.WATCHER):
            raise Refused(_("Whoever walks in runs or watches."))
        if doing == Doing.RUNNER:
            refuse_unread(entry.acknowledged_version)
        change_seat(meetup, entry, is_running=doing == Doing.RUNNER)
        return
    standing = standing_of(meetup, entry.user)
    if sentence := why_not_do(entry.user, doing, standing, entry.acknowledged_version):
        raise Refused(sentence)
