"""Exports: an archive of one person's data, kept for three days."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.identifiers import PublicIdField
from accounts.privacy.querysets import ExportQuerySet
from accounts.users.models import User


class ExportState(models.TextChoices):
    WAITING = "waiting", _("Being put together")
    READY = "ready", _("Ready")
    FAILED = "failed", _("It did not work")


class Export(models.Model):
    """One archive. Its file has a random name and lies where no address leads."""

    public_id = PublicIdField()
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    state = models.CharField(max_length=8, choices=ExportState.choices, default=ExportState.WAITING)
    file = models.CharField(max_length=80, blank=True, help_text="Name of the archive in storage.")
    size = models.PositiveBigIntegerField(default=0, help_text="Bytes.")
    asked_at = models.DateTimeField(auto_now_add=True)
    ready_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)

    objects = ExportQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=models.Q(state="waiting"), name="export_one_waiting"
            )
        ]

    def __str__(self) -> str:
        return self.public_id
