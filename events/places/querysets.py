from django.db import models

from accounts.geography import NearestQuerySet


class PlaceQuerySet(NearestQuerySet):
    """Places and how well they are checked."""


class ZoneQuerySet(models.QuerySet):
    """Zones that may host a backward session."""
