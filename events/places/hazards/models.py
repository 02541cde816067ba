"""Hazard: what somebody saw at a place that people who run backward there have to know."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.identifiers import PublicIdField, SentOnce
from accounts.users.models import User
from events.places.hazards.querysets import HazardQuerySet, HazardVoiceQuerySet
from events.places.models import Place, Zone


class Category(models.TextChoices):
    """How long a report of each holds stands in ``rubric.toml``."""

    ICE = "ice", _("Ice or wet ground")
    SURFACE = "surface", _("Damaged ground")
    OBJECT = "object", _("Something in the way")
    CROWD = "crowd", _("A crowd or an event")
    VEHICLE = "vehicle", _("Vehicles")
    DOG = "dog", _("A dog")
    LIGHT = "light", _("A lamp is out")
    BEHAVIOR = "behavior", _("Somebody’s behavior")
    PERMISSION = "permission", _("We were told not to run here")
    DISPUTE = "dispute", _("The check is not right")


class Severity(models.TextChoices):
    INFO = "info", _("Good to know")
    CAUTION = "caution", _("Take care")
    STOP = "stop", _("Nobody should run backward here now")


class Hazard(SentOnce):
    """One report. It holds until it runs out or somebody says how it was resolved."""

    public_id = PublicIdField()
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="hazards")
    zone = models.ForeignKey(Zone, null=True, blank=True, on_delete=models.PROTECT, related_name="hazards")
    category = models.CharField(_("what it is"), max_length=12, choices=Category.choices)
    severity = models.CharField(_("how bad"), max_length=10, choices=Severity.choices)
    words = models.CharField(_("what you saw"), max_length=300)
    latitude = models.FloatField(null=True, blank=True, help_text="Of the pin, degrees north.")
    longitude = models.FloatField(null=True, blank=True, help_text="Of the pin, degrees east.")
    seen_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True, help_text="None: until somebody resolves it.")
    reported_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    confirmations = models.PositiveIntegerField(default=0, help_text="By people other than the reporter.")
    resolved_at = models.DateTimeField(null=True)
    resolved_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    resolved_how = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = HazardQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["place", "-seen_at"], condition=Q(resolved_at=None), name="hazard_open_by_place"
            )
        ]

    def __str__(self) -> str:
        return self.public_id

    def get_absolute_url(self) -> str:
        return reverse("places:hazard", args=[self.place.slug, self.public_id])

    @property
    def is_stop(self) -> bool:
        return self.severity == Severity.STOP

    @property
    def sentence(self) -> str:
        """What somebody saw, where a sentence ends with it."""
        return self.words if self.words.endswith((".", "!", "?", "…")) else f"{self.words}."

    @property
    def is_open(self) -> bool:
        """Neither resolved nor taken back nor run out."""
        return self.resolved_at is None and (self.expires_at is None or self.expires_at > timezone.now())

    @property
    def is_taken_back(self) -> bool:
        """By who reported it, without a word on how it was resolved."""
        return self.resolved_at is not None and not self.resolved_how

    @property
    def kind(self) -> str:
        """Which of the signs for a verdict goes with it."""
        return "unknown" if self.severity == Severity.INFO else self.severity

    @property
    def pin(self) -> tuple[float, float] | None:
        return None if self.latitude is None or self.longitude is None else (self.latitude, self.longitude)

    @property
    def local_seen_at(self) -> datetime:
        """On the clock of the place, without a zone, so that nothing converts it again."""
        return self.seen_at.astimezone(ZoneInfo(self.place.time_zone)).replace(tzinfo=None)

    @property
    def local_expires_at(self) -> datetime | None:
        if self.expires_at is None:
            return None
        return self.expires_at.astimezone(ZoneInfo(self.place.time_zone)).replace(tzinfo=None)


class HazardVoice(models.Model):
    """Another person saw it too, or saw that it is gone."""

    hazard = models.ForeignKey(Hazard, on_delete=models.PROTECT, related_name="voices")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    is_gone = models.BooleanField(default=False, help_text="Was there and saw nothing of it.")
    said_at = models.DateTimeField()

    objects = HazardVoiceQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["hazard", "user"], name="hazard_voice_once")]

    def __str__(self) -> str:
        return f"{self.hazard_id} {self.user_id}"
