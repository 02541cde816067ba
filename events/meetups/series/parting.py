"""Dates that leave their series: those nobody ever answered vanish, the others stay as single ones."""

from collections.abc import Collection, Sequence
from datetime import date

from django.utils import timezone

from accounts.notifications.models import Reminder
from events.meetups.models import RSVP, Meetup, Mitigation
from events.meetups.querysets import MeetupQuerySet
from events.meetups.series.changes import Line, What
from events.meetups.series.models import Series


def held_ahead(series: Series, first: date | None = None) -> list[Meetup]:
    """Its dates that have not begun, from this day of the series on, each held until the end."""
    rows = _ahead(series)
    if first:
        rows = rows.filter(occurrence_on__gte=first)
    return rows.each_held()


def _ahead(series: Series) -> MeetupQuerySet:
    rows = Meetup.objects.filter(series=series, starts_at__gt=timezone.now())
    return rows.with_place().prefetch_related("leads", "guests").order_by("pk")


def people_by_date(rows: Sequence[Meetup]) -> dict[int, set[int]]:
    """Whose answer stands, for each of these dates."""
    found: dict[int, set[int]] = {row.pk: set() for row in rows}
    answers = RSVP.objects.live().filter(meetup__in=found)
    for meetup_id, user_id in answers.values_list("meetup_id", "user_id"):
        found[meetup_id].add(user_id)
    return found


def touched(rows: Sequence[Meetup]) -> set[int]:
    """Those to which anybody ever answered, or at which something was done about a hazard."""
    keys = [row.pk for row in rows]
    answers = RSVP.objects.filter(meetup__in=keys).values_list("meetup_id", flat=True)
    return {*answers, *Mitigation.objects.filter(meetup__in=keys).values_list("meetup_id", flat=True)}


def part(rows: Sequence[Meetup], people: dict[int, set[int]]) -> list[Line]:
    """Take these dates out of their series. Who comes to one keeps it as it is."""
    kept = touched(rows)
    lines = _lines(rows, people, kept)
    Meetup.objects.filter(pk__in=kept).update(series=None, occurrence_on=None)
    delete([row for row in rows if row.pk not in kept])
    return lines


def would_part(series: Series) -> list[Line]:
    """What becomes of its dates if it ends now; nothing is written, so a page may ask."""
    rows = list(_ahead(series))
    return _lines(rows, people_by_date(rows), touched(rows))


def _lines(rows: Sequence[Meetup], people: dict[int, set[int]], kept: Collection[int]) -> list[Line]:
    lines = [
        Line(
            What.SINGLE if row.pk in kept else What.VANISHES,
            row.occurrence_on or row.local_start.date(),
            before=row.local_start,
            at=row.starts_at,
            time_zone=row.time_zone,
            people=len(people.get(row.pk, ())),
        )
        for row in rows
    ]
    return sorted(lines, key=lambda line: line.day)


def delete(rows: Collection[Meetup]) -> None:
    """Nobody knows of them but who leads them, and they are not reminded any more."""
    Reminder.objects.filter(target__in=[row.public_id for row in rows]).delete()
    Meetup.objects.filter(pk__in=[row.pk for row in rows]).delete()
