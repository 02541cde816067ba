"""What happened to a place and on whose word: its history, corrections, and two that turn out to be one."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.identifiers import PublicIdField, SentOnce
from accounts.users.models import User
from events.places.keeping.querysets import CorrectionQuerySet, EventQuerySet, SamePlaceQuerySet
from events.places.models import Place, PlaceState, Zone


class What(models.TextChoices):
    """What happened to a place."""

    ADDED = "added", _("Added")
    IMPORTED = "imported", _("Taken from a map")
    CHECKED = "checked", _("Checked")
    RESTRICTED = "restricted", _("Conditions set")
    FREED = "freed", _("Conditions lifted")
    SUSPENDED = "suspended", _("Closed for now")
    REOPENED = "reopened", _("Opened again")
    RETIRED = "retired", _("Given up")
    CORRECTED = "corrected", _("Corrected")
    MERGED = "merged", _("Joined with another entry")


REPORT = "report:"
"""What stands for the words of a report in a reason, before its public id: they are the reporter's, not those
of whose act closed the place, and whoever reads them reads what became of it."""
INCIDENT = "incident:"
"""What stands in a reason for a severe incident: anybody reads it, and it says nothing of persons."""


class PlaceEvent(models.Model):
    """One line of a place's history, which anybody may read. Never changed."""

    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="history")
    zone = models.ForeignKey(Zone, null=True, on_delete=models.PROTECT, related_name="+")
    what = models.CharField(max_length=12, choices=What.choices)
    state = models.CharField(max_length=10, choices=PlaceState.choices, help_text="Of the place, after it.")
    why = models.CharField(max_length=300, blank=True, help_text="The reason, as somebody wrote it.")
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    happened_at = models.DateTimeField()

    objects = EventQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["place", "-happened_at", "-id"], name="place_event_by_place")]

    def __str__(self) -> str:
        return f"{self.place_id} {self.what}"

    @property
    def report(self) -> str:
        """The public id of the report it followed from; empty if it followed from none."""
        return self.why.removeprefix(REPORT) if self.why.startswith(REPORT) else ""

    @property
    def reason(self) -> str:
        if self.why == INCIDENT:
            return gettext("an incident of severity 3 or more")
        return gettext("what a report says") if self.report else self.why


class Decided(models.TextChoices):
    OPEN = "open", _("Waits")
    ACCEPTED = "accepted", _("Taken over")
    DECLINED = "declined", _("Not taken over")


class Correction(SentOnce):
    """Somebody says that a fact about a place is wrong; somebody who checks places decides."""

    public_id = PublicIdField()
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="corrections")
    proposed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    changes = models.JSONField(help_text="{field: new value}")
    words = models.CharField(max_length=300, blank=True, help_text="How this person knows.")
    state = models.CharField(max_length=10, choices=Decided.choices, default=Decided.OPEN)
    decided_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=300, blank=True, help_text="Why it was not taken over.")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = CorrectionQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["place"], condition=Q(state="open"), name="correction_open_by_place")]

    def __str__(self) -> str:
        return self.public_id


class SamePlace(SentOnce):
    """Two entries are one place: one person who checks places says so, a second one confirms."""

    public_id = PublicIdField()
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+", help_text="Goes.")
    into = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+", help_text="Stays.")
    proposed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    decided_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=Decided.choices, default=Decided.OPEN)
    decided_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = SamePlaceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(place=F("into")), name="same_place_is_two"),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(state="accepted") | ~Q(decided_by=F("proposed_by")),
                name="same_place_two_people",
            ),
            models.UniqueConstraint(fields=["place"], condition=Q(state="open"), name="same_place_open_once"),
        ]

    def __str__(self) -> str:
        return self.public_id
