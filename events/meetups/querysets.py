from django.db import models

from accounts.geography import NearestQuerySet


class MeetupQuerySet(NearestQuerySet):
    """Meetups a viewer may read."""


class RSVPQuerySet(models.QuerySet):
    """Answers of people to meetups."""
