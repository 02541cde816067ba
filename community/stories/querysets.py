from collections.abc import Collection
from typing import Self

from django.apps import apps
from django.db import connections, models
from django.db.models import Exists, OuterRef, Prefetch, Q
from django.db.models.expressions import RawSQL

from accounts.pagination import place_of
from accounts.permissions import Viewer
from accounts.users.former import NameField
from accounts.users.models import Block, MutedPerson
from community.moderation.models import Case, Decision, Revision
from community.moderation.states import RevisionState

FEED_SIZE = 20

# What decides what a story's card says: a version never changes, the names may.
CARD_FACTS = (
    "pk",
    "published_at",
    "published_id",
    "public_id",
    "author__profile__display_name",
    "group__name",
)

# The names, row by row: to plan three joins takes the database ten times as long as to read twenty names.
AUTHOR = RawSQL(
    "(SELECT display_name FROM accounts_profile WHERE user_id = community_story.author_id)", (), NameField()
)
GROUP = RawSQL("(SELECT name FROM community_group WHERE id = community_story.group_id)", ())

# Ids of the newest stories of each group, merged: a few index entries per group, however much is stored.
TOPS = """
    SELECT top.id FROM unnest(%s::bigint[]) AS mine(group_id) CROSS JOIN LATERAL (
        SELECT story.id, story.published_at FROM community_story story
        WHERE story.group_id = mine.group_id AND story.published_id IS NOT NULL {after}
        AND story.author_id NOT IN (
            SELECT blocked_id FROM accounts_block WHERE blocker_id = %s
            UNION ALL SELECT blocker_id FROM accounts_block WHERE blocked_id = %s
            UNION ALL SELECT muted_id FROM accounts_mutedperson WHERE muter_id = %s
        )
        ORDER BY story.published_at DESC, story.id DESC LIMIT %s
    ) top ORDER BY top.published_at DESC, top.id DESC LIMIT %s
"""
AFTER = "AND (story.published_at, story.id) < (%s, %s)"


class StoryQuerySet(models.QuerySet):
    """Stories a viewer may read, and the author's own."""

    def visible_to(self, viewer: Viewer) -> Self:
        """The only definition of who may read a story: published, public or of their group, not apart."""
        published = self.filter(published__isnull=False)
        if not viewer.is_authenticated:
            return published.filter(audience="public")
        readable = published.filter(Q(audience="public") | Q(group_id__in=list(viewer.roles)))
        return readable._not_hidden_from(viewer)

    def _not_hidden_from(self, viewer: Viewer) -> Self:
        """Without whom the viewer is kept apart from, and without groups that banned them."""
        rows = self.exclude(author_id__in=Block.objects.apart_from(viewer.pk))
        return rows.exclude(group_id__in=viewer.banned_from) if viewer.banned_from else rows

    def for_feed_of(self, viewer: Viewer) -> Self:
        """Without what people tell whom the viewer muted; they can still open it."""
        return self.exclude(author_id__in=MutedPerson.objects.muted_by(viewer.pk)) if viewer.pk else self

    def authored_by(self, viewer: Viewer) -> Self:
        """The author's own stories, whatever their state: for the author's pages only."""
        return self.filter(author_id=viewer.pk) if viewer.is_authenticated else self.none()

    def sent_back(self) -> Self:
        """Stories whose author is asked for a change, with the version that is meant."""
        rows = self.filter(newest__state=RevisionState.CHANGES_REQUESTED).order_by("-created_at", "-pk")
        return rows.select_related("newest").fetch_mode(models.FETCH_RAISE)

    def in_group(self, group_id: int) -> Self:
        return self.filter(group_id=group_id)

    def keep_to_group(self, group_id: int) -> None:
        """All stories of the group are for its members from now on.

        Those that are for them already are written too: one that is just being published is waited for.
        """
        self.filter(group_id=group_id).update(audience="group")

    def public_feed(self, viewer: Viewer | None = None) -> Self:
        """What everybody may read, from all groups; without what is hidden from ``viewer``, or muted."""
        rows = self.filter(published__isnull=False, audience="public")
        if viewer is None or viewer.pk is None:
            return rows
        return rows._not_hidden_from(viewer).for_feed_of(viewer)

    def newest(self, most: int) -> Self:
        """So many, whole, the newest first."""
        return self.order_by("-published_at", "-pk").for_cards()[:most]

    def for_member_feed(self, viewer: Viewer, *, after: str | None = None, size: int = FEED_SIZE) -> Self:
        """One page of the viewer's groups, after a cursor: at least the ``size + 1`` rows that follow it."""
        groups = list(viewer.roles)
        readable = self.visible_to(viewer).for_feed_of(viewer)
        if connections[self.db].vendor != "postgresql":
            return readable.filter(group_id__in=groups)
        place = place_of(after)
        sql = TOPS.format(after=AFTER if place else "")
        values = [groups, *(place or ()), *[viewer.pk] * 3, size + 1, size + 1]
        return readable.filter(pk__in=RawSQL(sql, values))  # noqa: S611

    def for_feed(self) -> Self:
        """The facts of the cards only, in the order of ``CARD_FACTS``: most cards are ready."""
        rows = self.annotate(author_name=AUTHOR, group_name=GROUP)
        return rows.values_list(*CARD_FACTS[:4], "author_name", "group_name", named=True)

    def for_cards(self) -> Self:
        """Load all that ``stories/_card.html`` shows; anything else raises."""
        cards = self.select_related("published", "author__profile", "group").prefetch_related(
            _photos("published")
        )
        return cards.fetch_mode(models.FETCH_RAISE)

    def published(self) -> Self:
        """What readers can reach, whoever they are; for telling them that it is there."""
        return self.filter(published__isnull=False)

    def for_notices(self) -> Self:
        """Load what is told of a new story."""
        return self.select_related("published", "author__profile", "group").fetch_mode(models.FETCH_RAISE)

    def for_author(self) -> Self:
        """Load all that the author's own pages show: both versions, and what moderators answered."""
        rows = self.select_related("newest", "published", "group", "author__profile")
        return rows.prefetch_related(
            _photos("newest"), Prefetch("newest__decisions", Decision.objects.for_author())
        )

    def sent_with(self, nonce: str) -> Self:
        """The story a form has already made."""
        return self.filter(nonce=nonce) if nonce.isprintable() else self.none()


