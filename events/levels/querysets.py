from django.db import models
from django.utils import timezone


class SpotterLevelQuerySet(models.QuerySet):
    def live(self):
        """Neither revoked nor run out."""
        return self.filter(revoked_at__isnull=True, expires_at__gt=timezone.now())

    def counts_for(self, user_id: int) -> bool:
        """Does this person's level count in the ratio now?"""
        return self.live().filter(user_id=user_id).exists()
