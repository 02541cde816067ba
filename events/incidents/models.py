"""How a meetup went for who was there, and what went wrong: the log that leaders and site moderators read."""

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.identifiers import PublicIdField, SentOnce
from accounts.users.models import User
from events.incidents.querysets import DebriefQuerySet, IncidentQuerySet
from events.meetups.models import Meetup
from events.meetups.walltime import wall
from events.places.models import OPEN_STATES, Place, Zone


class HowItWent(models.TextChoices):
    WELL = "well", _("All well")
    NEAR_MISS = "near_miss", _("A near miss")
    FALL = "fall", _("A fall")


class Debrief(models.Model):
    """Everybody who was there is asked once; the answers are what incidents are counted against."""

    meetup = models.ForeignKey(Meetup, on_delete=models.PROTECT, related_name="debriefs")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    answer = models.CharField(max_length=10, choices=HowItWent.choices, blank=True)
    answered_at = models.DateTimeField(null=True)

    objects = DebriefQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meetup", "user"], name="debrief_once"),
            models.CheckConstraint(
                condition=Q(answer="", answered_at__isnull=True)
                | (~Q(answer="") & Q(answered_at__isnull=False)),
                name="debrief_answered",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.meetup_id} {self.user_id} {self.answer}"

    def get_absolute_url(self) -> str:
        return reverse("incidents:how_it_went", args=[self.meetup.public_id])


class Severity(models.IntegerChoices):
    NOTHING = 0, _("Nothing happened, but it could have")
    SCRATCH = 1, _("A scratch or a fright; went on")
    STOPPED = 2, _("Hurt, and stopped for the day")
    TREATED = 3, _("Somebody needed a doctor, or the head was hit")
    EMERGENCY = 4, _("An ambulance, or worse")


SEVERE = Severity.TREATED
"""From here on the place is closed until somebody outside the group has looked: our convention."""


class Incident(SentOnce):
    """A near miss or a fall, told by somebody who was there."""

    public_id = PublicIdField()
    meetup = models.ForeignKey(Meetup, on_delete=models.PROTECT, related_name="incidents")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    zone = models.ForeignKey(Zone, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=HowItWent.choices)
    severity = models.PositiveSmallIntegerField(choices=Severity.choices)
    is_head_hit = models.BooleanField(default=False)
    was_spotted = models.BooleanField(null=True)
    where = models.CharField(max_length=200, blank=True)
    what = models.TextField(max_length=2000, blank=True)
    ratio = models.PositiveSmallIntegerField(null=True, help_text="Runners per spotter that day.")
    may_be_kept_at = models.DateTimeField(
        help_text="When the person agreed that it is kept: it may say how somebody is."
    )
    reported_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    reported_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    closed_how = models.CharField(max_length=300, blank=True)
    nameless_at = models.DateTimeField(null=True, help_text="When its words and its author were taken away.")

    objects = IncidentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(severity__range=(0, 4)), name="incident_severity"),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True) | Q(closed_by__isnull=False), name="incident_closed_by"
            ),
        ]
        indexes = [
            models.Index(fields=["-reported_at", "-id"], name="incident_newest"),
            models.Index(fields=["place", "-reported_at"], name="incident_by_place"),
        ]

    def __str__(self) -> str:
        return f"{self.meetup_id} {self.kind} {self.severity}"

    def get_absolute_url(self) -> str:
        return reverse("incidents:detail", args=[self.public_id])

    @property
    def is_severe(self) -> bool:
        return self.severity >= SEVERE

    @property
    def is_place_open(self) -> bool:
        """It does not stay closed for ever, and one person's second report closes it no more."""
        return self.place.state in OPEN_STATES

    @property
    def is_fall(self) -> bool:
        return self.kind == HowItWent.FALL

    @property
    def local_day(self) -> datetime:
        """When the meetup began, on the clock of its place."""
        return wall(self.meetup.starts_at, self.meetup.time_zone)
