"""A check while it is walked, and the pictures taken on the way."""

from django.db import models
from django.urls import reverse

from accounts.images.models import StoredPhoto
from accounts.users.models import User
from events.places.hazards.models import Hazard
from events.places.models import Check, Place, Zone
from events.places.walk.querysets import CheckDraftQuerySet, PlacePhotoQuerySet


class CheckDraft(models.Model):
    """What one person has answered so far, line by line, kept until the check is handed in."""

    zone = models.ForeignKey(Zone, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    answers = models.JSONField(default=dict, help_text="The fields of the form as they were typed.")
    saved_at = models.DateTimeField(auto_now=True)

    objects = CheckDraftQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["zone", "user"], name="check_draft_once")]

    def __str__(self) -> str:
        return f"{self.zone_id} {self.user_id}"


class PlacePhoto(StoredPhoto):
    """A picture of a place, without people: of a zone, of one line of a check, or of a hazard."""

    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="photos")
    zone = models.ForeignKey(Zone, null=True, on_delete=models.PROTECT, related_name="photos")
    check_made = models.ForeignKey(Check, null=True, on_delete=models.PROTECT, related_name="photos")
    hazard = models.ForeignKey(Hazard, null=True, on_delete=models.PROTECT, related_name="photos")
    line = models.CharField(max_length=20, blank=True, help_text="Key of the rubric's line it shows.")
    description = models.CharField(max_length=200, blank=True)
    hidden_at = models.DateTimeField(null=True, help_text="Taken down: nobody sees it any more.")
    hidden_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    objects = PlacePhotoQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["place", "-id"], name="place_photo_by_place")]

    def url(self, size: str = "medium") -> str:
        return reverse("places:photo", args=[self.public_id, size])
