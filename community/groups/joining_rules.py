"""Who decides who comes in, and who stays.

Organizers decide who comes in: requests, invitations, and whether a ban is lifted. Moderators keep order:
they may take plain members out and ban them. Nobody takes an organizer out: a group needs its last one.
"""

from accounts.permissions import MODERATING_ROLES, Viewer
from community.groups.models import Ban, Group, Invitation, JoinRequest, Membership, Role


def can_ask_to_join(viewer: Viewer, group: Group) -> bool:
    return viewer.is_ready and group.pk not in viewer.banned_from


def can_accept_invitation(viewer: Viewer, invitation: Invitation) -> bool:
    """An invitation skips the request, and neither a ban nor what everybody does first."""
    return viewer.is_ready and invitation.group_id not in viewer.banned_from


def can_decide_requests(viewer: Viewer, group: Group) -> bool:
    return viewer.organizes(group.pk)


def can_decide_request(viewer: Viewer, request: JoinRequest) -> bool:
    return viewer.organizes(request.group_id) and viewer.pk != request.user_id


def can_withdraw_request(viewer: Viewer, request: JoinRequest) -> bool:
    return viewer.pk is not None and viewer.pk == request.user_id


def can_invite(viewer: Viewer, group: Group) -> bool:
    return viewer.organizes(group.pk)


def can_change_invitation(viewer: Viewer, invitation: Invitation) -> bool:
    return viewer.organizes(invitation.group_id)


def can_remove_member(viewer: Viewer, membership: Membership) -> bool:
    """Moderators plain members, organizers moderators too; nobody themselves, and nobody an organizer."""
    if membership.user_id == viewer.pk or membership.role == Role.ORGANIZER:
        return False
    if viewer.organizes(membership.group_id):
        return True
    return viewer.role_in(membership.group_id) == Role.MODERATOR and membership.role == Role.MEMBER


def can_see_bans(viewer: Viewer, group: Group) -> bool:
    """Who may ban in this group; being a moderator of the site is not enough."""
    return viewer.role_in(group.pk) in MODERATING_ROLES


def can_lift_ban(viewer: Viewer, ban: Ban) -> bool:
    return viewer.organizes(ban.group_id)
