"""Who may vouch for a spotter."""

from accounts.permissions import Viewer
from community.groups.models import Group, Membership
from events.levels.models import SpotterLevel


def can_speak_for_spotters(viewer: Viewer, group: Group) -> bool:
    """Where no S2 exists, the founder of the group or an operator speaks for its members."""
    return viewer.is_ready and (viewer.pk == group.founder_id or viewer.is_operator)


def can_declare_spotter(viewer: Viewer, membership: Membership) -> bool:
    """Nobody speaks for themselves."""
    return can_speak_for_spotters(viewer, membership.group) and viewer.pk != membership.user_id


def can_revoke_level(viewer: Viewer, level: SpotterLevel) -> bool:
    """Who declared it, or an operator."""
    return viewer.is_ready and (viewer.pk == level.declared_by_id or viewer.is_operator)
