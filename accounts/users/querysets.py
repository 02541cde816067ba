from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.db import models

if TYPE_CHECKING:
    from accounts.users.models import User


class UserQuerySet(models.QuerySet):
    def with_profile(self):
        """Load the profile too: what every signed-in request shows."""
        return self.select_related("profile")

    def hold(self, people: Iterable[int]) -> None:
        """Keep others from taking rights of these people away until the transaction ends.

        Rows that point at them stay free to be written.
        """
        rows = self.filter(pk__in=people).order_by("pk").select_for_update(no_key=True)
        list(rows.values_list("pk"))

    def with_address(self, email: str) -> "User | None":
        """Whose address this is, capitals aside."""
        return self.filter(email__iexact=email).first()


class BlockQuerySet(models.QuerySet):
    """Who is kept apart from whom; a block counts in both directions."""

    def apart_from(self, user_id: int) -> models.QuerySet:
        """Keys of everybody who blocked this person or was blocked by them, as a subquery."""
        blocked = self.filter(blocker_id=user_id).values_list("blocked_id", flat=True)
        return blocked.union(self.filter(blocked_id=user_id).values_list("blocker_id", flat=True))

    def between(self, one: Any, other: Any) -> models.QuerySet:
        """Blocks of these two people, in either direction."""
        return self.filter(
            models.Q(blocker_id=one, blocked_id=other) | models.Q(blocker_id=other, blocked_id=one)
        )
