"""What a calendar program is given: the dates that the person may read now, each asked for anew.

All events are ``CLASS:PRIVATE``: who may read them here is no business of the calendar they are copied into.
Of a date for members only, the town is named and no more, until its reader means to come: calendars are
shared, and kept by others.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from icalendar import Calendar, Event

from accounts.permissions import Viewer
from community.groups.models import Group
from events.meetups.calendar import add_clock_changes, add_place, event_of, new_calendar
from events.meetups.feeds.models import CalendarFeed, FeedScope
from events.meetups.feeds.querysets import DatesQuerySet
from events.meetups.models import Audience, Meetup
from events.places.models import Place

REFRESH = timedelta(hours=3)
COMES = ("going", "waiting")
"""A lane is theirs. Who waits in the queue, or is offered a seat, does not come yet."""

OPEN = {
    "waiting": _("Waiting for a spotter: %(title)s"),
    "waitlisted": _("On the waitlist: %(title)s"),
    "offered": _("A seat is offered to you: %(title)s"),
}


def calendar_of(feed: CalendarFeed, viewer: Viewer, now: datetime) -> Calendar | None:
    """None where the person may not read any more what the address is about."""
    dates = _dates(feed, viewer)
    if dates is None:
        return None
    shown = [*dates.ahead(now), *dates.lately(now)]
    calendar = new_calendar()
    calendar.add("name", feed.name)
    calendar.add("x-wr-calname", feed.name)
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT3H")
    zones = {meetup.time_zone for meetup in shown}
    years = [meetup.starts_at.year for meetup in shown] or [now.year]
    add_clock_changes(calendar, zones, min(years) - 1, max(years) + 1)
    for meetup in shown:
        calendar.add_component(single(meetup, of_person=feed.scope == FeedScope.PERSON))
    return calendar


def _dates(feed: CalendarFeed, viewer: Viewer) -> DatesQuerySet | None:
    """Which dates the address is about; the person's right to the group or place is asked here."""
    dates = DatesQuerySet(Meetup).visible_to(viewer).for_calendar(viewer)
    if feed.scope == FeedScope.PERSON:
        return dates.mine(viewer)
    if feed.scope == FeedScope.GROUP:
        group = Group.objects.visible_to(viewer).filter(pk=feed.group_id).first()
        return dates.of_group(group.pk) if group else None
    place = Place.objects.visible_to(viewer).filter(pk=feed.place_id).first()
    return dates.at_place(place.pk).of_public_groups() if place else None


def single(meetup: Meetup, *, of_person: bool) -> Event:
    """A date by itself, under the UID that its own file and its letters have too."""
    event = event_of(meetup, settings.SITE_URL + meetup.get_absolute_url())
    if is_told_where(meetup):
        add_place(event, meetup)
    else:
        event.add("location", meetup.place.city_label)
    event.add("class", "PRIVATE")
    if of_person and not meetup.is_called_off and meetup.my_state in OPEN:
        _leave_open(event, meetup)
    return event


def is_told_where(meetup: Meetup) -> bool:
    return meetup.audience == Audience.PUBLIC or meetup.i_lead or meetup.my_state in COMES


def _leave_open(event: Event, meetup: Meetup) -> None:
    """What hangs in the balance is tentative, and says so in its name: not all programs show the status."""
    for name in ("status", "summary"):
        del event[name]
    event.add("status", "TENTATIVE")
    event.add("summary", OPEN[meetup.my_state] % {"title": meetup.title})
    if meetup.my_state not in COMES:
        event.add("transp", "TRANSPARENT")
