from collections.abc import Iterable
from typing import Self

from django.db import models
from django.db.models import Exists, OuterRef
from django.utils import timezone

from accounts.permissions import Viewer
from accounts.users.models import Block

LEAD, PROVISIONAL = "lead", "provisional"  # values of CheckerRole


class SpotterLevelQuerySet(models.QuerySet):
    """Levels that count today."""

    def live(self) -> Self:
        """Neither revoked nor run out."""
        return self.filter(revoked_at__isnull=True, expires_at__gt=timezone.now())

    def counts_for(self, user_id: int) -> bool:
        """Does this person's level count in the ratio now?"""
        return self.live().filter(user_id=user_id).exists()

    def is_lead(self, user_id: int) -> bool:
        return self.live().filter(user_id=user_id, level="S2").exists()

    def is_spotter(self, user_id: int) -> bool:
        """Is this person an S1 now, whatever else they are?"""
        return self.live().filter(user_id=user_id, level="S1").exists()

    def levels_held(self, user_id: int) -> set[str]:
        return set(self.live().filter(user_id=user_id).values_list("level", flat=True))

    def checker_role_of(self, user_id: int) -> str:
        """A lead, or a provisional spotter, by the levels that hold now; else nothing is known."""
        held = set(self.live().filter(user_id=user_id).values_list("level", "is_provisional"))
        if "S2" in {level for level, _is_provisional in held}:
            return LEAD
        return PROVISIONAL if ("S1", True) in held else ""

    def of_person(self, user_id: int) -> Self:
        """Live levels of one person, the highest first, with who declared them."""
        return (
            self.live()
            .filter(user_id=user_id)
            .select_related("declared_by__profile")
            .with_speaker_for(user_id)
            .order_by("-level", "-declared_at")
        )

    def with_speaker_for(self, user_id: int | None) -> Self:
        """``speaker_is_apart`` says whether this person does not see the name of who declared it."""
        return self.annotate(speaker_is_apart=Exists(Block.objects.between(user_id, OuterRef("declared_by"))))

    def declared_to(self, user_id: int) -> Self:
        """Levels of one person that nobody took back, run out or not, with who declared them."""
        return self.filter(user_id=user_id, revoked_at__isnull=True).select_related("declared_by__profile")

    def taken_from(self, user_id: int) -> Self:
        """Levels of one person that somebody took back."""
        return self.filter(user_id=user_id, revoked_at__isnull=False)

    def by_person(self, user_ids: Iterable[int], viewer: Viewer) -> dict[int, models.Model]:
        """``{user pk: highest live level}``, in one query."""
        levels = self.live().filter(user_id__in=user_ids).select_related("declared_by__profile")
        levels = levels.with_speaker_for(viewer.pk)
        return {level.user_id: level for level in levels.order_by("level")}
