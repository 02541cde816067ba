"""What is near a point: where somebody looks from, and what the page shows from there."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from accounts.geography import City
from accounts.permissions import Viewer
from community.groups.models import Group
from events.meetups.models import Meetup
from events.places.models import Place

RADIUS_KM = 50
SCALES_KM = (2, 5, 10, 20, RADIUS_KM)
KINDS = ("meetups", "groups", "places")


@dataclass(frozen=True)
class Standpoint:
    """Where somebody looks from, in degrees, and what to call it."""

    latitude: float
    longitude: float
    label: str
    city_id: int | None = None


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
    """Where to look from, and other cities of the name that was typed."""
    key = data.get("city", "")[:10]
    if key.isdecimal() and (city := City.objects.filter(pk=key).first()):
        return _of(city), []
    if typed := data.get("q", "").strip():
        found = list(City.objects.search(typed))
        return (_of(found[0]), found[1:5]) if found else (None, [])
    profile = getattr(viewer.user, "profile", None)
    if profile and profile.home:
        latitude, longitude = profile.home
        return Standpoint(latitude, longitude, profile.home_label.split(",")[0]), []
    return None, []


def _of(city: City) -> Standpoint:
    return Standpoint(city.latitude, city.longitude, city.local_name(), city.pk)


def found_near(
    viewer: Viewer, kind: str, here: Standpoint, *, within_km: float | None = RADIUS_KM, limit: int = 20
):
    """The nearest rows of one kind, with ``distance_km``."""
    rows = {
        "meetups": lambda: Meetup.objects.visible_to(viewer).upcoming().for_cards(viewer),
        "groups": lambda: Group.objects.visible_to(viewer).for_cards(),
        "places": lambda: Place.objects.visible_to(viewer).for_cards(),
    }[kind]()
    through = "place" if kind == "meetups" else ""
    return list(
        rows.nearest(here.latitude, here.longitude, within_km=within_km, limit=limit, through=through)
    )


def nearest_group(viewer: Viewer, here: Standpoint) -> Group | None:
    """The nearest group however far, for a page that would otherwise be empty."""
    found = found_near(viewer, "groups", here, within_km=None, limit=1)
    return found[0] if found else None


def sketch(kind: str, here: Standpoint, rows) -> Sketch:
    """Draw the rows at a scale at which the farthest is still inside the outer ring."""
    farthest = max((row.distance_km for row in rows), default=0)
    outer = next((ring for ring in SCALES_KM if ring >= farthest), RADIUS_KM)
    at: dict[tuple[float, float], list[int]] = {}
    for number, row in enumerate(rows, 1):
        point = row.place if kind == "meetups" else row
        at.setdefault(_offset(here, point, row.distance_km / outer), []).append(number)
    pins = [Pin(", ".join(map(str, numbers)), x, y) for (x, y), numbers in at.items()]
    return Sketch((outer, outer / 2), pins)


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
