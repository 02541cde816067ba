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
    """A numbered point on the sketch, in units of the sketch's width, with the centre at 0, 0."""

    number: int
    x: float
    y: float


def standpoint(viewer: Viewer, data: Mapping[str, str]) -> tuple[Standpoint | None, list[City]]:
    """Where to look from, and other cities of the name that was typed."""
    if (key := data.get("city", "")).isdecimal() and (city := City.objects.filter(pk=key).first()):
        return _of(city), []
    if typed := data.get("q", "").strip():
        found = list(City.objects.search(typed))
        return (_of(found[0]), found[1:5]) if found else (None, [])
    profile = getattr(viewer.user, "profile", None)
    if profile and profile.home:
        return Standpoint(*profile.home, label=profile.home_label.split(",")[0]), []
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


def pins(kind: str, here: Standpoint, rows) -> list[Pin]:
    """Where the rows lie around the standpoint: true direction, distance on a square-root scale."""
    return [
        _pin(number, here, row.place if kind == "meetups" else row, row) for number, row in enumerate(rows, 1)
    ]


def _pin(number: int, here: Standpoint, point, row) -> Pin:
    east = math.radians(point.longitude - here.longitude)
    to, at = math.radians(point.latitude), math.radians(here.latitude)
    bearing = math.atan2(
        math.sin(east) * math.cos(to),
        math.cos(at) * math.sin(to) - math.sin(at) * math.cos(to) * math.cos(east),
    )
    reach = 0.44 * math.sqrt(min(row.distance_km / RADIUS_KM, 1))
    return Pin(number, round(reach * math.sin(bearing), 4), round(-reach * math.cos(bearing), 4))


def heading(here: Standpoint | None) -> str:
    return _("Near %(city)s") % {"city": here.label} if here else _("Near me")
