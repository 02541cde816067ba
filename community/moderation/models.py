"""What may be shown, who decided it, and why.

A moderated row (``Moderated``) points at its published revision; readers reach text only through that pointer.
Revisions name their row by ``kind`` and ``item_id``, because moderation lies below its content.
"""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.identifiers import PublicIdField
from accounts.users.models import User
from community.moderation.querysets import CaseQuerySet, RevisionQuerySet


class RevisionState(models.TextChoices):
    PENDING = "pending", _("Waiting for a moderator")
    CHANGES_REQUESTED = "changes_requested", _("Sent back")
    PUBLISHED = "published", _("Published")
    REJECTED = "rejected", _("Not published")
    SUPERSEDED = "superseded", _("Replaced by a newer version")
    WITHDRAWN = "withdrawn", _("Taken back")
    REMOVED = "removed", _("Removed")


class ReasonCode(models.TextChoices):
    """The eight report categories; a decision names the same ones."""

    SPAM = "spam", _("Spam")
    HARASSMENT = "harassment", _("Harassment or hate")
    UNSAFE_PRACTICE = "unsafe_practice", _("Unsafe meetup or place")
    PRIVACY = "privacy", _("Privacy or location exposed")
    MINOR_SAFETY = "minor_safety", _("Safety of a minor")
    IMPERSONATION = "impersonation", _("Impersonation")
    ILLEGAL = "illegal", _("Illegal content")
    HOUSE_RULE = "house_rule", _("Breaks a rule of the group or the site")


class Revision(models.Model):
    """One immutable version of a moderated text. Only its state moves, by compare-and-swap."""

    public_id = PublicIdField()
    kind = models.CharField(max_length=20, help_text="Which kind of content: 'story', …")
    item_id = models.BigIntegerField()
    version = models.PositiveIntegerField()
    state = models.CharField(max_length=20, choices=RevisionState.choices, default=RevisionState.PENDING)
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    group_id = models.BigIntegerField(null=True, help_text="Whose moderators decide; null is the whole site.")
    title = models.CharField(max_length=120)
    text = models.TextField()
    created_at = models.DateTimeField(auto_now_add=True)

    objects = RevisionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "item_id", "version"], name="revision_version_once"),
            models.UniqueConstraint(
                fields=["kind", "item_id"], condition=Q(state="pending"), name="revision_one_pending"
            ),
        ]
        indexes = [
            models.Index(
                fields=["group_id", "created_at", "id"], condition=Q(state="pending"), name="revision_queue"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.item_id} v{self.version}"


class Moderated(models.Model):
    """A row whose text waits for a moderator. ``published`` is all that readers can ever reach."""

    kind: ClassVar[str]

    public_id = PublicIdField()
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    published = models.OneToOneField(Revision, null=True, on_delete=models.PROTECT, related_name="+")
    published_at = models.DateTimeField(null=True, help_text="When it was first published.")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        abstract = True


class Case(models.Model):
    """Reports about one row, collected until a moderator decides."""

    public_id = PublicIdField()
    kind = models.CharField(max_length=20)
    item_id = models.BigIntegerField()
    group_id = models.BigIntegerField(null=True)
    opened_at = models.DateTimeField(auto_now_add=True)
    closed_at = models.DateTimeField(null=True)

    objects = CaseQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "item_id"], condition=Q(closed_at__isnull=True), name="case_one_open"
            )
        ]
        indexes = [
            models.Index(
                fields=["group_id", "opened_at", "id"], condition=Q(closed_at__isnull=True), name="case_queue"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.item_id}"


class Report(models.Model):
    """One reader's report: a reason and plain words."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="reports")
    reporter = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=20, choices=ReasonCode.choices)
    words = models.TextField(blank=True)
    reported_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "reporter"], name="report_once_per_case")]

    def __str__(self) -> str:
        return f"{self.reason} {self.case_id}"


class Outcome(models.TextChoices):
    PUBLISHED = "published", _("Published")
    CHANGES_REQUESTED = "changes_requested", _("Sent back")
    REJECTED = "rejected", _("Not published")
    REMOVED = "removed", _("Removed")
    NO_ACTION = "no_action", _("Left as it is")


class Decision(models.Model):
    """What a moderator decided, with reason and words. Rows are only ever added."""

    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="decisions")
    case = models.ForeignKey(Case, null=True, on_delete=models.PROTECT, related_name="decisions")
    outcome = models.CharField(max_length=20, choices=Outcome.choices)
    reason = models.CharField(max_length=20, choices=ReasonCode.choices, blank=True)
    words = models.TextField(blank=True, help_text="What the author reads.")
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.outcome} {self.revision_id}"
