"""What people are told about coming into a group and being taken out of it."""

from collections.abc import Collection, Mapping
from datetime import UTC, datetime

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.notifications.kinds import Category, Kind, Weight, declare
from accounts.permissions import Viewer
from accounts.users.models import Profile, User
from community.groups.models import Group, JoinRequest, Membership, RequestState


def _waiting_for(viewer: Viewer, targets: Collection[str]) -> Mapping[str, JoinRequest]:
    """Requests that still wait, for who organizes the group."""
    rows = JoinRequest.objects.decidable_by(viewer).waiting().for_notices()
    return {row.public_id: row for row in rows.filter(public_id__in=targets)}


def _own(state: RequestState, viewer: Viewer, targets: Collection[str]) -> Mapping[str, JoinRequest]:
    """The viewer's own requests that ended so, of groups that are there for them."""
    rows = JoinRequest.objects.own_of(viewer).filter(state=state, public_id__in=targets)
    return {row.public_id: row for row in rows.for_notices()}


def _approved(viewer: Viewer, targets: Collection[str]) -> Mapping[str, JoinRequest]:
    """Who left meanwhile is not told that they are in."""
    found = _own(RequestState.APPROVED, viewer, targets)
    return {target: row for target, row in found.items() if viewer.is_member_of(row.group_id)}


def _declined(viewer: Viewer, targets: Collection[str]) -> Mapping[str, JoinRequest]:
    found = _own(RequestState.DECLINED, viewer, targets)
    return {target: row for target, row in found.items() if not viewer.is_member_of(row.group_id)}


def _removed(viewer: Viewer, targets: Collection[str]) -> Mapping[str, JoinRequest]:
    """Who was banned with it is told too, once; who is in again is not."""
    rows = JoinRequest.objects.removals().filter(user=viewer.pk, public_id__in=targets).for_notices()
    found = {row.public_id: row for row in rows if not viewer.is_member_of(row.group_id)}
    for row in found.values():
        row.is_final = row.group_id in viewer.banned_from
    return found


def _organizers(target: str) -> "QuerySet[User]":
    """Those of the group in which somebody still waits."""
    groups = JoinRequest.objects.waiting().filter(public_id=target).values("group_id")
    organizers = Membership.objects.filter(group__in=groups, role="organizer")
    return User.objects.filter(pk__in=organizers.values("user_id"))


def _sample(**fields: object) -> JoinRequest:
    user = User(public_id="sample")
    user.profile = Profile(user=user, display_name="Mira", time_zone="Europe/Berlin")
    group = Group(slug="neckar-heelfirsts", name="Neckar Heelfirsts", time_zone="Europe/Berlin")
    row = JoinRequest(public_id="sample", user=user, group=group, **fields)
    row.decided_at = datetime(2026, 6, 14, 9, 0, tzinfo=UTC)
    return row


def _sample_request() -> JoinRequest:
    answers = [["Have you run backwards before?", "Twice, on the meadow behind the school."]]
    return _sample(answers=answers)


def _sample_decline() -> JoinRequest:
    return _sample(reason="We are full until the summer: each of us spots for two already.")


def _sample_removal() -> JoinRequest:
    row = _sample(reason="You ran without a spotter three times, and we asked you not to.")
    row.is_final = False
    return row


def _page_of(request: JoinRequest) -> str:
    return reverse("groups:request", args=[request.group.slug, request.public_id])


def _page_of_group(request: JoinRequest) -> str:
    return reverse("groups:detail", args=[request.group.slug])


ASKED = declare(
    Kind(
        name="groups.asked",
        templates="community/notices/groups.asked",
        label=_("Somebody asks to join a group you run"),
        category=Category.GROUPS,
        weight=Weight.IMPORTANT,
        find=_waiting_for,
        url=_page_of,
        heading=lambda request: request.group.name,
        sample=_sample_request,
        audience=_organizers,
        is_for=lambda viewer: "organizer" in viewer.roles.values(),
        is_duty=True,
    )
)

APPROVED = declare(
    Kind(
        name="groups.approved",
        templates="community/notices/groups.approved",
        label=_("A group you asked takes you in"),
        category=Category.GROUPS,
        weight=Weight.IMPORTANT,
        find=_approved,
        url=_page_of_group,
        heading=lambda request: request.group.name,
        sample=_sample,
    )
)

DECLINED = declare(
    Kind(
        name="groups.declined",
        templates="community/notices/groups.declined",
        label=_("A group you asked does not take you in"),
        category=Category.GROUPS,
        weight=Weight.IMPORTANT,
        find=_declined,
        url=_page_of,
        heading=lambda request: request.group.name,
        sample=_sample_decline,
    )
)

REMOVED = declare(
    Kind(
        name="groups.removed",
        templates="community/notices/groups.removed",
        label=_("You are taken out of a group"),
        category=Category.GROUPS,
        weight=Weight.SAFETY,
        find=_removed,
        url=lambda request: reverse("consents:page", args=["contact"]),
        heading=lambda request: request.group.name,
        sample=_sample_removal,
    )
)
