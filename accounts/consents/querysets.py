from django.db import models


class DocumentQuerySet(models.QuerySet):
    """Newest versions first."""
