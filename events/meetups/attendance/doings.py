"""What somebody may do today: what they answered, or less."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from accounts.permissions import Viewer
from accounts.users.models import User
from community.groups.models import Membership
from events.meetups.attendance.models import Doing
from events.meetups.models import RSVP, Leading, Meetup, Part, RSVPState

RUNS = (Doing.RUNNER, Doing.EITHER)


@dataclass(frozen=True)
class Standing:
    """``usual``: what a tap means; empty for who has not answered. ``doings``: what may be chosen."""

    usual: str
    doings: tuple[str, ...]


def standing_of(meetup: Meetup, person: User) -> Standing:
    """Who may spot may always do that instead; whoever holds no seat that goes may watch until they do."""
    answer = RSVP.objects.of_meetup(meetup.pk).live().filter(user=person).first()
    if answer is None and Leading.objects.filter(meetup=meetup.pk, user=person).exists():
        return Standing(Doing.LEADER, (Doing.LEADER,))
    if answer is None:
        is_member = Membership.objects.filter(group=meetup.group_id, user=person).exists()
        return Standing("", (Doing.WATCHER,) if is_member else ())
    doings = [Doing(answer.part)] if answer.state == RSVPState.GOING else []
    if answer.state == RSVPState.GOING and answer.part == Part.EITHER:
        doings += [Doing.RUNNER]
    if _may_spot(person):
        doings += [Doing.SPOTTER] + ([Doing.EITHER] if Doing.RUNNER in doings else [])
    doings += [Doing.WATCHER]
    return Standing(doings[0], tuple(dict.fromkeys(map(str, doings))))


def why_not_do(person: User, doing: str, standing: Standing, acknowledged_version: int | None) -> str:
    """What keeps somebody from being checked in like that; empty if nothing does."""
    name = {"name": person.get_full_name()}
    if not standing.doings:
        return _("%(name)s has not answered and is not in the group. Write them down as a walk-in.") % name
    if not doing:
        return _("%(name)s has not answered, or has left. Add them as somebody who walked in.") % name
    if doing not in standing.doings:
        if doing in RUNS:
            return _("%(name)s has no seat as a runner. They may watch, or answer first.") % name
        return _("%(name)s is not a spotter. They may watch.") % name
    if doing not in (Doing.WATCHER, Doing.LEADER) and not has_read(person, acknowledged_version):
        return _("%(name)s has not read the safety text. They read it on your phone, or watch.") % name
    return ""


def doings_at_once(meetup: Meetup, person: User) -> tuple[str, ...]:
    """What somebody of the group may choose who came without an answer, if there is room."""
    if not meetup.takes_answers or not Viewer(person).is_ready:
        return (Doing.WATCHER,)
    spots = (Doing.SPOTTER,) if _may_spot(person) else ()
    return (Doing.RUNNER, *spots, Doing.WATCHER)


def has_read(person: User, acknowledged_version: int | None) -> bool:
    return acknowledged_version is not None or Viewer(person).is_ready


def _may_spot(person: User) -> bool:
    viewer = Viewer(person)
    return viewer.is_adult and viewer.counts_as_spotter
