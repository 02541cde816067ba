"""Meetup and RSVP. The counters on the meetup are what the guarded statements test and move."""

from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.cards import Cards
from accounts.identifiers import PublicIdField, SentOnce
from accounts.users.models import User
from community.groups.models import Group
from events.meetups.fit import fault_of
from events.meetups.kinds import MeetupKind
from events.meetups.leads import LeadingQuerySet, MitigationQuerySet
from events.meetups.querysets import MeetupQuerySet
from events.meetups.rsvps import RSVPQuerySet
from events.meetups.seats import Seats
from events.meetups.showing import CARD_FACTS
from events.meetups.walltime import abbreviation, wall
from events.meetups.wording import (
    day_in_words,
    need_in_words,
    sentence,
    stages_in_words,
    when_for_reader,
    when_in_words,
)
from events.places.badges import Badge, badge_of, stop_reported
from events.places.hazards.models import Hazard
from events.places.models import Place, Verdict, Zone


class MeetupState(models.TextChoices):
    SCHEDULED = "scheduled", _("Scheduled")
    CANCELLED = "cancelled", _("Called off")


class Audience(models.TextChoices):
    PUBLIC = "public", _("Everybody")
    GROUP = "group", _("Members of the group")
    INVITED = "invited", _("Invited members only")


