"""Who runs the day: the leaders of the date and the organizers of its group. For others it is not there."""

from accounts.permissions import Viewer
from events.meetups.models import Meetup
from events.meetups.rules import can_see_all_names, is_leader


def can_run_day(viewer: Viewer, meetup: Meetup) -> bool:
    return can_see_all_names(viewer, meetup)


def can_hand_over(viewer: Viewer, meetup: Meetup) -> bool:
    """Any leader, as the one who answers for it may be hurt or late; and who organizes."""
    return can_run_day(viewer, meetup)


def can_check_day(viewer: Viewer, meetup: Meetup) -> bool:
    """Who leads has walked the zone; an organizer takes it over first, then checks."""
    return is_leader(viewer, meetup)
