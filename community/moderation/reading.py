"""What a moderator sees of one version or one case."""

from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from community.moderation.content import Content, content_of, item_of
from community.moderation.diff import Run, word_changes
from community.moderation.models import Case, Decision, Report, Revision
from community.moderation.waiting import names_of_scopes


@dataclass
class Reading:
    """One version: what it is compared to, why it is here, what is known of its author in this group."""

    revision: Revision
    item: Any
    content: Content
    scope: str
    record: dict[str, int]
    compared: Revision | None = None
    title_changes: list[list[Run]] = field(default_factory=list)
    changes: list[list[Run]] = field(default_factory=list)
    other_changes: list[str] = field(default_factory=list)
    last_decision: Decision | None = None
    reports: list[Report] = field(default_factory=list)

    @property
    def is_first(self) -> bool:
        """Nothing of this author was published in this group before."""
        return not self.record["published"]

    @property
    def readers_url(self) -> str:
        return self.content.url(self.item)

    @property
    def replaces_published(self) -> bool:
        return self.item.published_id is not None and self.item.published_id != self.revision.pk


def read_revision(revision: Revision, *, since: Revision | None = None) -> Reading:
    """Put a waiting version beside what the moderator has read, what readers see, or what was sent back."""
    reading = _reading(revision, item_of(revision))
    published = reading.item.published if reading.replaces_published else None
    reading.compared = since or published or Revision.objects.last_decided_before(revision)
    if reading.compared:
        _compare(reading, reading.compared)
    reading.content.load([row for row in (revision, reading.compared) if row])
    if reading.compared:
        reading.other_changes = reading.content.changes(reading.compared, revision)
        reading.last_decision = Decision.objects.latest_on(reading.compared)
    return reading


def read_case(case: Case) -> Reading:
    """Show what readers see now, and what was reported about it."""
    item = item_of(case)
    reading = _reading(item.published or case.version, item)
    reading.content.load([reading.revision])
    reading.reports = list(case.reports.order_by("reported_at", "pk"))
    reading.last_decision = Decision.objects.latest_in(case)
    return reading


def _reading(revision: Revision, item: Any) -> Reading:
    return Reading(
        revision=revision,
        item=item,
        content=content_of(revision),
        scope=names_of_scopes([revision.group_id]).get(revision.group_id, _("The whole site")),
        record=Decision.objects.record_of(revision.author_id, revision.group_id),
    )


def _compare(reading: Reading, old: Revision) -> None:
    reading.title_changes = word_changes(old.title, reading.revision.title)
    reading.changes = word_changes(old.text, reading.revision.text)
