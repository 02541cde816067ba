"""The list of one day, held while somebody writes on it, and its corrections."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.consents.models import Document, DocumentKind
from accounts.permissions import Refused, Viewer
from events.meetups.attendance.holds import check_of, why_no_check_in
from events.meetups.attendance.hours import why_list_closed
from events.meetups.attendance.models import Attendance, AttendanceChange
from events.meetups.models import Meetup


def hold_open(meetup: Meetup) -> Meetup:
    """The date as it is now, if people may be checked in: nobody looks again or calls it off meanwhile."""
    now = _held(meetup)
    if reason := why_no_check_in(now, check_of(now)):
        raise Refused(reason)
    return now


def hold_list(meetup: Meetup) -> Meetup:
    """The same for who goes and for corrections: what happened may be written down though nobody may come."""
    now = _held(meetup)
    if reason := why_list_closed(now):
        raise Refused(reason)
    return now


def _held(meetup: Meetup) -> Meetup:
    Meetup.objects.filter(pk=meetup.pk).hold()
    now: Meetup = Meetup.objects.with_place().get(pk=meetup.pk)
    return now


def entry_now(entry: Attendance, meetup: Meetup) -> Attendance:
    """The line as it is now; nobody writes on it but who holds the meetup."""
    found: Attendance = Attendance.objects.of_meetup(meetup.pk).for_entry().get(pk=entry.pk)
    return found


def keep(entry: Attendance, after: Mapping[str, Any], by: Viewer, because: str) -> bool:
    """Store what is different now, and each difference as a correction. False: nothing is."""
    changed = {name: value for name, value in after.items() if getattr(entry, name) != value}
    if not changed:
        return False
    Attendance.objects.filter(pk=entry.pk).update(**changed)
    AttendanceChange.objects.bulk_create(
        AttendanceChange(
            attendance=entry,
            what=name,
            before=_as_text(getattr(entry, name)),
            after=_as_text(value),
            because=because,
            by_id=by.person_pk,
            made_at=timezone.now(),
        )
        for name, value in changed.items()
    )
    return True


def refuse_unread(version: int | None) -> None:
    """Who runs without an account has read the text."""
    if version is None:
        raise Refused(_("Whoever runs reads the safety text first, on your phone. Or they watch."))


def refuse_old(version: int | None) -> None:
    """Somebody published another text while this one was being read."""
    if version is not None and version != Document.objects.newest_version(DocumentKind.SAFETY):
        raise Refused(_("The safety text changed a moment ago. Please have it read once more."))


def _as_text(value: Any) -> str:
    if isinstance(value, datetime):
        return value.isoformat(timespec="minutes")
    return str(value or "")
