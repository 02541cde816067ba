"""Several taps at once, as a phone sends them that had no signal: each is judged alone."""

import re
from collections.abc import Sequence

from django.utils.translation import gettext as _

from accounts.permissions import Refused, Viewer
from accounts.users.models import User
from events.meetups.attendance.actions import bring_back, check_in, check_out
from events.meetups.attendance.models import Attendance
from events.meetups.attendance.people import people_of
from events.meetups.models import Meetup

KEY = re.compile(r"[\w-]{16,22}", re.ASCII)
"""A public id or a nonce; a browser may send anything, and PostgreSQL does not take all of it."""


def tap_all(meetup: Meetup, *, by: Viewer, came: Sequence[str], went: Sequence[str]) -> list[str]:
    """Write down who came and who went; return in sentences for whom that could not be, and why."""
    refused: dict[str, list[str]] = {}
    for tap, keys in ((_come, came), (_go, went)):
        for key in dict.fromkeys(keys):
            try:
                tap(meetup, key, by)
            except Refused as refusal:
                refused.setdefault(refusal.sentence, []).append(_name(meetup, key))
    return [_in_words(reason, names) for reason, names in refused.items()]


def _come(meetup: Meetup, key: str, by: Viewer) -> None:
    if entry := _entry(meetup, key):
        bring_back(meetup, by=by, entry=entry)
        return
    person = _person(meetup, key)
    if person is None:
        raise Refused(_unknown())
    check_in(meetup, by=by, person=person)


def _go(meetup: Meetup, key: str, by: Viewer) -> None:
    entry = _entry(meetup, key)
    if entry is None:
        raise Refused(_unknown() if _person(meetup, key) is None else _("They were not checked in."))
    check_out(meetup, by=by, entry=entry)


def _unknown() -> str:
    return _("Nobody of this date. Look at the list again; everybody else is written down.")


def _entry(meetup: Meetup, key: str) -> Attendance | None:
    if not KEY.fullmatch(key):
        return None
    found: Attendance | None = Attendance.objects.of_meetup(meetup.pk).for_entry().with_key(key).first()
    return found


def _person(meetup: Meetup, key: str) -> User | None:
    return people_of(meetup).filter(public_id=key).first() if KEY.fullmatch(key) else None


def _name(meetup: Meetup, key: str) -> str:
    """What to call who was tapped; what nobody is known by stands there as it was sent."""
    if entry := _entry(meetup, key):
        return entry.name
    person = _person(meetup, key)
    shown = "".join(filter(str.isprintable, key))[:22]
    return person.get_full_name() if person else f"“{shown}”"


def _in_words(reason: str, names: list[str]) -> str:
    """Some reasons name the person already."""
    if len(names) == 1 and names[0] in reason:
        return reason
    return _("%(names)s: %(reason)s") % {"names": ", ".join(names), "reason": reason}
