"""What waits for one moderator: versions to read and cases to decide, oldest first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext_lazy, ngettext

from accounts.contracts import private_groups
from accounts.permissions import Viewer
from accounts.users.models import User
from community.moderation.content import content_of
from community.moderation.contracts import moderators_of, scope_names
from community.moderation.models import MESSAGE, PERSON, Case, Revision
from community.moderation.querysets import MOST_COUNTED, QUEUE_LENGTH
from community.moderation.titles import titles_of

PEOPLE = {PERSON: gettext_lazy("A person"), MESSAGE: gettext_lazy("A message")}


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
    groups = {row.group_id for row in revisions} | {row.group_id for row in cases}
    kept_out = viewer.kept_out_of([pk for pk in groups if pk is not None])
    names = names_of_scopes([*groups - kept_out])
    titles = titles_of(cases, viewer)
    lines = [_revision_line(revision, names) for revision in revisions]
    lines += [_case_line(case, titles[case.public_id], names) for case in cases]
    return sorted(lines, key=lambda line: line.since)


def count_waiting_for(viewer: Viewer) -> int:
    """How much waits, counted no further than is shown."""
    counted = Revision.objects.reviewable_by(viewer)[:MOST_COUNTED].count()
    if counted < MOST_COUNTED:
        counted += Case.objects.reviewable_by(viewer)[: MOST_COUNTED - counted].count()
    return counted


def waits_for_nobody(revision: Revision) -> bool:
    """A private group has no other moderator: the site's do not read what waits there."""
    private = any(answer.filter(pk=revision.group_id).exists() for answer in private_groups())
    if not private or revision.group_id is None:
        return False
    others = {pk for answer in moderators_of(revision.group_id) for pk in answer} - {revision.author_id}
    return not User.objects.filter(pk__in=others, is_active=True).exists()


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


def _case_line(case: Case, title: str, names: dict[int | None, str]) -> Waiting:
    reports = ngettext("%(n)d report", "%(n)d reports", case.report_count) % {"n": case.report_count}
    return Waiting(
        title=title,
        what=f"{PEOPLE[case.kind]} · {reports}" if case.kind in PEOPLE else reports,
        scope=names.get(case.group_id, ""),
        since=case.opened_at,
        url=reverse("moderation:case", args=[case.public_id]),
        public_id=case.public_id,
    )
