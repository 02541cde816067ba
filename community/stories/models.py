"""Story and its photos. Words live in moderation's revisions; a photo is shown only through a revision."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.identifiers import PublicIdField, SentOnce
from accounts.users.models import User
from community.groups.models import Group
from community.moderation.models import Moderated, Revision
from community.stories.querysets import PhotoQuerySet, StoryQuerySet


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
                condition=Q(published__isnull=True) | Q(published_at__isnull=False), name="story_published_when"
            )
        ]

    def __str__(self) -> str:
        return self.public_id


class Photo(models.Model):
    """An uploaded picture, re-encoded in three sizes without metadata. Private until a shown revision uses it."""

    public_id = PublicIdField()
    owner = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=60, unique=True, help_text="Where the renditions lie in storage.")
    width = models.PositiveIntegerField(help_text="Of the largest rendition, in pixels.")
    height = models.PositiveIntegerField()
    uploaded_at = models.DateTimeField(auto_now_add=True)

    objects = PhotoQuerySet.as_manager()

    def __str__(self) -> str:
        return self.public_id


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
