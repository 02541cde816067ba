"""What members are told about their group as a whole."""

from collections.abc import Collection, Mapping
from datetime import UTC, datetime

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.notifications.kinds import Category, Kind, Weight, declare
from accounts.permissions import Viewer
from accounts.users.models import User
from community.groups.models import Group, Visibility


def _opening(viewer: Viewer, targets: Collection[str]) -> Mapping[str, Group]:
    """Groups of the viewer's that are announced as public and are not yet."""
    found = Group.objects.of_member(viewer).announced().filter(public_id__in=targets)
    return {group.public_id: group for group in found}


def _members(target: str) -> "QuerySet[User]":
    groups = Group.objects.announced().filter(public_id=target)
    return User.objects.filter(memberships__group__in=groups.values("pk"))


def _sample() -> Group:
    return Group(
        public_id="sample",
        slug="neckar-heelfirsts",
        name="Neckar Heelfirsts",
        time_zone="Europe/Berlin",
        visibility=Visibility.PRIVATE,
        opens_at=datetime(2026, 6, 23, 7, 0, tzinfo=UTC),
    )


OPENING = declare(
    Kind(
        name="groups.opening",
        templates="community/notices/groups.opening",
        label=_("A private group of yours becomes public"),
        category=Category.GROUPS,
        weight=Weight.IMPORTANT,
        find=_opening,
        url=lambda group: reverse("groups:detail", args=[group.slug]),
        heading=lambda group: group.name,
        sample=_sample,
        audience=_members,
        is_duty=True,
    )
)
