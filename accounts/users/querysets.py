from django.db import models


class UserQuerySet(models.QuerySet):
    def with_profile(self):
        """Load the profile too: what every signed-in request shows."""
        return self.select_related("profile")
