"""What stands in the form before anybody types: the group's last date, or one that is copied or edited."""

from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.permissions import Viewer
from community.groups.models import Group
from events.meetups.choices import Fits
from events.meetups.fit import Occasion
from events.meetups.forms import MeetupForm
from events.meetups.models import Guest, Meetup
from events.meetups.posting import Draft
from events.meetups.walltime import NoSuchTime, TwiceThatDay, moment, wall
from events.places.models import Zone

A_WEEK = timedelta(days=7)
OF_THE_LAST = ("title", "zone", "session", "lowest_stage", "starts", "ends", "capacity")
KNOWN = ("session", "lowest_stage", "day", "starts", "ends")


def initial_of(meetup: Meetup) -> dict[str, Any]:
    """The form as it would have been filled in for this date. One query more where members are invited."""
    until = meetup.signup_until
    people = [lead.user.public_id for lead in meetup.leads.all()]
    guests = Guest.objects.filter(meetup=meetup).values_list("user__public_id", flat=True)
    names = ("title", "session", "lowest_stage", "highest_stage", "capacity", "own_limit", "audience")
    return {name: getattr(meetup, name) for name in (*names, "bring", "access_note", "description")} | {
        "zone": meetup.zone.public_id,
        "day": meetup.local_start.date(),
        "starts": meetup.local_start.time(),
        "ends": meetup.local_end.time(),
        "is_peer_led": meetup.is_peer_led,
        "leaders": people,
        "guests": list(guests) if meetup.is_invited_only else [],
        "signup_hours": until and int((meetup.starts_at - until).total_seconds() // 3600),
    }


def copy_of(meetup: Meetup) -> dict[str, Any]:
    """The same once more, a week later, or on the next such weekday that lies ahead."""
    return initial_of(meetup) | {"day": next_such_day(meetup)}


def defaults_of(group: Group, viewer: Viewer) -> dict[str, Any]:
    """What the group posted last, on the next such weekday; nothing but a title where it did nothing yet.

    Dates of a series come by themselves, so the latest single one counts; without any, the next of a series.
    """
    theirs = Meetup.objects.visible_to(viewer).of_group(group.pk).for_page(viewer)
    singles = theirs.filter(series=None)
    last = singles.latest_first().first() or theirs.not_over().first()
    if last is None:
        return {"title": _("Backwards on %(weekday)s") % {"weekday": date_format(timezone.localdate(), "l")}}
    known = initial_of(last)
    return {name: known[name] for name in OF_THE_LAST} | {"day": next_such_day(last)}


def next_such_day(meetup: Meetup) -> date:
    """A week after it, or as many as it takes."""
    today = wall(timezone.now(), meetup.time_zone).date()
    passed = max(today - meetup.local_start.date(), timedelta())
    return meetup.local_start.date() + A_WEEK * (passed // A_WEEK + 1)


def fits_of(data: Any) -> Fits | None:
    """Makes the date at a zone, once kind, stage, day and time are known; None while they are not."""
    try:
        known = {name: MeetupForm.base_fields[name].clean(_plain(data.get(name))) for name in KNOWN}
    except ValidationError:
        return None

    def there(zone: Zone) -> Occasion | None:
        clock = zone.place.time_zone
        try:
            starts_at, ends_at = (moment(known["day"], known[at], clock, fold=0) for at in ("starts", "ends"))
        except (NoSuchTime, TwiceThatDay, OverflowError):  # said when it is sent
            return None
        return Draft(zone, known["session"], known["lowest_stage"], starts_at, ends_at, 1)

    return there


def _plain(value: Any) -> str:
    return "" if value is None else str(value)


def asked_for(query: Any) -> dict[str, str]:
    """What the address asks for: a page that looks again what suits another day."""
    return {name: query[name] for name in (*KNOWN, "zone") if name in query}
