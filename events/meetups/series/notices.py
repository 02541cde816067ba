"""What people are told about series: of a new one once, not of each of its dates."""

from collections.abc import Callable, Collection
from datetime import date, time
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.notifications.kinds import Category, Kind, Weight, declare
from accounts.permissions import Viewer
from accounts.users.models import User
from events.meetups.fit import standing_fault_of
from events.meetups.kinds import MeetupKind
from events.meetups.models import Audience
from events.meetups.samples import sample_meetup
from events.meetups.series.making import why_unmade
from events.meetups.series.models import Series, SeriesGuest
from events.meetups.series.querysets import SeriesQuerySet
from events.meetups.series.rules import can_edit_series
from events.places.models import PlaceState

if TYPE_CHECKING:
    from django.db.models import QuerySet

type Holds = Callable[[SeriesQuerySet, Viewer], Collection[Series]]


def _kind(name: str, holds: Holds, **fields: Any) -> Kind:
    """A kind about a series, told only while ``holds`` keeps the series."""

    def find(viewer: Viewer, targets: Collection[str]) -> dict[str, Series]:
        rows = Series.objects.visible_to(viewer).for_page().filter(public_id__in=targets)
        return {series.public_id: series for series in holds(rows, viewer)}

    defaults: dict[str, Any] = {
        "templates": f"events/notices/series.{name}",
        "category": Category.DATES,
        "weight": Weight.DATES,
        "find": find,
        "url": Series.get_absolute_url,
        "heading": lambda series: series.title,
        "sample": sample_series,
        "is_batchable": False,
    }
    return declare(Kind(name=f"series.{name}", **defaults | fields))


def sample_series() -> Series:
    """Tuesday evenings in Heidelberg."""
    date_of_it = sample_meetup()
    return Series(
        public_id="sample",
        group=date_of_it.group,
        place=date_of_it.place,
        zone=date_of_it.zone,
        leader=date_of_it.leader,
        title=date_of_it.title,
        session=MeetupKind.STRAIGHT,
        rule="FREQ=WEEKLY;BYDAY=TU",
        first_on=date(2026, 6, 16),
        starts_clock=time(18, 30),
        minutes=60,
        time_zone="Europe/Berlin",
        capacity=6,
    )


def sample_stuck() -> Series:
    """Its place is closed when a date of it would be made."""
    series = sample_series()
    series.place.state = PlaceState.SUSPENDED
    fault = standing_fault_of(series.zone, series.place)
    series.stuck_on, series.stuck_because = date(2026, 7, 28), fault.sentence if fault else ""
    return series


def _members(target: str) -> "QuerySet[User]":
    """The members of the group while the series goes on; of one for invited members, only its guests."""
    series = Series.objects.running().filter(public_id=target)
    shared = series.exclude(audience=Audience.INVITED).values("group_id")
    guests = SeriesGuest.objects.filter(series__in=series.filter(audience=Audience.INVITED).values("pk"))
    return User.objects.filter(
        Q(memberships__group__in=shared) | Q(pk__in=guests.values("user_id"))
    ).distinct()


def _looked_after(rows: SeriesQuerySet, viewer: Viewer) -> list[Series]:
    """Series that lack a date for a reason that still stands, for who may do something about it."""
    theirs = [series for series in rows.running() if series.unmade and can_edit_series(viewer, series)]
    reasons = why_unmade({series: series.days_unmade for series in theirs})
    lacking = [series for series in theirs if reasons[series]]
    for series in lacking:
        series.stuck_on, series.stuck_because = min(reasons[series].items())
    return lacking


def _led(rows: SeriesQuerySet, viewer: Viewer) -> SeriesQuerySet:
    return rows.running().led_by(viewer.person_pk).filter(group__in=list(viewer.roles))


def _ended(rows: SeriesQuerySet, viewer: Viewer) -> SeriesQuerySet:
    return rows.filter(ended_at__isnull=False)


POSTED = _kind(
    "posted",
    lambda rows, viewer: rows.running().filter(group__in=list(viewer.roles)),
    label=_("New regular dates in a group of yours"),
    category=Category.GROUPS,
    weight=Weight.NEWS,
    audience=_members,
    is_batchable=True,
    rank=2,
)
STUCK = _kind("stuck", _looked_after, label=_("A date of a series could not be made"), sample=sample_stuck)
NAMED_LEADER = _kind("named_leader", _led, label=_("You lead regular dates"))
ENDED = _kind(
    "ended",
    _ended,
    label=_("Regular dates you go to come to an end"),
    replaces=("series.posted", "series.stuck", "series.named_leader"),
)
