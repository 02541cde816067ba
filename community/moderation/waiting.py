"""What waits for one moderator: versions to read and cases to decide, oldest first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import ngettext

from accounts.permissions import Viewer
from community.moderation.content import content_of
from community.moderation.contracts import scope_names
from community.moderation.models import Case, Revision
from community.moderation.querysets import MOST_COUNTED, QUEUE_LENGTH


@dataclass(frozen=True)
class Waiting:
    """One line of the queue."""

    title: str
    what: str
    scope: str
    since: datetime
    url: str
    public_id: str


def waiting_for(viewer: Viewer) -> list[Waiting]:
    """The oldest that wait, at most QUEUE_LENGTH of each sort; who decides makes room for the next."""
    revisions = list(Revision.objects.reviewable_by(viewer).for_queue()[:QUEUE_LENGTH])
    cases = list(Case.objects.reviewable_by(viewer).for_queue()[:QUEUE_LENGTH])
    names = names_of_scopes([*(row.group_id for row in revisions), *(row.group_id for row in cases)])
    lines = [_revision_line(revision, names) for revision in revisions]
    lines += [_case_line(case, names) for case in cases]
    return sorted(lines, key=lambda line: line.since)


def count_waiting_for(viewer: Viewer) -> int:
    """How much waits, counted no further than is shown."""
    counted = Revision.objects.reviewable_by(viewer)[:MOST_COUNTED].count()
    if counted < MOST_COUNTED:
        counted += Case.objects.reviewable_by(viewer)[: MOST_COUNTED - counted].count()
    return counted


def names_of_scopes(group_ids: Sequence[int | None]) -> dict[int | None, str]:
    wanted = {pk for pk in group_ids if pk is not None}
    answers = scope_names(wanted) if wanted else []
    return {pk: name for answer in answers for pk, name in answer.items()}


def _revision_line(revision: Revision, names: dict[int | None, str]) -> Waiting:
    content = content_of(revision)
    return Waiting(
        title=revision.title,
        what=str(content.new if revision.version == 1 else content.again),
        scope=names.get(revision.group_id, ""),
        since=revision.created_at,
        url=reverse("moderation:revision", args=[revision.public_id]),
        public_id=revision.public_id,
    )


def _case_line(case: Case, names: dict[int | None, str]) -> Waiting:
    reports = ngettext("%(n)d report", "%(n)d reports", case.report_count) % {"n": case.report_count}
    return Waiting(
        title=case.revision.title,
        what=reports,
        scope=names.get(case.group_id, ""),
        since=case.opened_at,
        url=reverse("moderation:case", args=[case.public_id]),
        public_id=case.public_id,
    )
