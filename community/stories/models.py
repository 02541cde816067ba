"""Story and its photos. Words live in moderation's revisions; a photo is shown only through a revision."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from accounts.identifiers import SentOnce
from accounts.images.models import StoredPhoto
from community.groups.models import Group
from community.moderation.models import Moderated, Revision
from community.moderation.states import REPLACED_BY_EDIT, RevisionState
from community.stories.querysets import PhotoQuerySet, StoryQuerySet
from community.stories.words import opening, whole


class Audience(models.TextChoices):
    PUBLIC = "public", _("Everybody")
    GROUP = "group", _("Members of the group")


class Story(Moderated, SentOnce):
    """How it went, told in one group. Readers see ``published`` or nothing."""

    kind = "story"

    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="stories")
    audience = models.CharField(max_length=10, choices=Audience.choices, default=Audience.GROUP)

    objects = StoryQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["-published_at", "-id"],
                condition=Q(published__isnull=False, audience="public"),
                name="story_public_feed",
            ),
            models.Index(
                fields=["group", "-published_at", "-id"],
                condition=Q(published__isnull=False),
                name="story_group_feed",
            ),
            models.Index(fields=["author", "-created_at"], name="story_by_author"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(published__isnull=True) | Q(published_at__isnull=False),
                name="story_published_when",
            )
        ]

    def __str__(self) -> str:
        return self.public_id

    @property
    def draft(self) -> Revision:
        """What its author goes on writing from: the newest version, or the published one if that is void."""
        newest: Any = self.newest
        is_void = RevisionState(newest.state) not in (RevisionState.PUBLISHED, *REPLACED_BY_EDIT)
        return self.published if self.published and is_void else newest

    @property
    def words(self) -> SafeString:
        """The published text as HTML."""
        return whole(self.published.text) if self.published else SafeString()

    @property
    def opening(self) -> tuple[SafeString, bool]:
        """The first paragraphs of the published text as HTML, and whether more follows."""
        return opening(self.published.text if self.published else "")


class Photo(StoredPhoto):
    """A picture for a story. Private until a story shows it."""

    objects = PhotoQuerySet.as_manager()

    def url(self, size: str = "medium") -> str:
        return reverse("stories:photo", args=[self.public_id, size])


class RevisionPhoto(models.Model):
    """This revision shows this photo, described by this text."""

    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="photos")
    photo = models.ForeignKey(Photo, on_delete=models.PROTECT, related_name="uses")
    position = models.PositiveSmallIntegerField()
    description = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["revision", "position"], name="revision_photo_position"),
            models.UniqueConstraint(fields=["revision", "photo"], name="revision_photo_once"),
        ]
        ordering = ["position"]

    def __str__(self) -> str:
        return f"{self.revision_id} {self.position}"
