"""Who may do what with a series."""

from accounts.permissions import Viewer
from community.groups.models import Group
from events.meetups.rules import can_post_meetup
from events.meetups.series.models import Series


def can_post_series(viewer: Viewer, group: Group) -> bool:
    return can_post_meetup(viewer, group)


def can_edit_series(viewer: Viewer, series: Series) -> bool:
    """The organizers of the group and who leads its dates."""
    if viewer.organizes(series.group_id):
        return True
    return viewer.is_member_of(series.group_id) and viewer.pk in series.leader_ids
