"""What readers are told about stories."""

from collections.abc import Collection, Mapping
from datetime import UTC, datetime

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.notifications.kinds import Category, Kind, Weight, declare
from accounts.permissions import Viewer
from accounts.users.models import Profile, User
from community.groups.models import Group
from community.moderation.models import Revision
from community.stories.models import Audience, Story


def _readable(viewer: Viewer, targets: Collection[str]) -> Mapping[str, Story]:
    found = Story.objects.visible_to(viewer).for_notices().filter(public_id__in=targets)
    return {story.public_id: story for story in found}


def _members(target: str) -> "QuerySet[User]":
    """The members of the story's group, as long as it is published; both audiences include them."""
    groups = Story.objects.published().filter(public_id=target).values("group_id")
    return User.objects.filter(memberships__group__in=groups)


def _sample() -> Story:
    author = User(public_id="sample")
    author.profile = Profile(user=author, display_name="Mira")
    return Story(
        public_id="sample",
        author=author,
        group=Group(slug="neckar-heelfirsts", name="Neckar Heelfirsts"),
        audience=Audience.GROUP,
        published=Revision(title="Ten minutes without looking", author=author),
        published_at=datetime(2026, 6, 16, 7, 0, tzinfo=UTC),
    )


TOLD = declare(
    Kind(
        name="stories.told",
        templates="community/notices/stories.told",
        label=_("A new story in a group of yours"),
        category=Category.GROUPS,
        weight=Weight.NEWS,
        find=_readable,
        url=lambda story: reverse("stories:detail", args=[story.public_id]),
        heading=lambda story: story.published.title,
        sample=_sample,
        audience=_members,
    )
)
