"""A series as one event with a rule, and as an event of its own each date that is otherwise."""

from collections.abc import Collection, Iterator
from datetime import date, datetime, timedelta

from django.conf import settings
from icalendar import Event, vRecur

from events.meetups.calendar import add_words, new_event
from events.meetups.feeds.pattern import Dates, Pattern, local, pattern_of
from events.meetups.feeds.single import add_where, is_told_where, single
from events.meetups.models import Audience, Meetup
from events.meetups.series.models import Series
from events.meetups.series.recurrence import moment_of

SHOWN = ("title", "description", "place_id", "zone_id", "time_zone")


def recurring(series: Series, dates: Collection[Meetup], first: date, cut: date | None) -> Iterator[Event]:
    """All of its dates that this calendar shows, from ``first`` on.

    ``dates`` are those its reader may read. ``cut``: the last day up to which all of them are known, if there
    were too many. What the pattern has no day for is an event by itself.
    """
    made = {meetup.occurrence_on: meetup for meetup in dates if meetup.occurrence_on}
    otherwise = {day for day, meetup in made.items() if not _is_plain(series, day, meetup)}
    pattern = _pattern(series, made, otherwise, first, cut)
    if pattern is None:
        yield from (single(meetup) for meetup in dates)
        return
    yield _master(series, pattern)
    yield from (_in_utc(series, day) for day in pattern.in_utc)
    for day, meetup in made.items():
        if day not in pattern.days:
            yield single(meetup)
        elif day in otherwise:
            yield _override(series, meetup, local(series.recurrence, day))


def _pattern(
    series: Series, made: Collection[date], otherwise: Collection[date], first: date, cut: date | None
) -> Pattern | None:
    """None for a series of which not every reader may read each date."""
    if series.audience == Audience.INVITED:
        return None
    has_ended = series.ended_at is not None
    known = max(made) if has_ended else series.made_until or max(made)
    known = min(known, cut) if cut else known
    dates, length = Dates(made, otherwise, known), timedelta(minutes=series.minutes)
    return pattern_of(series.recurrence, dates, first=first, length=length, has_ended=has_ended)


def _master(series: Series, pattern: Pattern) -> Event:
    event = _of_series(series)
    event.add("dtstart", pattern.starts)
    event.add("duration", timedelta(minutes=series.minutes))
    event.add("rrule", vRecur.from_ical(pattern.rule))
    for name, moments in (("exdate", pattern.left_out), ("rdate", pattern.extra)):
        if moments:
            event.add(name, list(moments))
    return event


def _in_utc(series: Series, day: date) -> Event:
    """A regular date on a day when the clocks change around it."""
    event, begins = _of_series(series), series.recurrence.moment(day)
    event.add("recurrence-id", local(series.recurrence, day))
    event.add("dtstart", begins)
    event.add("dtend", begins + timedelta(minutes=series.minutes))
    return event


def _of_series(series: Series) -> Event:
    event = new_event(series, series.public_id, series.version - 1)
    event.add("status", "CONFIRMED")
    event.add("summary", series.title)
    add_words(event, [series.description], settings.SITE_URL + series.get_absolute_url())
    add_where(event, series, is_told=series.audience == Audience.PUBLIC)
    event.add("class", "PRIVATE")
    return event


def _override(series: Series, meetup: Meetup, stands_for: datetime) -> Event:
    """A date that was moved, renamed or called off, in place of the one the rule tells."""
    event = single(meetup)
    for name in ("uid", "sequence"):
        del event[name]
    master = new_event(series, series.public_id, series.version - 1 + meetup.sequence)
    event.add("uid", master["uid"])
    event.add("sequence", master["sequence"])
    event.add("recurrence-id", stands_for)
    return event


def _is_plain(series: Series, day: date, meetup: Meetup) -> bool:
    """It says what the series says, to this reader too."""
    starts = moment_of(day, series.starts_clock, series.time_zone, series.fold)
    return (
        not meetup.is_called_off
        and (meetup.starts_at, meetup.ends_at) == (starts, starts + timedelta(minutes=series.minutes))
        and all(getattr(meetup, name) == getattr(series, name) for name in SHOWN)
        and is_told_where(meetup) == (series.audience == Audience.PUBLIC)
    )
