"""What a group's page says about coming in, to who is outside and to who decides."""

from typing import Any

from accounts.permissions import Viewer
from community.groups.joining_rules import can_decide_requests
from community.groups.models import Group, JoinRequest


def way_into(group: Group, viewer: Viewer) -> dict[str, Any]:
    """The viewer's request that waits, and for organizers how many do."""
    waiting = JoinRequest.objects.waiting().of_group(group.pk)
    is_outside = viewer.is_authenticated and not viewer.is_member_of(group.pk)
    return {
        "my_request": waiting.of_person(group.pk, viewer.pk).first() if is_outside else None,
        "waiting_requests": waiting.count() if can_decide_requests(viewer, group) else 0,
    }
