"""Who may do what with a meetup."""

from accounts.permissions import Viewer
from community.groups.models import Group
from events.meetups.models import Meetup


def can_post_meetup(viewer: Viewer, group: Group) -> bool:
    return viewer.organizes(group.pk) and viewer.is_ready


def can_call_off_meetup(viewer: Viewer, meetup: Meetup) -> bool:
    """The leader and the organizers of the group."""
    return viewer.organizes(meetup.group_id) or is_leader(viewer, meetup)


def can_answer_meetup(viewer: Viewer, meetup: Meetup) -> bool:
    """Anybody signed in may try; what is still missing is said in a sentence."""
    return viewer.is_authenticated


def can_leave_meetup(viewer: Viewer, meetup: Meetup) -> bool:
    return viewer.is_authenticated


def can_see_all_names(viewer: Viewer, meetup: Meetup) -> bool:
    return viewer.organizes(meetup.group_id) or is_leader(viewer, meetup)


def is_leader(viewer: Viewer, meetup: Meetup) -> bool:
    return viewer.pk is not None and viewer.pk == meetup.leader_id
