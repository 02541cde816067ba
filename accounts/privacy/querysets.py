from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.db import models

from accounts.permissions import Viewer

if TYPE_CHECKING:
    from accounts.privacy.models import Export


class ExportQuerySet(models.QuerySet["Export"]):
    """Archives of what we keep about people."""

    def visible_to(self, viewer: Viewer) -> Self:
        """The only definition of who may know of an export: whose data it is."""
        return self.filter(user_id=viewer.pk) if viewer.is_authenticated else self.none()

    def ready(self, now: datetime) -> Self:
        """Those that can be fetched."""
        return self.filter(state="ready", expires_at__gt=now)

    def waiting(self) -> Self:
        return self.filter(state="waiting")

    def newest(self) -> "Export | None":
        return self.order_by("-asked_at", "-pk").first()
