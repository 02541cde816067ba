"""The outbox, the lines it becomes, what is due later, and how each person wants to be told."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from accounts.identifiers import PublicIdField
from accounts.notifications.kinds import Channel, Preset
from accounts.notifications.querysets import (
    AddressQuerySet,
    AnnouncementQuerySet,
    ChoiceQuerySet,
    MuteQuerySet,
    NotificationQuerySet,
    PreferencesQuerySet,
    ReminderQuerySet,
)
from accounts.users.models import User


class Announcement(models.Model):
    """The outbox: one row for one change, written with it. It is the truth; a task spreads it to people."""

    kind = models.CharField(max_length=60)
    target = models.CharField(max_length=60, help_text="Public id of what it is about.")
    cause = models.CharField(max_length=60, blank=True, help_text="Tells two events about one target apart.")
    scope = models.CharField(max_length=60, blank=True, help_text="The group it belongs to, for muting.")
    actor = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    recipients = models.JSONField(null=True, help_text="Keys of users; null: the kind's audience.")
    created_at = models.DateTimeField(auto_now_add=True)
    due_at = models.DateTimeField(help_text="Grows with each failed try.")
    attempts = models.PositiveSmallIntegerField(default=0)
    told_at = models.DateTimeField(null=True, blank=True)
    dropped_because = models.CharField(max_length=120, blank=True)

    objects = AnnouncementQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["due_at", "id"],
                condition=Q(told_at__isnull=True, dropped_because=""),
                name="announcement_untold",
            ),
            models.Index(fields=["target", "kind"], name="announcement_by_target"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.target}"


class Notification(models.Model):
    """Somebody is told of something. It stores kind and target, never text; rendering asks again."""

    public_id = PublicIdField()
    kind = models.CharField(max_length=60)
    recipient = models.ForeignKey(User, on_delete=models.CASCADE, related_name="notifications")
    target = models.CharField(max_length=60, help_text="Public id of what it is about.")
    cause = models.CharField(max_length=60, blank=True, help_text="Tells two events about one target apart.")
    scope = models.CharField(max_length=60, blank=True, help_text="The group it belongs to, for muting.")
    actor = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    channel = models.CharField(max_length=10, choices=Channel.choices, default=Channel.NOW)
    created_at = models.DateTimeField(auto_now_add=True)
    read_at = models.DateTimeField(null=True, blank=True)
    is_hidden = models.BooleanField(default=False, help_text="No line of the bell: it may not be read now.")
    mail_due_at = models.DateTimeField(null=True, blank=True, help_text="Null: no mail is owed.")
    leased_until = models.DateTimeField(null=True, blank=True)
    leased_by = models.CharField(max_length=22, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True, blank=True)
    dropped_because = models.CharField(max_length=120, blank=True)

    objects = NotificationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "target", "recipient", "cause"], name="notification_told_once"
            )
        ]
        indexes = [
            models.Index(
                fields=["mail_due_at"], condition=Q(mail_due_at__isnull=False), name="notification_mail_due"
            ),
            models.Index(
                fields=["dropped_because", "kind"],
                condition=Q(dropped_because__startswith="gave up")
                | Q(dropped_because__startswith="put away"),
                name="notification_dead",
            ),
            models.Index(
                fields=["recipient", "-created_at", "-id"],
                condition=Q(is_hidden=False),
                name="notification_lines",
            ),
            models.Index(
                fields=["recipient"],
                condition=Q(read_at__isnull=True, is_hidden=False),
                name="notification_new_lines",
            ),
            models.Index(
                fields=["recipient", "created_at"],
                condition=Q(channel="weekly", read_at__isnull=True, is_hidden=False),
                name="notification_for_letter",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.target}"


class Reminder(models.Model):
    """Something to tell one person at a given time: a row that falls due, never a task that is parked."""

    kind = models.CharField(max_length=60)
    recipient = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    target = models.CharField(max_length=60)
    scope = models.CharField(max_length=60, blank=True)
    due_at = models.DateTimeField()

    objects = ReminderQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "target", "recipient"], name="reminder_once"),
        ]
        indexes = [models.Index(fields=["due_at"], name="reminder_due")]

    def __str__(self) -> str:
        return f"{self.kind} {self.target}"


class Preferences(models.Model):
    """How one person wants to be told. Who has no row has the default preset."""

    user = models.OneToOneField(User, primary_key=True, on_delete=models.CASCADE, related_name="+")
    preset = models.CharField(max_length=12, choices=Preset.choices, default=Preset.IMPORTANT)
    sent_up_to = models.DateTimeField(null=True, blank=True, help_text="What the weekly letter has told of.")

    objects = PreferencesQuerySet.as_manager()

    def __str__(self) -> str:
        return self.preset


class Choice(models.Model):
    """The channel one person chose for one kind."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=60)
    channel = models.CharField(max_length=10, choices=Channel.choices)

    objects = ChoiceQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "kind"], name="choice_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.channel}"


class Mute(models.Model):
    """One person wants no mail and no number about one group, except what cannot be switched off."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    scope = models.CharField(max_length=60)

    objects = MuteQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "scope"], name="mute_once")]

    def __str__(self) -> str:
        return self.scope


class FailingAddress(models.Model):
    """An address that refused letters. The row goes when one arrives; after some refusals it is paused."""

    email = models.EmailField(max_length=254)
    refusals = models.PositiveSmallIntegerField(default=0)
    paused_at = models.DateTimeField(null=True, blank=True)

    objects = AddressQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="failing_address_once")]

    def __str__(self) -> str:
        return f"{self.refusals} refused"