class Meetup(SentOnce):
    """One date of one group at one checked zone. It is called off, never deleted."""

    public_id = PublicIdField()
    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="meetups")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="meetups")
    zone = models.ForeignKey(Zone, on_delete=models.PROTECT, related_name="meetups")
    audience = models.CharField(
        max_length=7, choices=Audience.choices, default=Audience.PUBLIC, help_text="Who may read it."
    )
    title = models.CharField(_("title"), max_length=80)
    description = models.TextField(_("description"), max_length=2000, blank=True)
    bring = models.CharField(_("what to bring"), max_length=300, blank=True, db_default="")
    access_note = models.CharField(_("accessibility"), max_length=300, blank=True, db_default="")
    session = models.CharField(_("what you will do"), max_length=20, choices=MeetupKind.choices)
    lowest_stage = models.PositiveSmallIntegerField(_("lowest stage invited"), default=0)
    highest_stage = models.PositiveSmallIntegerField(_("highest stage invited"), default=4, db_default=4)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    posted_for = models.DateTimeField(null=True, help_text="When it was to begin, if it was moved since.")
    time_zone = models.CharField(
        max_length=64, help_text="Of the place; the times mean local wall time there."
    )
    capacity = models.PositiveSmallIntegerField(_("lanes for runners"))
    own_limit = models.PositiveSmallIntegerField(
        null=True,
        blank=True,
        help_text="Runners per spotter, if the group wants fewer.",
    )
    runners_per_spotter = models.PositiveSmallIntegerField(
        null=True, help_text="The strictest limit that applies; none where nobody runs backwards."
    )
    signup_until = models.DateTimeField(null=True, help_text="Nobody new after that; leaving goes on.")
    is_peer_led = models.BooleanField(
        default=False,
        db_default=False,
        help_text="At most six people, none below stage 2: the leader runs or spots too.",
    )
    leader = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="+", help_text="Answers for it; one of its leaders."
    )
    series = models.ForeignKey("events.Series", null=True, on_delete=models.PROTECT, related_name="meetups")
    occurrence_on = models.DateField(null=True, help_text="The day its series gave it, wherever it went.")
    state = models.CharField(max_length=10, choices=MeetupState.choices, default=MeetupState.SCHEDULED)
    cancelled_because = models.CharField(max_length=200, blank=True)
    change_note = models.CharField(
        max_length=300, blank=True, db_default="", help_text="A word from who changed it last, to who comes."
    )
    cancelled_at = models.DateTimeField(null=True)
    sequence = models.PositiveIntegerField(default=0, help_text="Grows with each change a calendar must see.")
    runners_going = models.PositiveIntegerField(default=0)
    runners_waiting = models.PositiveIntegerField(default=0, help_text="Hold a lane, wait for a spotter.")
    runners_offered = models.PositiveIntegerField(
        default=0, db_default=0, help_text="Hold a lane until they answer."
    )
    spotters_going = models.PositiveIntegerField(default=0)
    either_going = models.PositiveIntegerField(
        default=0, db_default=0, help_text="Take turns; each holds a lane."
    )
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now_add=True)

    is_led = True  # ``with_led`` asks; without it nobody has

    objects = MeetupQuerySet.as_manager()
    cards = Cards("events/meetups/_card.html", "meetup", CARD_FACTS)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="meetup_ends_after_start"),
            models.CheckConstraint(condition=Q(capacity__gte=1), name="meetup_has_lanes"),
            models.CheckConstraint(
                condition=Q(runners_per_spotter__isnull=True) | Q(runners_per_spotter__range=(1, 3)),
                name="meetup_ratio",
            ),
            models.CheckConstraint(
                condition=Q(highest_stage__range=(0, 4), highest_stage__gte=F("lowest_stage")),
                name="meetup_stages",
            ),
            models.CheckConstraint(
                condition=Q(series__isnull=True) | Q(occurrence_on__isnull=False),
                name="meetup_has_occurrence",
            ),
            models.UniqueConstraint(fields=["series", "occurrence_on"], name="meetup_occurrence_once"),
        ]
        indexes = [
            models.Index(fields=["starts_at", "id"], name="meetup_by_start"),
            models.Index(fields=["group", "starts_at", "id"], name="meetup_by_group"),
            models.Index(fields=["place", "starts_at"], name="meetup_by_place"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("meetups:detail", args=[self.public_id])

    @property
    def seats(self) -> Seats:
        return Seats(
            capacity=self.capacity,
            ratio=self.runners_per_spotter,
            going=self.runners_going,
            waiting=self.runners_waiting,
            spotters=self.spotters_going,
            offered=self.runners_offered,
            either=self.either_going,
        )

    @property
    def on_lanes(self) -> int:
        """Who runs, takers of turns among them."""
        return self.runners_going + self.either_going

    @property
    def who_spot(self) -> int:
        return self.spotters_going + self.either_going

    @property
    def need(self) -> tuple[str, str]:
        """What is needed next, for a card: the first words stand out."""
        return need_in_words(self.seats)

    @property
    def badge(self) -> Badge:
        """The zone's verdict as it will stand on this date."""
        return badge_of(self.zone, max(self.local_end.date(), timezone.localdate()))

    @property
    def sign(self) -> Badge:
        """The same unless something stops the date: what a card and the map show, of rows ``for_cards``."""
        if reason := self.at_risk:
            return Badge(Verdict.STOP, gettext("At risk: %(reason)s") % {"reason": reason})
        return stop_reported() if vars(self).get("is_stopped") else self.badge

    @property
    def stages(self) -> str:
        """Whom it is for, in figures; nobody runs backwards at a social."""
        if self.runners_per_spotter is None:
            return ""
        return stages_in_words(self.lowest_stage, self.highest_stage)

    @property
    def at_risk(self) -> str:
        """Why nobody may meet so any more, as the place has changed; empty if all is well."""
        fault = fault_of(self) if self.takes_answers else None
        return fault.reason if fault else ""

    @property
    def keeps_to_group(self) -> bool:
        """Not everybody reads it: its page asks no other server for a map before somebody says so."""
        return self.audience != Audience.PUBLIC

    @property
    def is_invited_only(self) -> bool:
        return self.audience == Audience.INVITED

    @property
    def can_come_back(self) -> bool:
        """What is called off is undone until midnight at the place before its day: people plan their day."""
        return self.is_called_off and self.is_before_its_day

    @property
    def is_before_its_day(self) -> bool:
        return wall(timezone.now(), self.time_zone).date() < self.local_start.date()

    @property
    def leader_ids(self) -> list[int]:
        """Who leads it, in the order in which they were named."""
        return [lead.user_id for lead in self.leads.all()]

    @property
    def is_called_off(self) -> bool:
        return self.state == MeetupState.CANCELLED

    @property
    def reason_sentence(self) -> str:
        """Why it is called off, where a sentence ends with it."""
        return sentence(self.cancelled_because)

    @property
    def is_over(self) -> bool:
        return self.ends_at <= timezone.now()

    @property
    def takes_answers(self) -> bool:
        return not (self.is_called_off or self.is_over)

    @property
    def local_start(self) -> datetime:
        """Wall time at the place, without a zone, so that nothing converts it again."""
        return wall(self.starts_at, self.time_zone)

    @property
    def local_end(self) -> datetime:
        return wall(self.ends_at, self.time_zone)

    @property
    def when(self) -> str:
        """The local wall time in words."""
        return when_in_words(self.local_start, self.local_end)

    @property
    def when_for_reader(self) -> str:
        """The same with the zone, and on the reader's own clock too where that differs: for letters."""
        return when_for_reader(self.starts_at, self.ends_at, self.time_zone)

    @property
    def day(self) -> str:
        """The weekday at the place, with the date if it is not near: for subjects and lines of the bell."""
        today = wall(timezone.now(), self.time_zone).date()
        return day_in_words(self.local_start.date(), today)

    @property
    def offer_ends(self) -> datetime | None:
        """Until when a lane is kept for the viewer of ``with_answer_of``, on the clock of the place."""
        until = getattr(self, "my_offered_until", None)
        return wall(until, self.time_zone) if until else None

    @property
    def zone_abbreviation(self) -> str:
        return abbreviation(self.starts_at, self.time_zone)


class Leading(models.Model):
    """Somebody leads a meetup: eight runners for each leader at most."""

    meetup = models.ForeignKey(Meetup, on_delete=models.CASCADE, related_name="leads")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="leads")
    named_at = models.DateTimeField(auto_now_add=True)

    is_apart: bool
    """Said by ``for_page``: its reader and this person are kept apart."""

    objects = LeadingQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["meetup", "user"], name="leading_once")]

    def __str__(self) -> str:
        return f"{self.meetup_id} {self.user_id}"


