from django.db import models


class StoryQuerySet(models.QuerySet):
    """Stories a viewer may read, and the author's own."""


class PhotoQuerySet(models.QuerySet):
    """Photos whose bytes a viewer may have."""
