"""A meetup as an iCalendar file (RFC 5545): one event, the zone's clock changes, nobody's name."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from icalendar import Calendar, Event, Timezone, TimezoneDaylight, TimezoneStandard, vGeo

from events.meetups.models import Meetup

PRODUCT = "-//Backstride//Meetups//EN"
UID_DOMAIN = "meetups.backstride"
A_YEAR = timedelta(days=366)


def as_ics(meetup: Meetup, url: str, *, method: str = "") -> bytes:
    """The calendar of one meetup. The UID never changes; SEQUENCE grows with what a calendar must see.

    ``method`` goes with a mail: PUBLISH tells and asks for no answer (RFC 5546, 3.2.1).
    """
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    if method:
        calendar.add("method", method)
    if meetup.time_zone != "UTC":
        calendar.add_component(_clock_changes(meetup))
    calendar.add_component(_event(meetup, url))
    return calendar.to_ical()


def _event(meetup: Meetup, url: str) -> Event:
    zone, place = ZoneInfo(meetup.time_zone), meetup.place
    event = Event()
    event.add("uid", f"{meetup.public_id}@{UID_DOMAIN}")
    event.add("dtstamp", meetup.changed_at)
    event.add("last-modified", meetup.changed_at)
    event.add("created", meetup.created_at)
    event.add("sequence", meetup.sequence)
    event.add("status", "CANCELLED" if meetup.is_called_off else "CONFIRMED")
    event.add("summary", _summary(meetup))
    event.add("dtstart", meetup.starts_at.astimezone(zone))
    event.add("dtend", meetup.ends_at.astimezone(zone))
    event.add(
        "location", ", ".join(filter(None, [meetup.zone.name, place.name, place.address, place.city_label]))
    )
    event.add("geo", vGeo((place.latitude, place.longitude)))
    event.add("url", url)
    event.add("description", "\n\n".join(filter(None, [meetup.cancelled_because, meetup.description, url])))
    return event


def _summary(meetup: Meetup) -> str:
    """Some calendars show a cancelled event like any other: its name says it too."""
    return _("Called off: %(title)s") % {"title": meetup.title} if meetup.is_called_off else meetup.title


def _clock_changes(meetup: Meetup) -> Timezone:
    """What the clocks at the place do in the year before and after. Written here because the library puts the
    start of summer time an hour late (icalendar 7.3)."""
    zone = ZoneInfo(meetup.time_zone)
    known_from = (meetup.starts_at - A_YEAR).astimezone(UTC).replace(microsecond=0)
    component = Timezone()
    component.add("tzid", meetup.time_zone)
    component.add_component(_observance(zone, known_from, known_from))
    for before, after in _jumps(zone, known_from, meetup.ends_at + A_YEAR):
        component.add_component(_observance(zone, before, after))
    return component


def _observance(zone: ZoneInfo, before: datetime, after: datetime) -> TimezoneStandard | TimezoneDaylight:
    """What holds from ``after`` on; its start is told by the clock as it was ``before`` (RFC 5545, 3.6.5)."""
    old, new = before.astimezone(zone), after.astimezone(zone)
    observance = TimezoneDaylight() if new.dst() else TimezoneStandard()
    observance.add("dtstart", (after + _offset(old)).replace(tzinfo=None))
    observance.add("tzoffsetfrom", _offset(old))
    observance.add("tzoffsetto", _offset(new))
    observance.add("tzname", new.tzname())
    return observance


def _jumps(zone: ZoneInfo, moment: datetime, last: datetime) -> Iterator[tuple[datetime, datetime]]:
    """The last minute before and the first minute after each change of the clocks."""
    while moment < last:
        later = moment + timedelta(days=1)
        if _offset(moment.astimezone(zone)) != _offset(later.astimezone(zone)):
            yield _narrowed(zone, moment, later)
        moment = later


def _narrowed(zone: ZoneInfo, before: datetime, after: datetime) -> tuple[datetime, datetime]:
    before, after = before.replace(second=0), after.replace(second=0)
    while after - before > timedelta(minutes=1):
        middle = before + (after - before) // timedelta(minutes=2) * timedelta(minutes=1)
        if _offset(middle.astimezone(zone)) == _offset(before.astimezone(zone)):
            before = middle
        else:
            after = middle
    return before, after


def _offset(local: datetime) -> timedelta:
    return local.utcoffset() or timedelta()
