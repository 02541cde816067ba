"""Who may vouch for a spotter."""

from accounts.permissions import Viewer
from community.groups.models import Membership
from events.levels.models import SpotterLevel


def can_declare_spotter(viewer: Viewer, membership: Membership) -> bool:
    """Where no S2 exists, the founder of the group or an operator speaks for a member."""
    return viewer.is_ready and (viewer.pk == membership.group.founder_id or viewer.is_operator)


def can_revoke_level(viewer: Viewer, level: SpotterLevel) -> bool:
    return viewer.pk == level.declared_by_id or viewer.is_operator
