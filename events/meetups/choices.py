"""Where a group may meet: the zones near it, checked ones first, the others with what they lack."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Exists, OuterRef
from django.utils import timezone

from accounts.permissions import Viewer
from community.groups.models import Group
from events.meetups.fit import Fault, Occasion, fault_of, standing_fault_of
from events.meetups.models import Meetup
from events.meetups.posting import Draft, draft_at, ratio_in_words, ratio_of
from events.meetups.walltime import NoSuchTime, TwiceThatDay, abbreviation
from events.places.models import Place, Verdict, Zone
from events.places.sessions import Session, sessions_left

type Fits = Callable[[Zone], Occasion | None]
"""Makes the date as it would be at a zone."""

REACH_KM = 60
MOST_PLACES = 20


@dataclass(frozen=True)
class ZoneChoice:
    zone: Zone
    distance_km: float
    occasion: Occasion | None = None
    """The date that looks for a place; without it only what holds for every date is known."""
    group_limit: int | None = None

    @cached_property
    def fault(self) -> Fault | None:
        return fault_of(self.occasion) if self.occasion else standing_fault_of(self.zone, self.zone.place)

    @property
    def is_usable(self) -> bool:
        return self.fault is None

    @property
    def kind(self) -> str:
        """Which of the signs for a verdict goes with it."""
        if self.fault is None or not self.zone.badge.allows_meetups:
            return self.zone.badge.kind
        return Verdict.STOP

    @property
    def words(self) -> str:
        """Its check, or why it will not do in spite of that."""
        badge = self.zone.badge
        return self.fault.reason if self.fault and badge.allows_meetups else badge.words

    @property
    def minimum_stage(self) -> int:
        return max(self.zone.minimum_stage, self.zone.place.restricted_stage)

    @property
    def zone_abbreviation(self) -> str:
        """Which clock a time at this zone is of."""
        at = self.occasion.starts_at if self.occasion else timezone.now()
        return abbreviation(at, self.zone.place.time_zone)

    @property
    def ratio_words(self) -> str:
        """How many runners a spotter may have there then, and who says so."""
        if self.occasion is None or self.fault is not None:
            return ""
        return ratio_in_words(ratio_of(self.occasion, group=self.group_limit, meetup=None))

    @property
    def only_for(self) -> str:
        """The kinds of session it is good for, where that is not all of them."""
        left = sessions_left(self.zone.sessions, self.zone.place.restricted_sessions)
        return "" if len(left) == len(Session) else ", ".join(str(Session(one).label) for one in left)


def zones_near(group: Group, viewer: Viewer, *, fits: Fits | None = None) -> list[ZoneChoice]:
    """Usable zones first, each half by distance. Two queries."""
    with_zone = Place.objects.visible_to(viewer).filter(Exists(Zone.objects.filter(place_id=OuterRef("pk"))))
    near = with_zone.nearest(group.latitude, group.longitude, within_km=REACH_KM, limit=MOST_PLACES)
    distances: dict[int, float] = {place.pk: vars(place)["distance_km"] for place in near}
    zones = Zone.objects.visible_to(viewer).with_place().filter(place_id__in=distances).order_by("pk")
    choices = [
        ZoneChoice(zone, distances[zone.place_id], fits(zone) if fits else None, group.runners_per_spotter)
        for zone in zones
        if not zone.place.merged_into_id
    ]
    return sorted(choices, key=lambda choice: (not choice.is_usable, choice.distance_km))


def zones_for(meetup: Meetup, viewer: Viewer) -> list[ZoneChoice]:
    """Where this date could go, at its time of day, but not where it is."""

    def there(zone: Zone) -> Occasion:
        try:
            return draft_at(meetup, zone)
        except (NoSuchTime, TwiceThatDay):  # said when it is chosen
            return Draft(
                zone,
                meetup.session,
                meetup.lowest_stage,
                meetup.starts_at,
                meetup.ends_at,
                meetup.capacity,
            )

    near = zones_near(meetup.group, viewer, fits=there)
    return [choice for choice in near if choice.zone.pk != meetup.zone_id]
