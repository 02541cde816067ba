"""What moderation tells people, and who may still read it when it is told."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.notifications.kinds import Category, Kind, Weight, declare
from accounts.permissions import Viewer
from community.moderation.content import content_of, items_of
from community.moderation.models import MESSAGE, Case, Decision, Moderated, Outcome, Revision
from community.moderation.samples import (
    TITLE,
    sample_case,
    sample_decision,
    sample_item,
    sample_message_decision,
    sample_revision,
)
from community.moderation.titles import titles_of

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise


@dataclass(frozen=True)
class Told:
    """What an author is told: the decision, and the row it is about."""

    decision: Decision
    item: Moderated


@dataclass(frozen=True)
class AboutYou:
    """What somebody is told who, or whose message, was reported: the decision that counts."""

    case: Case
    decision: Decision


@dataclass(frozen=True)
class Reported:
    """An open case, called what the recipient may know of it."""

    public_id: str
    kind: str
    title: str


@dataclass(frozen=True)
class Words:
    """What the page of choices calls a kind, and how much it matters."""

    label: "_StrOrPromise"
    weight: Weight
    category: Category = Category.MODERATION
    is_for: Callable[[Viewer], bool] = lambda viewer: True
    is_duty: bool = False


def _to_author(name: str, outcome: Outcome, words: Words) -> Kind:
    """A kind about one decision on one of the recipient's own revisions."""

    def find(viewer: Viewer, targets: Collection[str]) -> dict[str, Told]:
        decisions = list(Decision.objects.to_author(viewer, targets).filter(outcome=outcome))
        versions = [decision.version for decision in decisions]
        items = items_of(versions)
        return {
            version.public_id: Told(decision, items[version.kind, version.item_id])
            for decision, version in zip(decisions, versions, strict=True)
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
            heading=lambda told: told.decision.version.title,
            sample=lambda: Told(sample_decision(outcome), sample_item()),
            is_batchable=False,
        )
    )


def _about[T: (Case, Revision, Reported)](
    name: str,
    find: Callable[[Viewer, Collection[str]], Mapping[str, T]],
    view: str,
    sample: Callable[[], T],
    words: Words,
    heading: "Callable[[T], str]",
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
            heading=heading,
            sample=sample,
            is_for=words.is_for,
            is_duty=words.is_duty,
        )
    )


def _your_report(case: Case) -> str:
    """Not what it is about: that may have been taken down."""
    return str(_("Your report"))


def _moderates(viewer: Viewer) -> bool:
    return viewer.is_site_moderator or bool(viewer.moderated_groups)


def _waiting(viewer: Viewer, targets: Collection[str]) -> dict[str, Revision]:
    found = Revision.objects.reviewable_by(viewer).for_queue().filter(public_id__in=targets)
    return {revision.public_id: revision for revision in found}


def _open_cases(viewer: Viewer, targets: Collection[str]) -> dict[str, Reported]:
    found = list(Case.objects.reviewable_by(viewer).for_queue().filter(public_id__in=targets))
    titles = titles_of(found, viewer)
    return {case.public_id: Reported(case.public_id, case.kind, titles[case.public_id]) for case in found}


def _decided_about(viewer: Viewer, targets: Collection[str]) -> dict[str, AboutYou]:
    cases = {case.pk: case for case in Case.objects.about_viewer(viewer, targets)}
    decisions = Decision.objects.of_cases(viewer, cases)
    return {cases[pk].public_id: AboutYou(cases[pk], decision) for pk, decision in decisions.items()}


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
    Words(_("A story waits for you to read it"), Weight.IMPORTANT, is_for=_moderates, is_duty=True),
    heading=lambda revision: revision.title,
)
REPORTED = _about(
    "reported",
    _open_cases,
    "moderation:case",
    lambda: Reported("sample", "story", TITLE),
    Words(_("Somebody reported something"), Weight.SAFETY, is_for=_moderates),
    heading=lambda reported: reported.title,
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
ABOUT_YOU = declare(
    Kind(
        name="moderation.about_you",
        templates="community/notices/moderation.about_you",
        label=_("A moderator decided about you"),
        category=Category.MODERATION,
        weight=Weight.SAFETY,
        find=_decided_about,
        url=lambda told: reverse("moderation:about_you", args=[told.case.public_id]),
        heading=lambda told: str(_("A moderator’s decision")),
        sample=lambda: AboutYou(
            Case(public_id="sample", kind=MESSAGE, outcome=Outcome.REMOVED),
            sample_message_decision(),
        ),
        is_batchable=False,
    )
)
