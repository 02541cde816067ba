from datetime import datetime
from typing import Any, Self

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Q

from accounts.permissions import Viewer
from accounts.users.models import Block

SHOWN_ON_PLACE = 5


class EventQuerySet(models.QuerySet):
    """The history of places, for whoever may read the place."""

    def of_place(self, place_id: int, viewer: Viewer) -> Self:
        """Its lines with who did it; ``is_apart`` says whose name the viewer does not see, ``names_zone``
        whether they may read which zone it was about."""
        is_apart = Q(by_id__in=Block.objects.apart_from(viewer.pk))
        zones = apps.get_model("events", "Zone").objects.visible_to(viewer).filter(pk=OuterRef("zone_id"))
        rows = self.filter(place_id=place_id).select_related("by__profile", "zone")
        return rows.annotate(is_apart=is_apart, names_zone=Exists(zones)).fetch_mode(models.FETCH_RAISE)

    def latest_of(self, place_id: int, viewer: Viewer) -> Self:
        """The last few lines, for the place's own page."""
        return self.of_place(place_id, viewer).order_by("-happened_at", "-pk")[:SHOWN_ON_PLACE]

    def newest_of(self, place_id: int) -> Any:
        return self.filter(place_id=place_id).order_by("-happened_at", "-pk").first()

    def stamp_of(self, place_id: int) -> str:
        """By what a form knows the history it was made from."""
        newest = self.filter(place_id=place_id).order_by("-happened_at", "-pk").values_list("happened_at")
        return "".join(moment.isoformat() for (moment,) in newest[:1])


class CorrectionQuerySet(models.QuerySet):
    """What people say is wrong."""

    def waiting(self) -> Self:
        return self.filter(state="open")

    def of_place(self, place_id: int) -> Self:
        """What waits at one place, the oldest first."""
        return self.waiting().filter(place_id=place_id).order_by("created_at", "pk")

    def for_page(self, viewer: Viewer) -> Self:
        """Load the place and who says so; ``is_apart`` says whose name the viewer does not see."""
        is_apart = Q(proposed_by_id__in=Block.objects.apart_from(viewer.pk))
        return self.select_related("place", "proposed_by__profile").annotate(is_apart=is_apart)

    def sent_since(self, user_id: int, moment: datetime) -> int:
        return self.filter(proposed_by_id=user_id, created_at__gt=moment).count()

    def accepted_by(self, user_id: int) -> Self:
        return self.filter(state="accepted", decided_by_id=user_id)

    def that_moved_checked(self, place_id: int) -> Any:
        """What was corrected along with the point of a place people had checked."""
        moved = self.filter(place_id=place_id, state="accepted", changes__has_key="point_before")
        return moved.order_by("pk").values_list("changes", flat=True)

    def decided_for(self, user_id: int) -> Self:
        """What was decided of one person's corrections, while the place is there."""
        mine = self.filter(proposed_by_id=user_id).exclude(state="open").exclude(place__state="retired")
        return mine.select_related("place")


class SamePlaceQuerySet(models.QuerySet):
    """Entries somebody takes for one place."""

    def waiting(self) -> Self:
        return self.filter(state="open")

    def of_place(self, place_id: int) -> Self:
        """What waits and concerns this place, whether it would go or stay."""
        return self.waiting().filter(Q(place_id=place_id) | Q(into_id=place_id)).order_by("created_at", "pk")

    def for_page(self, viewer: Viewer) -> Self:
        """Load both places and who says so; ``is_apart`` says whose name the viewer does not see."""
        is_apart = Q(proposed_by_id__in=Block.objects.apart_from(viewer.pk))
        return self.select_related("place", "into", "proposed_by__profile").annotate(is_apart=is_apart)
