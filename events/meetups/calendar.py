"""Meetups in iCalendar (RFC 5545): events, the clock changes of their zones, nobody's name."""

from collections.abc import Iterable
from datetime import UTC, datetime, tzinfo
from typing import Protocol
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from icalendar import Calendar, Event, vGeo

from events.meetups.clock_changes import clock_changes
from events.meetups.models import Meetup
from events.places.models import Place, Zone

PRODUCT = "-//Backstride//Meetups//EN"
UID_DOMAIN = "meetups.backstride"


class Changed(Protocol):
    """A meetup or a series: when it was made, and changed last."""

    created_at: datetime
    changed_at: datetime


class Held(Protocol):
    """A meetup or a series: where it is."""

    place: Place
    zone: Zone


def as_ics(meetup: Meetup, url: str, *, method: str = "") -> bytes:
    """The calendar of one meetup. The UID never changes; SEQUENCE grows with what a calendar must see.

    ``method`` goes with a mail: PUBLISH tells and asks for no answer (RFC 5546, 3.2.1).
    """
    calendar = new_calendar(method)
    years = meetup.starts_at.year - 1, meetup.ends_at.year + 1
    add_clock_changes(calendar, [meetup.time_zone], *years)
    event = event_of(meetup, url)
    add_place(event, meetup)
    calendar.add_component(event)
    return calendar.to_ical()


def new_calendar(method: str = "") -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    if method:
        calendar.add("method", method)
    return calendar


def add_clock_changes(calendar: Calendar, zones: Iterable[str], first_year: int, last_year: int) -> None:
    """One VTIMEZONE for each zone used; UTC needs none."""
    for name in sorted(set(zones) - {"UTC"}):
        calendar.add_component(clock_changes(name, first_year, last_year))


def event_of(meetup: Meetup, url: str) -> Event:
    """All but where it is, which not everybody is told."""
    event = new_event(meetup, meetup.public_id, meetup.sequence)
    event.add("status", "CANCELLED" if meetup.is_called_off else "CONFIRMED")
    event.add("summary", summary_of(meetup))
    zone: tzinfo = ZoneInfo(meetup.time_zone)
    if not is_plain_on_clock(meetup.starts_at, meetup.ends_at, meetup.time_zone):
        zone = UTC
    event.add("dtstart", meetup.starts_at.astimezone(zone))
    event.add("dtend", meetup.ends_at.astimezone(zone))
    add_words(event, [meetup.cancelled_because, meetup.description], url)
    return event


def new_event(changed: Changed, public_id: str, sequence: int) -> Event:
    """Which event it is, and in which state of its changes."""
    event = Event()
    event.add("uid", f"{public_id}@{UID_DOMAIN}")
    event.add("dtstamp", changed.changed_at)
    event.add("last-modified", changed.changed_at)
    event.add("created", changed.created_at)
    event.add("sequence", sequence)
    return event


def add_words(event: Event, words: Iterable[str], url: str) -> None:
    event.add("url", url)
    event.add("description", "\n\n".join(filter(None, [*words, url])))


def add_place(event: Event, held: Held) -> None:
    """Zone, place and point."""
    place = held.place
    names = [held.zone.name, place.name, place.address, place.city_label]
    event.add("location", ", ".join(filter(None, names)))
    event.add("geo", vGeo((place.latitude, place.longitude)))


def is_plain_on_clock(starts_at: datetime, ends_at: datetime, time_zone: str) -> bool:
    """The clocks of the place do not change meanwhile, and show both times once that day.

    Of a time that they show twice RFC 5545 means the first, and not all programs do.
    """
    both = [at.astimezone(ZoneInfo(time_zone)) for at in (starts_at, ends_at)]
    return len({at.replace(fold=fold).utcoffset() for at in both for fold in (0, 1)}) == 1


def summary_of(meetup: Meetup) -> str:
    """Some calendars show a cancelled event like any other: its name says it too."""
    return _("Called off: %(title)s") % {"title": meetup.title} if meetup.is_called_off else meetup.title
