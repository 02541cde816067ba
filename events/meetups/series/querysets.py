"""Which series, with what loaded."""

from typing import Self

from django.db import models
from django.db.models import Q

from accounts.permissions import Viewer


class SeriesQuerySet(models.QuerySet):
    """Series a viewer may read."""

    def visible_to(self, viewer: Viewer) -> Self:
        """The only definition of who may read a series: who may read each date it makes."""
        readable = self.filter(Q(audience="public") | Q(group_id__in=list(viewer.roles)))
        return readable.exclude(group_id__in=viewer.banned_from) if viewer.banned_from else readable