def _photos(version: str) -> Prefetch:
    uses = apps.get_model("community", "RevisionPhoto").objects.select_related("photo")
    return Prefetch(f"{version}__photos", uses.fetch_mode(models.FETCH_RAISE))


class PhotoQuerySet(models.QuerySet):
    """Photos whose bytes a viewer may have."""

    def visible_to(self, viewer: Viewer) -> Self:
        """The only definition of who may see a photo: it is in what they may read or review, or their own.

        What was removed with one story is not shown by another, except to those who review it.
        """
        stories = apps.get_model("community", "Story").objects
        shown = Q(_used_in(stories.visible_to(viewer).values("published")), ~_removed())
        if not viewer.is_authenticated:
            return self.filter(shown)
        cases = Case.objects.readable_by(viewer).open().filter(kind="story")
        waiting = _used_in(Revision.objects.reviewable_by(viewer).filter(kind="story").values("pk"))
        reported = _used_in(stories.filter(pk__in=cases.values("item_id")).values("published"))
        return self.filter(shown | waiting | reported | self._own(viewer))

    def reusable_by(self, viewer: Viewer) -> Self:
        """The viewer's uploads that a next version may show."""
        return self.filter(self._own(viewer)) if viewer.is_authenticated else self.none()

    def among(self, public_ids: Collection[str]) -> Self:
        return self.filter(public_id__in=public_ids)

    def with_publicity(self) -> Self:
        """Add ``is_public``: a stranger may see it too."""
        stories = apps.get_model("community", "Story").objects
        return self.annotate(is_public=_used_in(stories.public_feed().values("published")))

    def _own(self, viewer: Viewer) -> Q:
        """An upload of the viewer's that no moderator removed."""
        return Q(~_removed(), owner_id=viewer.pk)


def _used_in(revisions: models.QuerySet) -> Exists:
    uses = apps.get_model("community", "RevisionPhoto").objects
    return Exists(uses.filter(photo=OuterRef("pk"), revision__in=revisions))


def _removed() -> Exists:
    uses = apps.get_model("community", "RevisionPhoto").objects
    return Exists(uses.filter(photo=OuterRef("pk"), revision__state=RevisionState.REMOVED))
