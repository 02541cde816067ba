"""What people are told about meetups. Whether it still holds is asked again when it is sent or shown."""

from collections.abc import Callable

from accounts.notifications.kinds import Kind, declare
from accounts.permissions import Viewer
from events.meetups.models import Meetup, MeetupState, RSVPState
from events.meetups.querysets import MeetupQuerySet

type Find = Callable[[Viewer, str], Meetup | None]


def _kind(name: str, find: Find) -> Kind:
    kind = Kind(
        name=f"meetups.{name}",
        templates=f"events/notices/meetups.{name}",
        find=find,
        url=Meetup.get_absolute_url,
    )
    return declare(kind)


def _meetup(viewer: Viewer, target: str) -> MeetupQuerySet:
    return Meetup.objects.visible_to(viewer).for_page(viewer).filter(public_id=target)


def _where_going(viewer: Viewer, target: str) -> Meetup | None:
    return _meetup(viewer, target).answered(viewer, RSVPState.GOING).first()


def _where_waiting(viewer: Viewer, target: str) -> Meetup | None:
    return _meetup(viewer, target).answered(viewer, RSVPState.WAITING).first()


def _where_expected(viewer: Viewer, target: str) -> Meetup | None:
    """Called off, and this person had meant to come or to lead."""
    called_off = _meetup(viewer, target).filter(state=MeetupState.CANCELLED)
    return called_off.filter(pk__in=Meetup.objects.mine(viewer)).first()


def _where_leading(viewer: Viewer, target: str) -> Meetup | None:
    return _meetup(viewer, target).filter(leader_id=viewer.pk).first()


GOING = _kind("going", _where_going)
LANE = _kind("lane", _where_waiting)
CALLED_OFF = _kind("called_off", _where_expected)
SPOTTER_LEFT = _kind("spotter_left", _where_leading)
