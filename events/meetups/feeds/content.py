"""What a calendar program is given: the dates that the person may read now, each asked for anew.

A series is one event with a rule in the calendars of a group and of a place. In one's own, where only some of
its dates stand, each is an event by itself, under the UID of its own file and letters.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from itertools import groupby

from icalendar import Calendar, Event

from accounts.permissions import Viewer
from community.groups.models import Group
from events.meetups.calendar import add_clock_changes, new_calendar
from events.meetups.feeds.models import CalendarFeed, FeedScope
from events.meetups.feeds.querysets import MOST_AHEAD, MOST_PAST, PAST, DatesQuerySet, patterns_of
from events.meetups.feeds.recurring import recurring
from events.meetups.feeds.single import single
from events.meetups.models import Meetup
from events.meetups.walltime import wall
from events.places.models import Place

REFRESH = timedelta(hours=3)
YEARS_OF_CLOCKS = 10
"""So far ahead a calendar knows the clocks of its zones: a rule may have no end, and it is fetched daily."""
A_DAY = timedelta(days=1)


def calendar_of(feed: CalendarFeed, viewer: Viewer, now: datetime) -> Calendar | None:
    """None where the person may not read any more what the address is about."""
    dates = _dates(feed, viewer)
    if dates is None:
        return None
    ahead, lately = list(dates.ahead(now)), list(dates.lately(now))
    shown = [*lately[:MOST_PAST], *ahead[:MOST_AHEAD]]
    calendar = new_calendar()
    calendar.add("name", feed.name)
    calendar.add("x-wr-calname", feed.name)
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT3H")
    zones = {meetup.time_zone for meetup in shown}
    add_clock_changes(calendar, zones, now.year - 1, now.year + YEARS_OF_CLOCKS)
    if feed.scope == FeedScope.PERSON:
        events = [single(meetup, of_person=True) for meetup in shown]
    else:
        since = lately[MOST_PAST - 1].starts_at if len(lately) > MOST_PAST else now - PAST
        cut = ahead[MOST_AHEAD].starts_at.date() - 2 * A_DAY if len(ahead) > MOST_AHEAD else None
        events = list(_by_series(feed, viewer, shown, since, cut))
    for event in events:
        calendar.add_component(event)
    return calendar


def _dates(feed: CalendarFeed, viewer: Viewer) -> DatesQuerySet | None:
    """Which dates the address is about; the person's right to the group or place is asked here."""
    dates: DatesQuerySet = DatesQuerySet(Meetup).visible_to(viewer).for_calendar(viewer)
    if feed.scope == FeedScope.PERSON:
        return dates.mine(viewer)
    if feed.scope == FeedScope.GROUP:
        group = Group.objects.visible_to(viewer).filter(pk=feed.group_id or 0).first()
        return dates.of_group(group.pk) if group else None
    place = Place.objects.visible_to(viewer).filter(pk=feed.place_id or 0).first()
    return dates.at_place(place.pk).of_public_groups() if place else None


def _by_series(
    feed: CalendarFeed, viewer: Viewer, dates: Sequence[Meetup], since: datetime, cut: date | None
) -> Iterator[Event]:
    """What belongs together by the rule of a series that this reader may read; the rest one by one."""
    found = patterns_of(viewer, {meetup.series_id for meetup in dates}, place_id=feed.place_id)
    ordered = sorted(dates, key=lambda meetup: meetup.series_id or 0)
    for key, theirs in groupby(ordered, key=lambda meetup: meetup.series_id):
        if key in found:
            first = wall(since, found[key].time_zone).date()
            yield from recurring(found[key], list(theirs), first, cut)
        else:
            yield from map(single, theirs)
