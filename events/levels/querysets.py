from collections.abc import Iterable
from typing import Self

from django.db import models
from django.utils import timezone


class SpotterLevelQuerySet(models.QuerySet):
    """Levels that count today."""

    def live(self) -> Self:
        """Neither revoked nor run out."""
        return self.filter(revoked_at__isnull=True, expires_at__gt=timezone.now())

    def counts_for(self, user_id: int) -> bool:
        """Does this person's level count in the ratio now?"""
        return self.live().filter(user_id=user_id).exists()

    def of_person(self, user_id: int) -> Self:
        """Live levels of one person, the newest first, with who declared them."""
        return (
            self.live()
            .filter(user_id=user_id)
            .select_related("declared_by__profile")
            .order_by("-declared_at")
        )

    def declared_to(self, user_id: int) -> Self:
        """Levels of one person that nobody took back, run out or not, with who declared them."""
        return self.filter(user_id=user_id, revoked_at__isnull=True).select_related("declared_by__profile")

    def taken_from(self, user_id: int) -> Self:
        """Levels of one person that somebody took back."""
        return self.filter(user_id=user_id, revoked_at__isnull=False)

    def by_person(self, user_ids: Iterable[int]) -> dict[int, models.Model]:
        """``{user pk: highest live level}``, in one query."""
        levels = self.live().filter(user_id__in=user_ids).select_related("declared_by__profile")
        return {level.user_id: level for level in levels.order_by("level")}
