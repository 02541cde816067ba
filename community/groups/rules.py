"""Who may do what with a group."""

from accounts.permissions import Viewer
from community.groups.models import Group, Membership


def can_found_group(viewer: Viewer, subject: None) -> bool:
    """Adults who are ready: organizers vouch for first spotters."""
    return viewer.is_ready and viewer.is_adult


def can_know_group(viewer: Viewer, group: Group) -> bool:
    """Is it there for them? Their own texts stay theirs, also where the group they told them in is not."""
    return viewer.is_member_of(group.pk) or not (group.is_private or group.pk in viewer.banned_from)


def can_join_group(viewer: Viewer, group: Group) -> bool:
    return viewer.is_ready


def can_ask_organizers(viewer: Viewer, group: Group) -> bool:
    """Whoever is ready and may know of the group, but those who would answer."""
    return viewer.is_ready and can_know_group(viewer, group) and not viewer.organizes(group.pk)


def can_leave_group(viewer: Viewer, group: Group) -> bool:
    return viewer.is_member_of(group.pk)


def can_edit_group(viewer: Viewer, group: Group) -> bool:
    return viewer.organizes(group.pk)


def can_see_members(viewer: Viewer, group: Group) -> bool:
    """Members see each other's names; others see a number."""
    return viewer.is_member_of(group.pk)


def can_change_role(viewer: Viewer, membership: Membership) -> bool:
    """Organizers give and take every role but their own, which they give up on a page of its own."""
    return viewer.organizes(membership.group_id) and membership.user_id != viewer.pk


def can_step_down(viewer: Viewer, group: Group) -> bool:
    return group.pk in viewer.moderated_groups


def can_appoint_organizer(viewer: Viewer, group: Group) -> bool:
    return viewer.is_operator


def can_take_over_group(viewer: Viewer, group: Group) -> bool:
    """Moderators, who may found a group too; whether the organizers are gone is said in a sentence."""
    return viewer.role_in(group.pk) == "moderator" and can_found_group(viewer, None)
