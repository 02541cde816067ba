"""What groups answer about small contact threads: who takes part, and which request one is about."""

from collections.abc import Collection, Mapping

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.contact.contracts import Subject, Team
from accounts.contact.models import Topic
from accounts.permissions import Viewer
from community.groups.models import Group, JoinRequest, Membership
from community.groups.querysets import group_scope


def team_of_group(topic: str, group_id: int) -> Team | None:
    """Organizers about joining; moderators and organizers about decisions."""
    name = Group.objects.names_of([group_id]).get(group_id)
    if name is None:
        return None
    team = Membership.objects.of_group(group_id).team()
    if topic == Topic.JOINING:
        team = team.organizers_of(group_id)
    return Team(name, group_scope(group_id), list(team.values_list("user_id", flat=True)))


def questions_to_groups(topic: str, targets: Collection[str], viewer: Viewer) -> Mapping[str, Subject]:
    """Questions to those who run a group that the viewer may read; the target begins with its public id."""
    asked = {target: target.partition(".")[0] for target in targets if "." in target}
    if topic != Topic.JOINING or not asked:
        return {}
    groups = Group.objects.visible_to(viewer).filter(public_id__in=asked.values())
    known = {group.public_id: group for group in groups}
    return {
        target: Subject(
            heading=_("A question to %(group)s") % {"group": known[public_id].name},
            url=reverse("groups:detail", args=[known[public_id].slug]),
        )
        for target, public_id in asked.items()
        if public_id in known
    }


def requests_to_join(topic: str, targets: Collection[str], viewer: Viewer) -> Mapping[str, Subject]:
    """The viewer's own requests, and those of groups they run."""
    if topic != Topic.JOINING:
        return {}
    return {
        request.public_id: Subject(
            heading=_("Joining %(group)s") % {"group": request.group.name},
            url=reverse("groups:request", args=[request.group.slug, request.public_id]),
        )
        for request in JoinRequest.objects.for_threads(viewer).filter(public_id__in=targets)
    }
