"""The little that moderation knows of its content. Each kind registers itself, from above."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.functional import Promise

from community.moderation.models import Case, Moderated, Revision


@dataclass(frozen=True)
class Content:
    """One kind of moderated content.

    ``columns(revision)`` is what publishing writes to the row beside the pointer; ``changes(old, new)`` says
    in sentences what differs besides title and text. ``template`` shows a revision as readers see it and
    ``media_template`` only its photos; both get ``revision``, with ``related`` loaded.
    """

    kind: str
    model: type[Moderated]
    new: Promise
    again: Promise
    columns: Callable[[Revision], Mapping[str, Any]]
    changes: Callable[[Revision, Revision], list[str]]
    template: str
    media_template: str
    related: tuple[str, ...]
    url: Callable[[Moderated], str]
    own_url: Callable[[Moderated], str]
    tell_readers: Callable[[Moderated], None]
    untell_readers: Callable[[Moderated], None]

    @property
    def rows(self) -> Any:
        return self.model._default_manager.all()

    def load(self, revisions: Iterable[Revision]) -> None:
        """Load what the templates show of these revisions."""
        models.prefetch_related_objects(list(revisions), *self.related)


KINDS: dict[str, Content] = {}


def register(content: Content) -> Content:
    """Make ``content`` known to moderation."""
    KINDS[content.kind] = content
    return content


def content_of(subject: Revision | Case | Moderated) -> Content:
    return KINDS[subject.kind]


def item_of(subject: Revision | Case) -> Any:
    """Return the row that a revision or a case is about."""
    return content_of(subject).rows.select_related("published", "newest").get(pk=subject.item_id)


def items_of(subjects: Iterable[Revision | Case]) -> dict[tuple[str, int], Any]:
    """Return the rows by kind and primary key: one query for each kind."""
    wanted: dict[str, set[int]] = {}
    for subject in subjects:
        wanted.setdefault(subject.kind, set()).add(subject.item_id)
    return {
        (kind, pk): item for kind, pks in wanted.items() for pk, item in KINDS[kind].rows.in_bulk(pks).items()
    }
