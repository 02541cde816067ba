"""From when until when what may be done and seen on the day. Our convention."""

from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from events.meetups.models import Meetup

CHECK_BEFORE = timedelta(minutes=60)
CONTACTS_BEFORE = timedelta(hours=2)
AFTER = timedelta(hours=24)
"""So long after the end contacts are shown and the list is kept open for corrections."""


def check_from(meetup: Meetup) -> datetime:
    """What somebody saw earlier says nothing about the hour in which people run."""
    return meetup.starts_at - CHECK_BEFORE


def shows_contacts(meetup: Meetup) -> bool:
    """Whom to call, and who minds photos: not before and not after."""
    if meetup.is_called_off:
        return False
    return meetup.starts_at - CONTACTS_BEFORE <= timezone.now() <= meetup.ends_at + AFTER


def why_no_check(meetup: Meetup) -> str:
    """Why nobody can make the day-of check now; empty if somebody can."""
    if meetup.is_called_off:
        return _("This meetup is called off. Nothing is left to check.")
    if timezone.now() < check_from(meetup):
        local = meetup.local_start - CHECK_BEFORE
        words = _("The day-of check is made within the last hour: from %(time)s at the place.")
        return words % {"time": f"{local:%H:%M}"}
    return _("This meetup is over. Nothing is left to check.") if meetup.is_over else ""


def why_not_handed_over(meetup: Meetup) -> str:
    """Why nobody can take it over now; empty if somebody can."""
    if meetup.is_called_off:
        return _("This meetup is called off. Nothing is left to lead.")
    if meetup.is_over:
        return _("This meetup is over. Nothing is left to lead.")
    if meetup.is_before_its_day:
        return _("A date is handed over on its day. Until then an organizer changes who leads it.")
    return ""


def why_list_closed(meetup: Meetup) -> str:
    """Why who was there cannot be written down any more; empty if it can."""
    if meetup.is_called_off:
        return _("This meetup is called off: nobody is checked in.")
    if timezone.now() > meetup.ends_at + AFTER:
        return _("The list closed 24 hours after the end.")
    return ""
