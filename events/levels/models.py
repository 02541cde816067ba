"""Spotter levels: who counts in the ratio, on whose word, until when."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.users.models import User
from community.groups.models import Group
from events.levels.querysets import SpotterLevelQuerySet


class Level(models.TextChoices):
    S1 = "S1", _("Spotter")
    S2 = "S2", _("Lead spotter")


class FirstAid(models.TextChoices):
    """What is known of a lead's first aid: never that somebody is trained, only who says so."""

    NOT_SAID = "", _("Not said")
    SELF_DECLARED = "self_declared", _("Self-declared")
    SEEN = "seen", _("Certificate seen")


class SpotterLevel(models.Model):
    """This person may spot. S0 is no row: the quiz alone, which never counts in the ratio."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="spotter_levels")
    level = models.CharField(max_length=2, choices=Level.choices)
    is_provisional = models.BooleanField(default=False, help_text="Declared, without a signed practical.")
    first_aid = models.CharField(max_length=15, choices=FirstAid.choices, blank=True, db_default="")
    declared_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    group = models.ForeignKey(Group, null=True, on_delete=models.PROTECT, related_name="+")
    declared_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    objects = SpotterLevelQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "level"], condition=Q(revoked_at__isnull=True), name="spotter_level_live_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.level}"
