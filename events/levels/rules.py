"""Who may vouch for a spotter."""

from accounts.permissions import Viewer
from community.groups.models import Group, Membership
from events.levels.models import SpotterLevel


def can_speak_for_spotters(viewer: Viewer, group: Group) -> bool:
    """Where no S2 exists, an adult organizer of the group or an operator speaks for its members."""
    is_theirs = viewer.organizes(group.pk) and viewer.is_adult
    return viewer.is_ready and (is_theirs or viewer.is_operator)


def can_declare_spotter(viewer: Viewer, membership: Membership) -> bool:
    """Nobody speaks for themselves."""
    return can_speak_for_spotters(viewer, membership.group) and viewer.pk != membership.user_id


def can_name_leads(viewer: Viewer, group: Group) -> bool:
    """A lead spotter of the same group; where there is none, an operator."""
    if not viewer.is_ready or viewer.pk is None:
        return False
    return viewer.is_operator or (viewer.is_member_of(group.pk) and SpotterLevel.objects.is_lead(viewer.pk))


def can_name_lead(viewer: Viewer, membership: Membership) -> bool:
    """Nobody names themselves."""
    return viewer.pk != membership.user_id and can_name_leads(viewer, membership.group)


def can_revoke_level(viewer: Viewer, level: SpotterLevel) -> bool:
    """Who declared it, or an operator."""
    return viewer.is_ready and (viewer.pk == level.declared_by_id or viewer.is_operator)
