from collections.abc import Collection
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Self

from django.apps import apps
from django.db import models
from django.db.models import Count, Exists, OuterRef, Q
from django.utils import timezone

from accounts.contracts import private_groups
from accounts.permissions import Viewer
from accounts.users.models import Block
from community.moderation.states import RevisionState

if TYPE_CHECKING:
    from community.moderation.models import Case, Decision, Report, Revision

QUEUE_LENGTH = 50
MOST_COUNTED = 99
OPEN_FOR = timedelta(hours=1)  # how long a moderator of the site reads a private group's case once opened


def in_reach_of(viewer: Viewer) -> Q:
    """Rows of groups the viewer moderates; for the site's moderators all but private groups of others."""
    own = Q(group_id__in=list(viewer.moderated_groups))
    if not viewer.is_site_moderator:
        return own
    others = Q()
    for private in private_groups():
        others &= ~Q(Exists(private.filter(pk=OuterRef("group_id"))))
    return others | Q(group_id__in=list(viewer.roles))


class RevisionQuerySet(models.QuerySet["Revision"]):
    """Versions of moderated texts. Readers never start here: they go through ``published``."""

    def reviewable_by(self, viewer: Viewer) -> Self:
        """The only definition of who may read what waits: its moderators, never its author."""
        return self.in_scope_of(viewer).filter(state=RevisionState.PENDING)

    def in_scope_of(self, viewer: Viewer) -> Self:
        """Whatever the viewer could have decided, in any state: to say what happened, not to show it.

        What waits in a private group is for its own moderators alone.
        """
        others = self.exclude(author_id=viewer.pk) if viewer.is_authenticated else self.none()
        return others.filter(in_reach_of(viewer))

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
        """Open cases for the viewer's queue: in their scope, never about themselves or their own text."""
        return self.in_scope_of(viewer).open()

    def in_scope_of(self, viewer: Viewer) -> Self:
        """Decided ones too, so that a decision can be undone.

        The site's moderators have cases of private groups too, as a line; ``readable_by`` says more.
        """
        if not viewer.is_authenticated:
            return self.none()
        others = self.exclude(revision__author_id=viewer.pk).exclude(about_id=viewer.pk)
        if viewer.is_site_moderator:
            return others
        return others.filter(group_id__in=viewer.moderated_groups)

    def readable_by(self, viewer: Viewer) -> Self:
        """Cases whose text the viewer may read: of a private group of others only what they have opened."""
        opened = Q(access_records__in=_records().still_open_to(viewer))
        return self.in_scope_of(viewer).filter(in_reach_of(viewer) | opened).distinct()

    def about_viewer(self, viewer: Viewer, public_ids: Collection[str]) -> Self:
        """Decided cases about the viewer, or a message of theirs: what they were told of."""
        about = self.filter(about_id=viewer.pk) if viewer.is_authenticated else self.none()
        told = about.filter(kind__in=("person", "message"), public_id__in=public_ids)
        return told.exclude(outcome__in=("", "no_action"))

    def reported_by(self, viewer: Viewer) -> Self:
        return self.filter(reports__reporter_id=viewer.pk) if viewer.is_authenticated else self.none()

    def with_revision(self) -> Self:
        """Load what the rules ask for."""
        return self.select_related("revision__author__profile", "about__profile")

    def for_queue(self) -> Self:
        """Load all that the list shows, oldest first; anything else raises."""
        waiting = self.order_by("opened_at", "pk").select_related("revision", "about__profile")
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

    def of_cases(self, viewer: Viewer, cases: Collection[int]) -> "dict[int, Decision]":
        """The last decision of each of these cases about the viewer, by the key of the case."""
        rows = self.filter(case__in=list(cases), case__about_id=viewer.pk).order_by("pk")
        return {row.case_id: row for row in rows if row.case_id is not None}

    def for_author(self) -> Self:
        """Load who decided, in order; ``is_apart``: the author of the text does not see their name."""
        is_apart = Exists(Block.objects.between(OuterRef("decided_by"), OuterRef("revision__author")))
        return self.select_related("decided_by__profile").annotate(is_apart=is_apart).order_by("pk")

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


class AccessRecordQuerySet(models.QuerySet["AccessRecord"]):
    """Who read in a private group they do not belong to."""

    def still_open_to(self, viewer: Viewer, now: datetime | None = None) -> Self:
        """What this reader opened a short while ago and may still read."""
        since = (now or timezone.now()) - OPEN_FOR
        return self.filter(reader_id=viewer.pk, read_at__gt=since)

    def of_group(self, group_id: int) -> Self:
        """For the group's organizers; who reads it loads the reader's name."""
        return self.filter(group_id=group_id).select_related("reader__profile")


def _records() -> AccessRecordQuerySet:
    return apps.get_model("community", "AccessRecord").objects.all()
