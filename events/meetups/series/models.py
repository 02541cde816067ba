"""A series and what its dates are made of."""

from datetime import date, datetime

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.identifiers import PublicIdField, SentOnce
from accounts.users.models import User
from community.groups.models import Group
from events.meetups.kinds import MeetupKind
from events.meetups.models import Audience
from events.meetups.series.querysets import SeriesQuerySet
from events.meetups.series.recurrence import Recurrence, parse
from events.meetups.series.words import in_words
from events.meetups.wording import clock_in_words
from events.places.models import Place, Zone


class Series(SentOnce):
    """Dates by a rule (RFC 5545), on the clock of the place. Its dates are meetups, made eight weeks ahead.

    Its own fields are what a new date is made of; a date keeps what was changed by hand.
    """

    public_id = PublicIdField()
    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="series")
    rule = models.CharField(max_length=200, help_text="RRULE, without DTSTART; UNTIL in local time.")
    first_on = models.DateField(help_text="DTSTART, the day.")
    starts_clock = models.TimeField(help_text="DTSTART, wall time at the place.")
    fold = models.PositiveSmallIntegerField(
        default=0, help_text="Which of the two, where the clock shows that time twice: 0 the first."
    )
    minutes = models.PositiveSmallIntegerField(help_text="How long it lasts.")
    time_zone = models.CharField(max_length=64, help_text="Of the place.")
    left_out = models.JSONField(default=list, help_text="EXDATE: days of the rule without a meetup.")
    extra_dates = models.JSONField(default=list, help_text="RDATE: days besides the rule.")
    unmade = models.JSONField(
        default=list, help_text="Days that could not be made yet; tried again while they lie ahead."
    )
    made_until = models.DateField(null=True, help_text="Dates are made up to this day.")
    ended_at = models.DateTimeField(null=True)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    zone = models.ForeignKey(Zone, on_delete=models.PROTECT, related_name="+")
    audience = models.CharField(max_length=7, choices=Audience.choices, default=Audience.PUBLIC)
    title = models.CharField(_("title"), max_length=80)
    description = models.TextField(_("description"), max_length=2000, blank=True)
    bring = models.CharField(_("what to bring"), max_length=300, blank=True)
    access_note = models.CharField(_("accessibility"), max_length=300, blank=True)
    session = models.CharField(_("what you will do"), max_length=20, choices=MeetupKind.choices)
    lowest_stage = models.PositiveSmallIntegerField(default=0)
    highest_stage = models.PositiveSmallIntegerField(default=4)
    capacity = models.PositiveSmallIntegerField()
    own_limit = models.PositiveSmallIntegerField(null=True)
    is_peer_led = models.BooleanField(default=False)
    signup_hours = models.PositiveSmallIntegerField(
        null=True, help_text="So many hours before each date begins, nobody new signs up any more."
    )
    leader = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(
        default=1, help_text="Grows with each change, so that a stale form shows."
    )
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now_add=True)

    stuck_on: date
    stuck_because: str
    """Said by the notice of a day that lacks its date."""

    objects = SeriesQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(minutes__range=(1, 180)), name="series_length"),
            models.CheckConstraint(condition=Q(fold__in=[0, 1]), name="series_fold"),
            models.CheckConstraint(
                condition=Q(highest_stage__range=(0, 4), highest_stage__gte=F("lowest_stage")),
                name="series_stages",
            ),
        ]
        indexes = [
            models.Index(fields=["made_until"], condition=Q(ended_at__isnull=True), name="series_to_make"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("series:detail", args=[self.public_id])

    @property
    def leader_ids(self) -> list[int]:
        """Who leads its dates; who answers for them first."""
        people = [lead.user_id for lead in sorted(self.leads.all(), key=lambda lead: lead.pk)]
        return sorted(people, key=lambda user_id: user_id != self.leader_id)

    @property
    def guest_ids(self) -> list[int]:
        """Who is invited to its dates."""
        return sorted(guest.user_id for guest in self.guests.all())

    @property
    def in_words(self) -> str:
        """Its rule: "Every Tuesday." """
        return in_words(self.recurrence)

    @property
    def when(self) -> str:
        """The same with the hour, and on the reader's own clock where that differs, for letters: "Every
        Tuesday, 18:30 (CEST)." """
        own = timezone.get_current_timezone_name()
        zone = clock_in_words(self.next_at, self.time_zone, None if own == "UTC" else own)
        return in_words(self.recurrence, with_clock=True, zone=zone)

    @property
    def next_at(self) -> datetime:
        """When it begins next, or began first: by that moment the clocks are compared."""
        return self.recurrence.next_moment(timezone.now().date())

    @property
    def days_unmade(self) -> list[date]:
        """Days that could not be made yet."""
        return [date.fromisoformat(day) for day in self.unmade]

    @property
    def is_running(self) -> bool:
        return self.ended_at is None

    @property
    def recurrence(self) -> Recurrence:
        """Its rule with all that belongs to it."""
        return Recurrence(
            rule=parse(self.rule),
            first_on=self.first_on,
            clock=self.starts_clock,
            time_zone=self.time_zone,
            fold=self.fold,
            left_out=frozenset(map(date.fromisoformat, self.left_out)),
            extra=frozenset(map(date.fromisoformat, self.extra_dates)),
        )


class SeriesLeading(models.Model):
    """Somebody leads the dates of a series, from when each is made."""

    series = models.ForeignKey(Series, on_delete=models.CASCADE, related_name="leads")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["series", "user"], name="series_leading_once")]

    def __str__(self) -> str:
        return f"{self.series_id} {self.user_id}"


class SeriesGuest(models.Model):
    """A member of the group who is invited to the dates of a series that not every member reads."""

    series = models.ForeignKey(Series, on_delete=models.CASCADE, related_name="guests")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["series", "user"], name="series_guest_once")]

    def __str__(self) -> str:
        return f"{self.series_id} {self.user_id}"
