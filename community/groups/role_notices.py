"""What people are told about their own role in a group, and about who runs it in their place."""

from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.contracts import second_factor_due
from accounts.notifications.kinds import Category, Kind, Weight, declare
from accounts.permissions import Viewer
from accounts.users.models import Profile, User
from community.groups.models import Group, Membership, Role


def _own_roles(viewer: Viewer, targets: Collection[str]) -> Mapping[str, Membership]:
    """The viewer's memberships with a role, and from when on that asks for a second way to sign in."""
    if viewer.pk is None:
        return {}
    found = list(Membership.objects.with_role(viewer.pk).filter(pk__in=map(int, targets)).for_notices())
    due = min(filter(None, second_factor_due(viewer.pk)), default=None) if found else None
    for membership in found:
        membership.second_factor_from = _day(membership, due)
    return {str(membership.pk): membership for membership in found}


def _day(membership: Membership, due: datetime | None) -> datetime | None:
    """The day at the group; None once it has come."""
    if due is None or due <= timezone.now():
        return None
    return due.astimezone(ZoneInfo(membership.group.time_zone))


def _who_took_over(viewer: Viewer, targets: Collection[str]) -> Mapping[str, Membership]:
    """Those who run a group of the viewer's since its organizers were gone."""
    found = Membership.objects.visible_to(viewer).for_notices()
    found = found.filter(pk__in=map(int, targets), role=Role.ORGANIZER, group__in=list(viewer.roles))
    return {str(membership.pk): membership for membership in found}


def _sample(role: Role) -> Membership:
    user = User(public_id="sample")
    user.profile = Profile(user=user, display_name="Mira")
    group = Group(slug="neckar-heelfirsts", name="Neckar Heelfirsts", time_zone="Europe/Berlin")
    membership = Membership(user=user, group=group, role=role)
    membership.second_factor_from = datetime(2026, 6, 23, 9, 0, tzinfo=UTC)
    membership.role_since = datetime(2026, 6, 16, 7, 0, tzinfo=UTC)
    return membership


GIVEN = declare(
    Kind(
        name="groups.role",
        templates="community/notices/groups.role",
        label=_("You become a moderator or an organizer"),
        category=Category.GROUPS,
        weight=Weight.IMPORTANT,
        find=_own_roles,
        url=lambda membership: reverse("groups:members", args=[membership.group.slug]),
        heading=lambda membership: membership.group.name,
        sample=lambda: _sample(Role.MODERATOR),
        is_batchable=False,
    )
)
TAKEN_OVER = declare(
    Kind(
        name="groups.taken_over",
        templates="community/notices/groups.taken_over",
        label=_("Somebody takes over a group you ran"),
        category=Category.GROUPS,
        weight=Weight.IMPORTANT,
        find=_who_took_over,
        url=lambda membership: reverse("groups:members", args=[membership.group.slug]),
        heading=lambda membership: membership.group.name,
        sample=lambda: _sample(Role.ORGANIZER),
        is_batchable=False,
    )
)
