"""What moderation answers about small contact threads: which decision one is about, and with whom."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.contact.contracts import Subject
from accounts.contact.models import Topic
from accounts.permissions import Viewer
from accounts.users.models import User
from community.moderation.content import KINDS, content_of, items_of
from community.moderation.models import Case, Revision
from community.moderation.titles import title_of


@dataclass(frozen=True)
class Matter:
    """Something decided that both sides may write about; ``url`` is its page for who asked."""

    target: str
    heading: str
    url: str
    person: User
    group_id: int | None


def matters(targets: Collection[str], viewer: Viewer) -> dict[str, Matter]:
    """The viewer's own texts and cases about them that were decided, and what they may decide on."""
    found = _own_texts(targets, viewer) | _own_cases(targets, viewer)
    for revision in (
        Revision.objects.in_scope_of(viewer).with_author().filter(kind__in=KINDS, public_id__in=targets)
    ):
        url = reverse("moderation:revision", args=[revision.public_id])
        found[revision.public_id] = _on_text(revision, url)
    for case in (
        Case.objects.in_scope_of(viewer)
        .with_revision()
        .filter(group_id__isnull=True, about__isnull=False, public_id__in=targets)
    ):
        url = reverse("moderation:case", args=[case.public_id])
        found |= _on_case(case, title_of(case), url)
    return found


def matter_of(public_id: str, viewer: Viewer) -> Matter | None:
    return matters([public_id], viewer).get(public_id)


def decided_texts(topic: str, targets: Collection[str], viewer: Viewer) -> Mapping[str, Subject]:
    """What a thread about a decision is called, and where it is read."""
    if topic != Topic.MODERATION:
        return {}
    return {key: Subject(found.heading, found.url) for key, found in matters(targets, viewer).items()}


def _own_texts(targets: Collection[str], viewer: Viewer) -> dict[str, Matter]:
    """In groups that are there for the author: elsewhere nobody of the group answers."""
    decided = Revision.objects.authored_by(viewer).with_author().filter(decisions__isnull=False)
    own = list(decided.filter(kind__in=KINDS, public_id__in=targets).distinct())
    groups = {revision.group_id for revision in own if revision.group_id is not None}
    away = viewer.kept_out_of(groups) | viewer.banned_from
    own = [revision for revision in own if revision.group_id not in away]
    items = items_of(own)
    return {
        revision.public_id: _on_text(
            revision, content_of(revision).own_url(items[revision.kind, revision.item_id])
        )
        for revision in own
    }


def _own_cases(targets: Collection[str], viewer: Viewer) -> dict[str, Matter]:
    found: dict[str, Matter] = {}
    for case in Case.objects.about_viewer(viewer, targets).with_revision():
        url = reverse("moderation:about_you", args=[case.public_id])
        found |= _on_case(case, _("A moderator’s decision"), url)
    return found


def _on_text(revision: Revision, url: str) -> Matter:
    return Matter(revision.public_id, revision.title, url, revision.author, revision.group_id)


def _on_case(case: Case, heading: str, url: str) -> dict[str, Matter]:
    if case.about is None:
        return {}
    return {case.public_id: Matter(case.public_id, heading, url, case.about, None)}
