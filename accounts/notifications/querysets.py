from django.db import models

from accounts.permissions import Viewer

SHOWN_AT_MOST = 99


class NotificationQuerySet(models.QuerySet):
    """Notifications of one person, and mail that is due."""

    def visible_to(self, viewer: Viewer):
        """Only the recipient's own."""
        return self.filter(recipient=viewer.pk) if viewer.pk else self.none()

    def unread_count(self, viewer: Viewer) -> int:
        """Unread lines of this person's bell, counted no further than is shown."""
        return self.visible_to(viewer).filter(read_at__isnull=True)[:SHOWN_AT_MOST].count()
