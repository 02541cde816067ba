from collections.abc import Collection
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Count, Q

from accounts.permissions import Viewer
from community.moderation.states import RevisionState

if TYPE_CHECKING:
    from community.moderation.models import Case, Decision, Report, Revision

QUEUE_LENGTH = 50
MOST_COUNTED = 99


class RevisionQuerySet(models.QuerySet["Revision"]):
    """Versions of moderated texts. Readers never start here: they go through ``published``."""

    def reviewable_by(self, viewer: Viewer) -> Self:
        """The only definition of who may read what waits: its moderators, never its author."""
        return self.in_scope_of(viewer).filter(state=RevisionState.PENDING)

    def in_scope_of(self, viewer: Viewer) -> Self:
        """Whatever the viewer could have decided, in any state: to say what happened, not to show it."""
        others = self.exclude(author_id=viewer.pk) if viewer.is_authenticated else self.none()
        if viewer.is_site_moderator:
            return others
        return others.filter(group_id__in=viewer.moderated_groups)

    def authored_by(self, viewer: Viewer) -> Self:
        """The viewer's own, whatever their state: for the author's pages and notices only."""
        return self.filter(author_id=viewer.pk) if viewer.is_authenticated else self.none()

    def of_item(self, kind: str, item_id: int) -> Self:
        return self.filter(kind=kind, item_id=item_id)

    def for_queue(self) -> Self:
        """Load all that the list shows, oldest first; anything else raises."""
        return self.order_by("created_at", "pk").fetch_mode(models.FETCH_RAISE)

    def with_author(self) -> Self:
        return self.select_related("author__profile")

    def newer_than(self, revision: "Revision") -> "Revision | None":
        """The version that replaced this one."""
        later = self.of_item(revision.kind, revision.item_id).filter(version__gt=revision.version)
        return later.with_author().order_by("-version").first()

    def last_decided_before(self, revision: "Revision") -> "Revision | None":
        """The newest earlier version that a moderator has decided on."""
        earlier = self.of_item(revision.kind, revision.item_id).filter(version__lt=revision.version)
        return earlier.filter(decisions__isnull=False).order_by("-version").first()


class CaseQuerySet(models.QuerySet["Case"]):
    """Reports about what is published."""

    def open(self) -> Self:
        return self.filter(closed_at__isnull=True)

    def reviewable_by(self, viewer: Viewer) -> Self:
        """Open cases the viewer may decide: in their scope, never about their own text."""
        return self.in_scope_of(viewer).open()

    def in_scope_of(self, viewer: Viewer) -> Self:
        """Decided ones too, so that a decision can be undone."""
        others = self.exclude(revision__author_id=viewer.pk) if viewer.is_authenticated else self.none()
        if viewer.is_site_moderator:
            return others
        return others.filter(group_id__in=viewer.moderated_groups)

    def reported_by(self, viewer: Viewer) -> Self:
        return self.filter(reports__reporter_id=viewer.pk) if viewer.is_authenticated else self.none()

    def with_revision(self) -> Self:
        """Load what the rules ask for."""
        return self.select_related("revision__author__profile")

    def for_queue(self) -> Self:
        """Load all that the list shows, oldest first; anything else raises."""
        waiting = self.order_by("opened_at", "pk").select_related("revision")
        return waiting.fetch_mode(models.FETCH_RAISE)


class DecisionQuerySet(models.QuerySet["Decision"]):
    """What was decided, newest last."""

    def latest_on(self, revision: "Revision") -> "Decision | None":
        """The decision on this revision that counts, with who decided."""
        on_it = self.filter(revision=revision, superseded_by__isnull=True)
        return on_it.select_related("decided_by__profile").first()

    def to_author(self, viewer: Viewer, public_ids: Collection[str]) -> Self:
        """Decisions on the viewer's own revisions, newest last."""
        own = self.filter(revision__author_id=viewer.pk) if viewer.is_authenticated else self.none()
        return own.filter(revision__public_id__in=public_ids).select_related("revision").order_by("pk")

    def latest_in(self, case: "Case") -> "Decision | None":
        """The last decision of this case, with who decided."""
        in_it = self.filter(case=case).select_related("decided_by__profile", "revision")
        return in_it.order_by("-pk").first()

    def record_of(self, author_id: int, group_id: int | None) -> dict[str, int]:
        """How often this author was published, sent back, rejected and removed in this group."""
        outcomes = ("published", "changes_requested", "rejected", "removed")
        theirs = self.filter(revision__author_id=author_id, revision__group_id=group_id)
        return theirs.aggregate(**{name: Count("pk", filter=Q(outcome=name)) for name in outcomes})


class ReportQuerySet(models.QuerySet["Report"]):
    """Who reported what."""

    def by_reporter(self, viewer: Viewer) -> "Report | None":
        return self.filter(reporter_id=viewer.pk).first()
