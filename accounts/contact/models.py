"""Small threads of plain text between two sides that have something to settle. No open direct messages."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.contact.querysets import MessageQuerySet, ThreadQuerySet
from accounts.identifiers import PublicIdField, SentOnce
from accounts.users.models import User


class Topic(models.TextChoices):
    """What brings the two sides together; nothing else opens a thread."""

    JOINING = "joining", _("Joining a group")
    SPOTTING = "spotting", _("Spotting for each other")
    MODERATION = "moderation", _("A moderator's decision")


class Thread(models.Model):
    """``person`` on one side; on the other one other person, or whoever has the role in the group."""

    public_id = PublicIdField()
    topic = models.CharField(max_length=10, choices=Topic.choices)
    target = models.CharField(max_length=40, help_text="Public id of what it is about.")
    group_id = models.BigIntegerField(null=True, help_text="Whose organizers, or moderators, take part.")
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    other = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(auto_now_add=True)
    last_at = models.DateTimeField(help_text="Of the last message; 30 days of silence close it.")
    closed_at = models.DateTimeField(null=True)

    objects = ThreadQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["topic", "target", "person"], name="thread_once"),
            models.CheckConstraint(
                condition=Q(other__isnull=True) | ~Q(person=F("other")), name="thread_of_two"
            ),
        ]
        indexes = [
            models.Index(fields=["group_id", "-last_at"], name="thread_of_group"),
            models.Index(fields=["last_at"], condition=Q(closed_at__isnull=True), name="thread_open"),
        ]

    def __str__(self) -> str:
        return f"{self.topic} {self.target}"


class Message(SentOnce):
    """A few lines of plain text."""

    public_id = PublicIdField()
    thread = models.ForeignKey(Thread, on_delete=models.PROTECT, related_name="messages")
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(_("message"), max_length=2000)
    sent_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, help_text="A moderator took it away; its row stays.")

    objects = MessageQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["thread", "sent_at", "id"], name="message_by_thread")]

    def __str__(self) -> str:
        return self.public_id
