"""Who was there, and what the leader saw before it began."""

from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.identifiers import SentOnce
from accounts.users.models import User
from events.meetups.attendance.querysets import (
    AttendanceChangeQuerySet,
    AttendanceQuerySet,
    DayCheckQuerySet,
    HandOverQuerySet,
)
from events.meetups.models import Meetup
from events.meetups.walltime import wall
from events.places.models import Zone


class DayCheck(SentOnce):
    """What a leader saw on the zone: without it nobody is checked in, and with a stop nobody either.

    Where nothing stops it all six lines were ticked; each look is kept, and the newest counts.
    """

    meetup = models.ForeignKey(Meetup, on_delete=models.PROTECT, related_name="day_checks")
    zone = models.ForeignKey(Zone, on_delete=models.PROTECT, related_name="+")
    ground = models.CharField(max_length=20, help_text="Line 15 of the rubric.")
    weather = models.CharField(max_length=20, help_text="Line 16 of the rubric.")
    crossing = models.PositiveSmallIntegerField(help_text="People who crossed the zone in five minutes.")
    measure = models.CharField(max_length=300, blank=True, help_text="What is done about what is not ok.")
    runners_per_spotter = models.PositiveSmallIntegerField(null=True, help_text="What holds today.")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    objects = DayCheckQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["meetup", "-made_at"], name="day_check_newest")]

    def __str__(self) -> str:
        return f"{self.meetup_id} {self.made_at}"


class Doing(models.TextChoices):
    """What somebody who is there does."""

    RUNNER = "runner", gettext_lazy("Runs")
    SPOTTER = "spotter", gettext_lazy("Spots")
    EITHER = "either", gettext_lazy("Runs and spots, by turns")
    WATCHER = "watcher", gettext_lazy("Watches")
    LEADER = "leader", gettext_lazy("Leads")


class Attendance(SentOnce):
    """Somebody was there: with an account, or who walked in, by the name they gave."""

    meetup = models.ForeignKey(Meetup, on_delete=models.PROTECT, related_name="attendances")
    user = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="attendances")
    walk_in_name = models.CharField(max_length=60, blank=True)
    acknowledged_version = models.PositiveIntegerField(
        null=True,
        help_text="Of the safety text: who walked in accepts it on the leader's phone.",
    )
    doing = models.CharField(max_length=10, choices=Doing.choices)
    checked_in_at = models.DateTimeField(null=True, help_text="Empty if the check-in was taken back.")
    checked_out_at = models.DateTimeField(null=True)
    checked_in_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = AttendanceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meetup", "user"], name="attendance_once"),
            models.CheckConstraint(
                condition=Q(user__isnull=True) | Q(walk_in_name=""), name="attendance_names_one"
            ),
            models.CheckConstraint(
                condition=Q(checked_out_at__isnull=True) | Q(checked_out_at__gte=F("checked_in_at")),
                name="attendance_out_after_in",
            ),
        ]
        indexes = [models.Index(fields=["user", "checked_in_at"], name="attendance_by_user")]

    def __str__(self) -> str:
        return f"{self.meetup_id} {self.user_id or self.walk_in_name}"

    @property
    def name(self) -> str:
        """Who it was, as the leaders read it; the name of who walked in is forgotten after a while."""
        if self.user is not None:
            return self.user.get_full_name()
        return self.walk_in_name or _("Somebody without an account")

    @property
    def is_here(self) -> bool:
        return self.checked_in_at is not None and self.checked_out_at is None

    @property
    def has_left(self) -> bool:
        return self.checked_out_at is not None


class AttendanceChange(models.Model):
    """What was corrected, by whom, from what to what."""

    attendance = models.ForeignKey(Attendance, on_delete=models.PROTECT, related_name="changes")
    what = models.CharField(max_length=20, help_text="The name of the field.")
    before = models.CharField(max_length=40, blank=True)
    after = models.CharField(max_length=40, blank=True)
    because = models.CharField(max_length=200, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    objects = AttendanceChangeQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["attendance", "-made_at"], name="attendance_changes")]

    def __str__(self) -> str:
        return f"{self.attendance_id} {self.what}"

    @property
    def words(self) -> str:
        """ "Came at 18:31 → 18:25": times on the clock of the place."""
        labels = {"doing": _("Part"), "checked_in_at": _("Came at"), "checked_out_at": _("Went at")}
        before, after = (self._in_words(value) or _("nothing") for value in (self.before, self.after))
        return f"{labels[self.what]}: {before} → {after}"

    def _in_words(self, value: str) -> str:
        if self.what == "doing":
            return str(Doing(value).label) if value else ""
        clock = self.attendance.meetup.time_zone
        return f"{wall(datetime.fromisoformat(value), clock):%H:%M}" if value else ""


class HandOver(models.Model):
    """One leader gave a meetup to another."""

    meetup = models.ForeignKey(Meetup, on_delete=models.PROTECT, related_name="hand_overs")
    from_user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    to_user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    objects = HandOverQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.meetup_id} {self.from_user_id} {self.to_user_id}"

    @property
    def clock(self) -> datetime:
        """When, on the clock of the place; of a meetup that is loaded."""
        return wall(self.made_at, self.meetup.time_zone)
