from django.db import models

from accounts.geography import NearestQuerySet


class GroupQuerySet(NearestQuerySet):
    """Groups a viewer may read."""


class MembershipQuerySet(models.QuerySet):
    def roles_of(self, user_id: int) -> dict[int, str]:
        """``{group pk: role}`` of one person, in one query."""
        return dict(self.filter(user_id=user_id).values_list("group_id", "role"))
