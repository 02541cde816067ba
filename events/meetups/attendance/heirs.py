"""Who may take a date over: whoever leads it too, organizes its group, or is going."""

from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.permissions import Viewer
from accounts.users.models import User
from community.groups.models import Membership, Role
from events.meetups.models import RSVP, Leading, Meetup, RSVPState
from events.meetups.ratio import RUNNERS_PER_LEADER


@dataclass(frozen=True)
class Heir:
    """Somebody who may lead it from now on. ``words``: what they are there."""

    user: User
    words: str


def heirs_of(meetup: Meetup, leader_id: int) -> list[Heir]:
    """Adults of the group but ``leader_id`` who have read the safety text and are free: leaders first."""
    leads = set(Leading.objects.filter(meetup=meetup.pk).people())
    goes = set(RSVP.objects.of_meetup(meetup.pk).filter(state=RSVPState.GOING).people())
    members = Membership.objects.of_group(meetup.group_id).exclude(user_id=leader_id)
    near = members.filter(Q(role=Role.ORGANIZER) | Q(user_id__in=leads | goes)).for_list()
    fit = [each for each in near if _may_lead(each.user)]
    keys = [each.user_id for each in fit]
    busy = Meetup.objects.busy(keys, meetup.starts_at, meetup.ends_at, besides=meetup.pk)
    free = [each for each in fit if each.user_id not in busy]
    ranked = sorted(free, key=lambda each: (each.user_id not in leads, each.user.get_full_name().casefold()))
    return [_heir(each, leads) for each in ranked]


def too_few_lead(meetup: Meetup, heir_id: int) -> bool:
    """Would the leaders be one fewer, and then too few for its lanes? So it is if the heir leads already."""
    leads = Leading.objects.filter(meetup=meetup.pk).people()
    return heir_id in leads and meetup.capacity > RUNNERS_PER_LEADER * (len(leads) - 1)


def _may_lead(user: User) -> bool:
    viewer = Viewer(user)
    return viewer.is_adult and viewer.is_ready


def _heir(membership: Membership, leads: set[int]) -> Heir:
    user = membership.user
    words = _("Organizes the group") if membership.role == Role.ORGANIZER else _("Is going")
    words = _("Leads it too") if user.pk in leads else words
    return Heir(user, words)