class Guest(models.Model):
    """A member of the group who is invited to a meetup that not every member reads."""

    meetup = models.ForeignKey(Meetup, on_delete=models.CASCADE, related_name="guests")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    invited_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["meetup", "user"], name="guest_once")]

    def __str__(self) -> str:
        return f"{self.meetup_id} {self.user_id}"


class Part(models.TextChoices):
    """What a person does at a meetup."""

    RUNNER = "runner", _("Runner")
    SPOTTER = "spotter", _("Spotter")
    EITHER = "either", _("Runner or spotter, by turns")


class RSVPState(models.TextChoices):
    GOING = "going", _("Going")
    WAITING = "waiting", _("Waiting for a spotter")
    WAITLISTED = "waitlisted", _("On the waitlist")
    OFFERED = "offered", _("Offered a seat")
    DECLINED = "declined", _("Not going")


LIVE_STATES = (RSVPState.GOING, RSVPState.WAITING, RSVPState.WAITLISTED, RSVPState.OFFERED)


class RSVP(models.Model):
    """One person's answer to one meetup: at most one row, whose state moves."""

    meetup = models.ForeignKey(Meetup, on_delete=models.PROTECT, related_name="rsvps")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="rsvps")
    part = models.CharField(max_length=10, choices=Part.choices)
    state = models.CharField(max_length=10, choices=RSVPState.choices)
    queued_at = models.DateTimeField(help_text="Place in the queue: first come, first admitted.")
    offered_until = models.DateTimeField(null=True, help_text="Then the seat passes on.")
    reconfirm_asked_at = models.DateTimeField(
        null=True, help_text="Time or place changed since, and the person has not said yes again."
    )
    left_late = models.BooleanField(
        default=False, db_default=False, help_text="Less than a day before it began."
    )
    changed_at = models.DateTimeField()

    objects = RSVPQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meetup", "user"], name="rsvp_once"),
            models.CheckConstraint(
                condition=~Q(part="spotter", state__in=["waiting", "waitlisted", "offered"]),
                name="rsvp_spotters_go_or_leave",
            ),
            models.CheckConstraint(
                condition=Q(state="offered", offered_until__isnull=False)
                | (~Q(state="offered") & Q(offered_until__isnull=True)),
                name="rsvp_offer_has_an_end",
            ),
        ]
        indexes = [
            models.Index(fields=["user", "state"], name="rsvp_by_user"),
            models.Index(fields=["offered_until"], condition=Q(state="offered"), name="rsvp_offers"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.part} {self.state}"

    @property
    def is_live(self) -> bool:
        return self.state in LIVE_STATES


class Mitigation(models.Model):
    """What a leader does about a hazard at the place, so that a date can go on."""

    meetup = models.ForeignKey(Meetup, on_delete=models.PROTECT, related_name="mitigations")
    hazard = models.ForeignKey(Hazard, on_delete=models.PROTECT, related_name="+")
    words = models.CharField(max_length=300)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    objects = MitigationQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["meetup", "hazard"], name="mitigation_once")]

    def __str__(self) -> str:
        return f"{self.meetup_id} {self.hazard_id}"
