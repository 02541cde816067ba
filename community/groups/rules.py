"""Who may do what with a group."""

from accounts.permissions import Viewer
from community.groups.models import Group, Membership


def can_found_group(viewer: Viewer, subject: None) -> bool:
    """Adults who are ready: the founder vouches for first spotters."""
    return viewer.is_ready and viewer.is_adult


def can_join_group(viewer: Viewer, group: Group) -> bool:
    return viewer.is_ready


def can_leave_group(viewer: Viewer, group: Group) -> bool:
    return viewer.is_member_of(group.pk)


def can_edit_group(viewer: Viewer, group: Group) -> bool:
    return viewer.organizes(group.pk)


def can_see_members(viewer: Viewer, group: Group) -> bool:
    """Members see each other's names; others see a number."""
    return viewer.is_member_of(group.pk)


def can_change_role(viewer: Viewer, membership: Membership) -> bool:
    """Organizers name moderators; the founder's role and one's own stay."""
    is_fixed = membership.user_id in (viewer.pk, membership.group.founder_id)
    return viewer.organizes(membership.group_id) and not is_fixed
