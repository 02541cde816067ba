"""What is near a point: where somebody looks from, and what the page shows from there."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from accounts.geography import City
from accounts.permissions import Viewer
from community.groups.models import Group
from community.groups.querysets import GroupQuerySet
from config.sport import without_sport
from events.meetups.models import Meetup
from events.places.finding import standpoint as finding
from events.places.finding.standpoint import Standpoint
from events.places.models import Place

RADIUS_KM = 50
ANYWAY = 3
OF_ONE_SERIES = 4
"""So many times more dates are looked at than shown."""
LONGEST_ON_PIN = 5
SCALES_KM = (2, 5, 10, 20, RADIUS_KM)
KINDS = ("meetups", "groups", "places")


@dataclass(frozen=True)
class Asked:
    """What somebody asks of groups, beside their being near."""

    language: str = ""
    needs_spotters: bool = False

    @classmethod
    def in_address(cls, data: Mapping[str, str]) -> "Asked":
        """What the address says; a language we do not have is none."""
        language = data.get("language", "")
        known = language if language in dict(settings.LANGUAGES) else ""
        return cls(known, data.get("needs") == "spotters")

    def of(self, groups: GroupQuerySet, viewer: Viewer) -> GroupQuerySet:
        if self.language:
            groups = groups.filter(language=self.language)
        if self.needs_spotters:
            dates = Meetup.objects.visible_to(viewer).upcoming().lacking_spotters()
            groups = groups.filter(pk__in=dates.order_by().values("group_id"))
        return groups


@dataclass(frozen=True)
class Pin:
    """A point on the sketch with the numbers of the rows there; 1 is the radius of the outer ring."""

    numbers: str
    x: float
    y: float


@dataclass(frozen=True)
class Sketch:
    """What lies where around a standpoint: true directions and distances, north up."""

    rings_km: tuple[float, ...]
    pins: list[Pin]

    @property
    def rings(self) -> list[tuple[float, float]]:
        """Radius on the sketch and in kilometres, the outer first."""
        return [(ring / self.rings_km[0], ring) for ring in self.rings_km]


def standpoint(viewer: Viewer, data: Mapping[str, str]) -> tuple[Standpoint | None, list[City]]:
    """Where to look from, and other cities of the name that was typed, with or without the sport's name."""
    return finding.standpoint(viewer, {**dict(data.items()), "q": without_sport(data.get("q", "").strip())})


def found_near(
    viewer: Viewer,
    kind: str,
    here: Standpoint,
    *,
    within_km: float | None = RADIUS_KM,
    limit: int = 20,
    asked: Asked = Asked(),
):
    """The nearest rows of one kind, with ``distance_km``; groups with their ``next_date`` too."""
    if kind == "meetups":
        return _dates_near(viewer, here, within_km, limit)
    rows: Any = Place.objects.visible_to(viewer).listed().for_cards()
    if kind == "groups":
        rows = asked.of(Group.objects.visible_to(viewer), viewer).for_cards()
    found = list(rows.nearest(here.latitude, here.longitude, within_km=within_km, limit=limit))
    return with_next_dates(viewer, found) if kind == "groups" else found


def _dates_near(viewer: Viewer, here: Standpoint, within_km: float | None, limit: int) -> list[Meetup]:
    """Nearest first, then soonest. Of a series only the next date: eight of one would hide all others."""
    rows = Meetup.objects.visible_to(viewer).upcoming().for_cards(viewer)
    dates = rows.nearest(
        here.latitude, here.longitude, within_km=within_km, limit=limit * OF_ONE_SERIES, through="place"
    )
    found = sorted(dates, key=lambda row: (vars(row)["distance_km"], row.starts_at, row.pk))
    soonest = {row.series_id: row for row in reversed(found) if row.series_id}
    return [row for row in found if not row.series_id or soonest[row.series_id] is row][:limit]


def with_next_dates(viewer: Viewer, groups: list[Any]) -> list[Any]:
    """Give each group its next date in words and whether spotters are wanted then, in one query."""
    dates = Meetup.objects.visible_to(viewer).soonest_of([group.pk for group in groups]) if groups else ()
    soonest = {meetup.group_id: meetup for meetup in dates}
    for group in groups:
        meetup = soonest.get(group.pk)
        group.next_date = meetup.when if meetup else ""
        group.wants_spotters = bool(meetup and meetup.runners_waiting)
    return groups


def nearest_groups(viewer: Viewer, here: Standpoint, asked: Asked = Asked()) -> list[Group]:
    """The nearest three however far, for a page that would otherwise be empty."""
    return found_near(viewer, "groups", here, within_km=None, limit=ANYWAY, asked=asked)


def sketch(kind: str, here: Standpoint, rows) -> Sketch:
    """Draw the rows at a scale at which the farthest is still inside the outer ring."""
    farthest = max((row.distance_km for row in rows), default=0)
    outer = next((ring for ring in SCALES_KM if ring >= farthest), RADIUS_KM)
    at: dict[tuple[float, float], list[int]] = {}
    for number, row in enumerate(rows, 1):
        point = row.place if kind == "meetups" else row
        at.setdefault(_offset(here, point, row.distance_km / outer), []).append(number)
    pins = [Pin(_on_pin(numbers), x, y) for (x, y), numbers in at.items()]
    return Sketch((outer, outer / 2), pins)


def _on_pin(numbers: list[int]) -> str:
    """ "1, 3"; where that is wider than the pin, "1 +4"."""
    words = ", ".join(map(str, numbers))
    return words if len(words) <= LONGEST_ON_PIN else f"{numbers[0]} +{len(numbers) - 1}"


def _offset(here: Standpoint, point, reach: float) -> tuple[float, float]:
    """East and south of the standpoint, at a distance of ``reach``, by the initial bearing."""
    east = math.radians(point.longitude - here.longitude)
    to, at = math.radians(point.latitude), math.radians(here.latitude)
    bearing = math.atan2(
        math.sin(east) * math.cos(to),
        math.cos(at) * math.sin(to) - math.sin(at) * math.cos(to) * math.cos(east),
    )
    return round(reach * math.sin(bearing), 3), round(-reach * math.cos(bearing), 3)


def heading(here: Standpoint | None) -> str:
    return _("Near %(city)s") % {"city": here.label} if here else _("Near me")
