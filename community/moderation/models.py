"""What may be shown, who decided it, and why.

A moderated row (``Moderated``) points at its published revision; readers reach text only through that
pointer. Revisions name their row by ``kind`` and ``item_id``, because moderation lies below its content.
"""

from collections.abc import Collection
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from accounts.contact.models import Message
from accounts.identifiers import PublicIdField
from accounts.text import render_markdown
from accounts.users.models import User
from community.moderation.querysets import (
    AccessRecordQuerySet,
    CaseQuerySet,
    DecisionQuerySet,
    ReportQuerySet,
    RevisionQuerySet,
)
from community.moderation.states import ALLOWED, BADGES, RevisionState, Verb, allows

PERSON, MESSAGE = "person", "message"  # kinds of cases about something that shows without a decision


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
    audience = models.CharField(max_length=10, help_text="Who may read it once it is published.")
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

    @property
    def html(self) -> SafeString:
        """The text as readers would see it; made anew each time, so that what waits is kept nowhere."""
        return render_markdown(self.text)

    @property
    def badge(self) -> str:
        """The state as the ``{% state %}`` tag knows it."""
        return BADGES[RevisionState(self.state)]

    def advance(self, *, from_: Collection[RevisionState], to: RevisionState) -> bool:
        """Move to another state if it is still in one of ``from_``. Return False if somebody was faster."""
        if not Revision.objects.filter(pk=self.pk, state__in=from_).update(state=to):
            return False
        self.state = to
        return True


def _there(revision: Revision | None) -> Revision:
    if revision is None:
        raise LookupError("a case about a person or a message has no versions")
    return revision


class Moderated(models.Model):
    """A row whose text waits for a moderator. ``published`` is all that readers can ever reach.

    ``newest`` is for the author and for moderators. It also orders writers: whoever writes the next version
    first takes it away from the version it was written on.
    """

    kind: ClassVar[str]
    group_id: int | None

    public_id = PublicIdField()
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    published = models.OneToOneField(Revision, null=True, on_delete=models.PROTECT, related_name="+")
    newest = models.OneToOneField(Revision, null=True, on_delete=models.PROTECT, related_name="+")
    published_at = models.DateTimeField(null=True, help_text="When it was first published.")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        abstract = True

    @property
    def is_editable(self) -> bool:
        """Says whether its author may send a next version."""
        return self.newest is not None and allows(
            Verb.EDIT, RevisionState(self.newest.state), is_published=self.published_id is not None
        )

    @property
    def is_withdrawable(self) -> bool:
        """Says whether something waits that its author may take back."""
        return self.newest is not None and self.newest.state in ALLOWED[Verb.WITHDRAW]

    @property
    def waits(self) -> bool:
        """A moderator has not decided on the newest version."""
        return self.newest is not None and self.newest.state == RevisionState.PENDING


class Outcome(models.TextChoices):
    PUBLISHED = "published", _("Published")
    CHANGES_REQUESTED = "changes_requested", _("Sent back")
    REJECTED = "rejected", _("Not published")
    REMOVED = "removed", _("Removed")
    RESTORED = "restored", _("Put back")
    NO_ACTION = "no_action", _("Left as it is")


class Case(models.Model):
    """Reports about one published row, collected until a moderator decides."""

    public_id = PublicIdField()
    kind = models.CharField(max_length=20)
    item_id = models.BigIntegerField()
    group_id = models.BigIntegerField(null=True)
    revision = models.ForeignKey(
        Revision,
        null=True,
        on_delete=models.PROTECT,
        related_name="cases",
        help_text="What the first report was about; nothing where it has no versions.",
    )
    about = models.ForeignKey(
        User,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Who, or whose text, is reported.",
    )
    report_count = models.PositiveIntegerField(default=0)
    opened_at = models.DateTimeField(auto_now_add=True)
    closed_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=20, choices=Outcome.choices, blank=True)

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

    @property
    def concerned_id(self) -> int | None:
        """Key of the person who, or whose text, is reported."""
        return self.revision.author_id if self.revision else self.about_id

    @property
    def group_read_in(self) -> int | None:
        """In whose group one reads with this case: a message belongs to the group of its conversation."""
        if self.kind != MESSAGE:
            return self.group_id
        return Message.objects.filter(pk=self.item_id).values_list("thread__group_id", flat=True).first()

    @property
    def is_about_story(self) -> bool:
        """Is it about a text with versions, and not about a person or a message?"""
        return self.kind not in (PERSON, MESSAGE)

    @property
    def version(self) -> Revision:
        """What the first report was about, where it has versions."""
        return _there(self.revision)


class Report(models.Model):
    """One reader's report: a reason and plain words."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="reports")
    reporter = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=20, choices=ReasonCode.choices)
    words = models.TextField(blank=True)
    reported_at = models.DateTimeField(auto_now_add=True)

    objects = ReportQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "reporter"], name="report_once_per_case")]

    def __str__(self) -> str:
        return f"{self.reason} {self.case_id}"


class Decision(models.Model):
    """What a moderator decided, with reason and words. Rows are only ever added."""

    revision = models.ForeignKey(Revision, null=True, on_delete=models.PROTECT, related_name="decisions")
    case = models.ForeignKey(Case, null=True, on_delete=models.PROTECT, related_name="decisions")
    outcome = models.CharField(max_length=20, choices=Outcome.choices)
    reason = models.CharField(max_length=20, choices=ReasonCode.choices, blank=True)
    words = models.TextField(blank=True, help_text="What the author reads.")
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(auto_now_add=True)
    supersedes = models.OneToOneField(
        "self",
        null=True,
        on_delete=models.PROTECT,
        related_name="superseded_by",
        help_text="The decision on the same revision that this one replaces.",
    )

    objects = DecisionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["revision"], condition=Q(supersedes__isnull=True), name="decision_one_first"
            ),
            models.CheckConstraint(
                condition=Q(revision__isnull=False) | Q(case__isnull=False),
                name="decision_is_about_something",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.outcome} {self.revision_id}"

    @property
    def version(self) -> Revision:
        """What was decided on, where it has versions."""
        return _there(self.revision)


class AccessRecord(models.Model):
    """Somebody who does not belong to a private group read in it, for a case. Rows are only ever added."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="access_records")
    reader = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    group_id = models.BigIntegerField()
    read_at = models.DateTimeField(auto_now_add=True)

    objects = AccessRecordQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["group_id", "-read_at"], name="access_by_group")]

    def __str__(self) -> str:
        return f"{self.reader_id} {self.group_id}"
