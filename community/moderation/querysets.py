from django.db import models


class RevisionQuerySet(models.QuerySet):
    """Revisions that wait for somebody."""


class CaseQuerySet(models.QuerySet):
    """Open cases that somebody may decide."""
