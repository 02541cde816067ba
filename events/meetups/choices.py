"""Where a group may meet: the zones near it, checked ones first, the others with what they lack."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef

from accounts.permissions import Viewer
from community.groups.models import Group
from events.places.models import Place, Zone

REACH_KM = 60
MOST_PLACES = 20


@dataclass(frozen=True)
class ZoneChoice:
    zone: Zone
    distance_km: float

    @property
    def is_usable(self) -> bool:
        return self.zone.badge.allows_meetups


def zones_near(group: Group, viewer: Viewer) -> list[ZoneChoice]:
    """Usable zones first, each half by distance. Two queries."""
    with_zone = Place.objects.visible_to(viewer).filter(Exists(Zone.objects.filter(place_id=OuterRef("pk"))))
    near = with_zone.nearest(group.latitude, group.longitude, within_km=REACH_KM, limit=MOST_PLACES)
    distances: dict[int, float] = {place.pk: vars(place)["distance_km"] for place in near}
    zones = Zone.objects.visible_to(viewer).with_place().filter(place_id__in=distances).order_by("pk")
    choices = [ZoneChoice(zone, distances[zone.place_id]) for zone in zones]
    return sorted(choices, key=lambda choice: (not choice.is_usable, choice.distance_km))
