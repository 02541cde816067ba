"""What the page of a date says in one glance: for whom, what is left, who leads, how to get in."""

from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.permissions import Viewer
from events.meetups.kinds import runs_backward
from events.meetups.models import Meetup
from events.meetups.posting import ratio_that_holds
from events.meetups.rules import can_name_leader, can_see_all_names
from events.meetups.walltime import wall
from events.meetups.wording import moment_in_words, seats_in_words, stage_names, stages_in_words, still_needed
from events.places.finding.around import access_of


@dataclass(frozen=True)
class ForWhom:
    stages: str
    names: str


@dataclass(frozen=True)
class Left:
    """Seats and spotters, with the limit and the last moment to sign up."""

    seats: str
    spotters: str
    ratio: str
    is_wanted: bool
    signup_until: str
    is_closed: bool


def for_whom(meetup: Meetup) -> ForWhom:
    """Nobody runs backwards at a social, so stages say nothing there."""
    if not runs_backward(meetup.session):
        return ForWhom(_("For everybody"), "")
    stages = (meetup.lowest_stage, meetup.highest_stage)
    return ForWhom(stages_in_words(*stages), stage_names(*stages))


def left_of(meetup: Meetup) -> Left:
    seats, until = meetup.seats, meetup.signup_until
    return Left(
        seats=seats_in_words(seats),
        spotters=still_needed(seats),
        ratio=ratio_that_holds(meetup),
        is_wanted=bool(seats.ratio and meetup.takes_answers and seats.spotters_wanted_in_all),
        signup_until=moment_in_words(wall(until, meetup.time_zone)) if until else "",
        is_closed=until is not None and until <= timezone.now(),
    )


def leaders_of(meetup: Meetup, viewer: Viewer) -> list[str]:
    """The names of the leaders that this reader may know; who runs it knows all."""
    if not viewer.is_authenticated:
        return []
    sees_all = can_see_all_names(viewer, meetup)
    return [
        lead.user.profile.display_name
        for lead in meetup.leads.all()
        if sees_all or can_name_leader(viewer, lead)
    ]


def numbers_of(meetup: Meetup) -> str:
    """Who comes, for everybody else: numbers."""
    runners, spotters, either = meetup.runners_going, meetup.spotters_going, meetup.either_going
    if not (runners or spotters or either):
        return _("Nobody yet.")
    words = {
        "runners": ngettext("%(count)d runner", "%(count)d runners", runners) % {"count": runners},
        "spotters": ngettext("%(count)d spotter", "%(count)d spotters", spotters) % {"count": spotters},
        "either": ngettext("%(count)d who takes turns", "%(count)d who take turns", either)
        % {"count": either},
    }
    if either:
        return _("%(runners)s, %(spotters)s and %(either)s are going.") % words
    return _("%(runners)s and %(spotters)s are going.") % words


def access_in_words(meetup: Meetup) -> str:
    """What is known to be there for people, as the page of the place has it."""
    there = [words for words, is_so in access_of(meetup.place) if is_so]
    return ", ".join(there) + "." if there else ""
