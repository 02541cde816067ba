from typing import TYPE_CHECKING

from django.db import models

if TYPE_CHECKING:
    from accounts.users.models import User


class UserQuerySet(models.QuerySet):
    def with_profile(self):
        """Load the profile too: what every signed-in request shows."""
        return self.select_related("profile")

    def with_address(self, email: str) -> "User | None":
        """Whose address this is, capitals aside."""
        return self.filter(email__iexact=email).first()
