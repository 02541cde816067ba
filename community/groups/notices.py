"""What people are told about groups."""

from collections.abc import Collection, Mapping

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.notifications.kinds import Category, Kind, Weight, declare
from accounts.permissions import Viewer
from accounts.users.models import Profile, User
from community.groups.models import Group, Membership


def _in_groups_of(viewer: Viewer, targets: Collection[str]) -> Mapping[str, Membership]:
    """Memberships that still stand, for who organizes the group."""
    organized = [group for group, role in viewer.roles.items() if role == "organizer"]
    found = Membership.objects.for_notices().filter(group__in=organized, pk__in=map(int, targets))
    return {str(membership.pk): membership for membership in found}


def _organizers(target: str) -> "QuerySet[User]":
    groups = Membership.objects.filter(pk=int(target)).values("group_id")
    organizers = Membership.objects.filter(group__in=groups, role="organizer")
    return User.objects.filter(pk__in=organizers.values("user_id"))


def _sample() -> Membership:
    user = User(public_id="sample")
    user.profile = Profile(user=user, display_name="Mira")
    return Membership(user=user, group=Group(slug="neckar-heelfirsts", name="Neckar Heelfirsts"))


JOINED = declare(
    Kind(
        name="groups.joined",
        templates="community/notices/groups.joined",
        label=_("Somebody joins a group you run"),
        category=Category.GROUPS,
        weight=Weight.NEWS,
        find=_in_groups_of,
        url=lambda membership: reverse("groups:members", args=[membership.group.slug]),
        heading=lambda membership: membership.group.name,
        sample=_sample,
        audience=_organizers,
        is_for=lambda viewer: "organizer" in viewer.roles.values(),
        rank=0,
    )
)
