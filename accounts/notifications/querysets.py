from django.db import models


class NotificationQuerySet(models.QuerySet):
    """Notifications of one person, and mail that is due."""
