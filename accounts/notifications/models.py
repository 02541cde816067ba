"""The outbox: one row per person told of one thing. The row is the truth; mail and bell are views of it."""

from django.db import models
from django.db.models import Q

from accounts.identifiers import PublicIdField
from accounts.notifications.querysets import NotificationQuerySet
from accounts.users.models import User


class Notification(models.Model):
    """Somebody is told of something. It stores kind and target, never text; rendering asks again."""

    public_id = PublicIdField()
    kind = models.CharField(max_length=60)
    recipient = models.ForeignKey(User, on_delete=models.CASCADE, related_name="notifications")
    target = models.CharField(max_length=60, help_text="Public id of what it is about.")
    cause = models.CharField(max_length=60, blank=True, help_text="Tells two events about one target apart.")
    created_at = models.DateTimeField(auto_now_add=True)
    read_at = models.DateTimeField(null=True, blank=True)
    mail_due_at = models.DateTimeField(null=True, blank=True, help_text="Null: no mail is owed.")
    leased_until = models.DateTimeField(null=True, blank=True)
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
            models.Index(fields=["recipient", "-created_at", "-id"], name="notification_bell"),
            models.Index(fields=["recipient"], condition=Q(read_at__isnull=True), name="notification_unread"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.target}"
