"""What moderation tells people, and who may still read it when it is told."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from accounts.notifications.kinds import Kind, declare
from accounts.permissions import Viewer
from community.moderation.content import content_of, items_of
from community.moderation.models import Case, Decision, Moderated, Outcome, Revision


@dataclass(frozen=True)
class Told:
    """What an author is told: the decision, and the row it is about."""

    decision: Decision
    item: Moderated


def _to_author(name: str, outcome: Outcome) -> Kind:
    """A kind about one decision on one of the recipient's own revisions."""

    def find(viewer: Viewer, targets: Collection[str]) -> dict[str, Told]:
        decisions = list(Decision.objects.to_author(viewer, targets).filter(outcome=outcome))
        items = items_of(decision.revision for decision in decisions)
        return {
            decision.revision.public_id: Told(
                decision, items[decision.revision.kind, decision.revision.item_id]
            )
            for decision in decisions
        }

    return declare(
        Kind(
            name=f"moderation.{name}",
            templates=f"community/notices/moderation.{name}",
            find=find,
            url=lambda told: content_of(told.item).own_url(told.item),
        )
    )


def _bell(name: str, find: Callable[[Viewer, Collection[str]], Mapping[str, Any]], view: str) -> Kind:
    return declare(
        Kind(
            name=f"moderation.{name}",
            templates=f"community/notices/moderation.{name}",
            find=find,
            url=lambda subject: reverse(view, args=[subject.public_id]),
            sends_mail=False,
        )
    )


def _waiting(viewer: Viewer, targets: Collection[str]) -> dict[str, Revision]:
    found = Revision.objects.reviewable_by(viewer).for_queue().filter(public_id__in=targets)
    return {revision.public_id: revision for revision in found}


def _open_cases(viewer: Viewer, targets: Collection[str]) -> dict[str, Case]:
    found = Case.objects.reviewable_by(viewer).for_queue().filter(public_id__in=targets)
    return {case.public_id: case for case in found}


def _own_reports(viewer: Viewer, targets: Collection[str]) -> dict[str, Case]:
    found = Case.objects.reported_by(viewer).filter(public_id__in=targets)
    return {case.public_id: case for case in found}


PUBLISHED = _to_author("published", Outcome.PUBLISHED)
SENT_BACK = _to_author("sent_back", Outcome.CHANGES_REQUESTED)
REJECTED = _to_author("rejected", Outcome.REJECTED)
REMOVED = _to_author("removed", Outcome.REMOVED)
RESTORED = _to_author("restored", Outcome.RESTORED)
WAITING = _bell("waiting", _waiting, "moderation:revision")
REPORTED = _bell("reported", _open_cases, "moderation:case")
REPORT_RECEIVED = _bell("report_received", _own_reports, "moderation:report")
REPORT_DECIDED = _bell("report_decided", _own_reports, "moderation:report")
