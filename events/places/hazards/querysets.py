"""Which reports, in what order, with what loaded."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Self

from django.apps import apps
from django.db import models
from django.db.models import Case, Count, Exists, F, OuterRef, Q, Subquery, Value, When
from django.utils import timezone

from accounts.permissions import Viewer
from accounts.users.models import Block

WORST_FIRST = Case(When(severity="stop", then=Value(0)), When(severity="caution", then=Value(1)), default=2)


class HazardQuerySet(models.QuerySet):
    """What people saw at places."""

    def visible_to(self, viewer: Viewer) -> Self:
        """The only definition of who may read a report: whoever may read its place."""
        return self.filter(place__in=apps.get_model("events", "Place").objects.visible_to(viewer))

    def open(self) -> Self:
        """Not resolved, not taken back, and not run out."""
        return self.filter(Q(expires_at=None) | Q(expires_at__gt=timezone.now()), resolved_at=None)

    def of_place(self, place_id: int) -> Self:
        return self.filter(place_id=place_id)

    def at(self, place_ids: Collection[int]) -> Self:
        return self.filter(place_id__in=place_ids)

    def in_zone(self, zone_id: int) -> Self:
        """About this zone, or about the whole place."""
        return self.filter(Q(zone=None) | Q(zone_id=zone_id))

    def stops(self) -> Self:
        return self.filter(severity="stop")

    def says_stop(self, place_id: int) -> bool:
        """Does an open report say that nobody should run backward there?"""
        return self.of_place(place_id).open().stops().exists()

    def confirms_stop(self, place_id: int) -> bool:
        """Does a report that says stop, and that somebody else confirmed, stand at this place?"""
        return self.of_place(place_id).open().stops().filter(confirmations__gt=0).exists()

    def worst_first(self) -> Self:
        return self.order_by(WORST_FIRST, "-seen_at", "-pk")

    def reported_since(self, user_id: int, since: datetime) -> int:
        return self.filter(reported_by_id=user_id, created_at__gte=since).count()

    def for_list(self) -> Self:
        """Load all that a line about a report shows; anything else raises."""
        return self.select_related("place", "zone").fetch_mode(models.FETCH_RAISE)

    def with_sight_of(self, viewer: Viewer) -> Self:
        """``names_zone`` says whether the viewer may read which zone it is about."""
        zones = apps.get_model("events", "Zone").objects.visible_to(viewer)
        return self.annotate(names_zone=Exists(zones.filter(pk=OuterRef("zone_id"))))

    def for_page(self, viewer: Viewer) -> Self:
        """Load who reported and resolved it, what others say, and what the viewer said.

        ``is_apart`` and ``resolver_is_apart`` say whose name the viewer does not see.
        """
        apart = Block.objects.apart_from(viewer.pk)
        mine = apps.get_model("events", "HazardVoice").objects.filter(
            hazard_id=OuterRef("pk"), user_id=viewer.pk or 0
        )
        rows = self.with_sight_of(viewer)
        rows = rows.select_related("place", "zone", "reported_by__profile", "resolved_by__profile")
        return rows.annotate(
            is_apart=Q(reported_by_id__in=apart),
            resolver_is_apart=Case(When(resolved_by=None, then=False), default=Q(resolved_by_id__in=apart)),
            gone=Count("voices", filter=Q(voices__is_gone=True)),
            i_said_gone=Subquery(mine.values("is_gone")),
            i_said=Exists(mine),
        ).fetch_mode(models.FETCH_RAISE)

    def hold(self, hazard_id: int) -> bool:
        """Keep others from confirming or resolving it until the transaction ends; is it still open?"""
        self.filter(pk=hazard_id).update(confirmations=F("confirmations"))
        return self.open().filter(pk=hazard_id).exists()

    def people_disputing(self, place_id: int) -> int:
        """How many different people say now that the check is not right."""
        disputes = self.open().of_place(place_id).filter(category="dispute")
        voices = apps.get_model("events", "HazardVoice").objects.filter(hazard__in=disputes, is_gone=False)
        people: Iterable[int] = disputes.values_list("reported_by_id", flat=True)
        return len({*people, *voices.values_list("user_id", flat=True)})


class HazardVoiceQuerySet(models.QuerySet):
    """Who saw it too, or saw it gone."""

    def confirming(self, hazard_id: int) -> int:
        return self.filter(hazard_id=hazard_id, is_gone=False).count()
