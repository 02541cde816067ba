"""Who may do what with a meetup."""

from accounts.permissions import Viewer
from community.groups.models import Group
from events.meetups.models import Leading, Meetup


def can_post_meetup(viewer: Viewer, group: Group) -> bool:
    return viewer.organizes(group.pk) and viewer.is_ready


def can_call_off_meetup(viewer: Viewer, meetup: Meetup) -> bool:
    """The leader and the organizers of the group."""
    return viewer.organizes(meetup.group_id) or is_leader(viewer, meetup)


def can_move_meetup(viewer: Viewer, meetup: Meetup) -> bool:
    return can_call_off_meetup(viewer, meetup)


def can_edit_meetup(viewer: Viewer, meetup: Meetup) -> bool:
    return can_call_off_meetup(viewer, meetup)


def can_choose_people(viewer: Viewer, group: Group) -> bool:
    """Whom a date or a series is for and who leads it is for who organizes to say, not for who leads."""
    return viewer.organizes(group.pk)


def can_bring_back_meetup(viewer: Viewer, meetup: Meetup) -> bool:
    """Who organizes: a leader does not overrule whoever had a reason to call it off."""
    return viewer.organizes(meetup.group_id)


def can_step_back(viewer: Viewer, meetup: Meetup) -> bool:
    return is_leader(viewer, meetup)


def can_mitigate_hazard(viewer: Viewer, meetup: Meetup) -> bool:
    return can_call_off_meetup(viewer, meetup)


def can_answer_meetup(viewer: Viewer, meetup: Meetup) -> bool:
    """Anybody signed in may try; what is still missing is said in a sentence."""
    return viewer.is_authenticated


def can_leave_meetup(viewer: Viewer, meetup: Meetup) -> bool:
    return viewer.is_authenticated


def can_see_all_names(viewer: Viewer, meetup: Meetup) -> bool:
    return viewer.organizes(meetup.group_id) or is_leader(viewer, meetup)


def can_name_leader(viewer: Viewer, lead: Leading) -> bool:
    """Everybody with an account, but whom the leader is kept apart from."""
    is_apart = getattr(lead, "is_apart", True)  # ``for_page`` says so
    return viewer.is_authenticated and not is_apart


def is_leader(viewer: Viewer, meetup: Meetup) -> bool:
    """Who leads it and still belongs to its group: what is known of those who come ends with that."""
    return viewer.is_member_of(meetup.group_id) and viewer.pk in meetup.leader_ids
