"""What moderation tells people, and who may still read it when it is told."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.notifications.kinds import Category, Kind, Weight, declare
from accounts.permissions import Viewer
from community.moderation.content import content_of, items_of
from community.moderation.models import Case, Decision, Moderated, Outcome, Revision
from community.moderation.samples import sample_case, sample_decision, sample_item, sample_revision

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise


@dataclass(frozen=True)
class Told:
    """What an author is told: the decision, and the row it is about."""

    decision: Decision
    item: Moderated


@dataclass(frozen=True)
class Words:
    """What the page of choices calls a kind, and how much it matters."""

    label: "_StrOrPromise"
    weight: Weight
    category: Category = Category.MODERATION
    is_for: Callable[[Viewer], bool] = lambda viewer: True


def _to_author(name: str, outcome: Outcome, words: Words) -> Kind:
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
            label=words.label,
            category=words.category,
            weight=words.weight,
            find=find,
            url=lambda told: content_of(told.item).own_url(told.item),
            heading=lambda told: told.decision.revision.title,
            sample=lambda: Told(sample_decision(outcome), sample_item()),
            is_batchable=False,
        )
    )


def _about[T: (Case, Revision)](
    name: str,
    find: Callable[[Viewer, Collection[str]], Mapping[str, T]],
    view: str,
    sample: Callable[[], T],
    words: Words,
    heading: "Callable[[T], str] | None" = None,
) -> Kind:
    """A kind about a row that waits, or about a case."""
    return declare(
        Kind(
            name=f"moderation.{name}",
            templates=f"community/notices/moderation.{name}",
            label=words.label,
            category=words.category,
            weight=words.weight,
            find=find,
            url=lambda subject: reverse(view, args=[subject.public_id]),
            heading=heading or _title,
            sample=sample,
            is_for=words.is_for,
        )
    )


def _title(subject: Case | Revision) -> str:
    return subject.title if isinstance(subject, Revision) else subject.revision.title


def _your_report(case: Case) -> str:
    """Not what it is about: that may have been taken down."""
    return str(_("Your report"))


def _moderates(viewer: Viewer) -> bool:
    return viewer.is_site_moderator or bool(viewer.moderated_groups)


def _waiting(viewer: Viewer, targets: Collection[str]) -> dict[str, Revision]:
    found = Revision.objects.reviewable_by(viewer).for_queue().filter(public_id__in=targets)
    return {revision.public_id: revision for revision in found}


def _open_cases(viewer: Viewer, targets: Collection[str]) -> dict[str, Case]:
    found = Case.objects.reviewable_by(viewer).for_queue().filter(public_id__in=targets)
    return {case.public_id: case for case in found}


def _own_reports(viewer: Viewer, targets: Collection[str]) -> dict[str, Case]:
    found = Case.objects.reported_by(viewer).filter(public_id__in=targets)
    return {case.public_id: case for case in found}


PUBLISHED = _to_author(
    "published",
    Outcome.PUBLISHED,
    Words(_("Your story is published"), Weight.IMPORTANT, Category.STORIES),
)
SENT_BACK = _to_author(
    "sent_back",
    Outcome.CHANGES_REQUESTED,
    Words(_("A moderator asks you for a change"), Weight.IMPORTANT, Category.STORIES),
)
REJECTED = _to_author(
    "rejected", Outcome.REJECTED, Words(_("Your story is not published"), Weight.IMPORTANT, Category.STORIES)
)
REMOVED = _to_author(
    "removed", Outcome.REMOVED, Words(_("Your story was taken down"), Weight.SAFETY, Category.STORIES)
)
RESTORED = _to_author(
    "restored", Outcome.RESTORED, Words(_("Your story was put back"), Weight.IMPORTANT, Category.STORIES)
)
WAITING = _about(
    "waiting",
    _waiting,
    "moderation:revision",
    sample_revision,
    Words(_("A story waits for you to read it"), Weight.IMPORTANT, is_for=_moderates),
)
REPORTED = _about(
    "reported",
    _open_cases,
    "moderation:case",
    sample_case,
    Words(_("Somebody reported a story"), Weight.SAFETY, is_for=_moderates),
)
REPORT_RECEIVED = _about(
    "report_received",
    _own_reports,
    "moderation:report",
    sample_case,
    Words(_("We have your report"), Weight.QUIET),
    heading=_your_report,
)
REPORT_DECIDED = _about(
    "report_decided",
    _own_reports,
    "moderation:report",
    sample_case,
    Words(_("A moderator decided on your report"), Weight.IMPORTANT),
    heading=_your_report,
)
