"""One date as an event of a calendar.

All are ``CLASS:PRIVATE``: who may read them here is no business of the calendar they are copied into. Of
a date for members only, the town is named and no more, until its reader means to come: calendars are shared,
and kept by others.
"""

from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from icalendar import Event

from events.meetups.calendar import Held, add_place, event_of
from events.meetups.models import Audience

COMES = ("going", "waiting")
"""A lane is theirs. Who waits in the queue, or is offered a seat, does not come yet."""

OPEN = {
    "waiting": _("Waiting for a spotter: %(title)s"),
    "waitlisted": _("On the waitlist: %(title)s"),
    "offered": _("A seat is offered to you: %(title)s"),
}

type Loaded = Any
"""A meetup with its place and the reader's answer, as ``for_calendar`` loads it."""


def single(meetup: Loaded, *, of_person: bool = False) -> Event:
    """A date by itself, under the UID that its own file and its letters have too."""
    event = event_of(meetup, settings.SITE_URL + meetup.get_absolute_url())
    add_where(event, meetup, is_told=is_told_where(meetup))
    event.add("class", "PRIVATE")
    if of_person and not meetup.is_called_off and meetup.my_state in OPEN:
        _leave_open(event, meetup)
    return event


def add_where(event: Event, held: Held, *, is_told: bool) -> None:
    """The zone with its point, or the town."""
    if is_told:
        add_place(event, held)
    else:
        event.add("location", held.place.city_label)


def is_told_where(meetup: Loaded) -> bool:
    return meetup.audience == Audience.PUBLIC or meetup.i_lead or meetup.my_state in COMES


def _leave_open(event: Event, meetup: Loaded) -> None:
    """What hangs in the balance is tentative, and says so in its name: not all programs show the status."""
    for name in ("status", "summary"):
        del event[name]
    event.add("status", "TENTATIVE")
    event.add("summary", OPEN[meetup.my_state] % {"title": meetup.title})
    if meetup.my_state not in COMES:
        event.add("transp", "TRANSPARENT")
