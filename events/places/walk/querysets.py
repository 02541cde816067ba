"""Which pictures somebody may see, and whose check is begun."""

from datetime import datetime
from typing import Self

from django.apps import apps
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Exists, OuterRef

from accounts.permissions import Viewer

ON_A_PAGE = 24


class CheckDraftQuerySet(models.QuerySet):
    """Checks somebody is walking."""

    def begun_by(self, viewer: Viewer, zone_id: int) -> Self:
        """The viewer's own of this zone: one or none. Nobody reads another person's."""
        return self.filter(user_id=viewer.pk, zone_id=zone_id)

    def untouched_since(self, moment: datetime) -> Self:
        return self.filter(saved_at__lt=moment)


class PlacePhotoQuerySet(models.QuerySet):
    """Pictures of places."""

    def visible_to(self, viewer: Viewer) -> Self:
        """The only definition of who may see a picture: whoever may read its place, until it is taken down.

        Who uploaded it does not matter: it shows a place, and nobody's name stands beside it.
        """
        return self.filter(hidden_at__isnull=True).filter(Exists(_places(viewer)))

    def with_publicity(self) -> Self:
        """Add ``is_public``: a stranger may see it too."""
        return self.annotate(is_public=Exists(_places(Viewer(AnonymousUser()))))

    def with_place(self) -> Self:
        return self.select_related("place")

    def of_place(self, place_id: int) -> Self:
        return self.filter(place_id=place_id)

    def of_hazard(self, hazard_id: int) -> Self:
        return self.filter(hazard_id=hazard_id)

    def for_page(self, viewer: Viewer) -> Self:
        """The newest, as ``places/_photos.html`` shows them; anything else raises.

        ``names_zone`` says whether the viewer may read in which zone it was taken.
        """
        zones = apps.get_model("events", "Zone").objects.visible_to(viewer).filter(pk=OuterRef("zone_id"))
        return (
            self.annotate(names_zone=Exists(zones))
            .select_related("zone")
            .order_by("-pk")
            .fetch_mode(models.FETCH_RAISE)[:ON_A_PAGE]
        )

    def of_walk(self, viewer: Viewer, zone_id: int) -> Self:
        """What the viewer photographed in this zone for a check that is not handed in yet."""
        return self.filter(
            owner_id=viewer.pk, zone_id=zone_id, check_made__isnull=True, hazard__isnull=True
        ).order_by("pk")

    def hidden_between(self, begin: datetime, end: datetime) -> Self:
        return self.filter(hidden_at__gte=begin, hidden_at__lt=end)


def _places(viewer: Viewer):
    return apps.get_model("events", "Place").objects.visible_to(viewer).filter(pk=OuterRef("place_id"))
