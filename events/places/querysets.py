from datetime import date
from typing import Self

from django.apps import apps
from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from accounts.geography import NearestQuerySet, fold
from accounts.permissions import Viewer

USABLE = ("ok", "caution")
SAME_NAME_WITHIN_KM = 0.3
NEIGHBOR_WITHIN_KM = 0.4

# What decides what a place's card says.
CARD_FACTS = ("pk", "slug", "name", "city_label", "kind", "light", "lit_until", "verdicts")


class PlaceQuerySet(NearestQuerySet):
    """Places and how well they are checked."""

    def visible_to(self, viewer: Viewer) -> Self:
        """The only definition of who may read a place.

        Signed-in people read all. A stranger reads what is checked or comes from open data: the words of one
        person go public when a second one has looked.
        """
        if viewer.is_authenticated or viewer.is_system:
            return self.all()
        return self.filter(~Q(source="person") | ~Q(state="draft"))

    def checked(self, on: date) -> Self:
        """Places with a zone that may be used on that day."""
        zones = apps.get_model("events", "Zone").objects.usable(on).filter(place_id=OuterRef("pk"))
        return self.filter(Exists(zones))

    def for_cards(self) -> Self:
        """Load all that ``places/_card.html`` shows; anything else raises."""
        return self.prefetch_related("zones").fetch_mode(models.FETCH_RAISE)

    def for_page(self) -> Self:
        """Load all that a place's own page shows of the place itself."""
        return self.prefetch_related("zones").fetch_mode(models.FETCH_RAISE)

    def known_refs(self, source: str, refs: list[str]) -> set[str]:
        """Which of these were imported before."""
        return set(self.filter(source=source, source_ref__in=refs).values_list("source_ref", flat=True))

    def same_as(self, name: str, latitude: float, longitude: float) -> str:
        """The name of a place here that goes by the same name; empty if there is none."""
        near = self.nearest(latitude, longitude, within_km=SAME_NAME_WITHIN_KM, limit=50)
        return next((known for known in near.values_list("name", flat=True) if fold(known) == fold(name)), "")

    def neighbor_of(self, latitude: float, longitude: float) -> str:
        """The name of the nearest place that is no track itself; empty if none is near."""
        others = self.exclude(kind="track")
        near = others.nearest(latitude, longitude, within_km=NEIGHBOR_WITHIN_KM, limit=1)
        return next(iter(near.values_list("name", flat=True)), "")

    def called_like(self, name: str) -> int:
        """How many names begin with this one."""
        return self.filter(name__startswith=name).count()

    def hold(self) -> None:
        """Let checks of all zones of a place be counted one after the other until the transaction ends."""
        self.update(state=F("state"))

    def taken_slugs(self, slugs: list[str]) -> set[str]:
        return set(self.filter(slug__in=slugs).values_list("slug", flat=True))


class ZoneQuerySet(models.QuerySet):
    """Zones that may host a backward session."""

    def visible_to(self, viewer: Viewer) -> Self:
        """The only definition of who may read a zone: signed-in people all, strangers what was judged."""
        if viewer.is_authenticated or viewer.is_system:
            return self.all()
        return self.filter(checked_on__isnull=False)

    def usable(self, on: date) -> Self:
        """Checked by two people, without a stop, and the check holds on that day."""
        return self.filter(verdict__in=USABLE, expires_on__gt=on)

    def judged_fit(self) -> Self:
        """Checked by two people without a stop, whether or not the check has run out since."""
        return self.filter(verdict__in=USABLE)

    def of_place(self, place_id: int) -> Self:
        return self.filter(place_id=place_id).order_by("name", "pk")

    def for_page(self) -> Self:
        """Load the checks and who made them; anything else raises."""
        return self.prefetch_related("checks__checked_by__profile").fetch_mode(models.FETCH_RAISE)

    def with_place(self) -> Self:
        return self.select_related("place")


class CheckQuerySet(models.QuerySet):
    """What people found."""

    def of_zone(self, zone_id: int) -> Self:
        """Newest look first."""
        return self.filter(zone_id=zone_id).order_by("-checked_at", "-pk")
