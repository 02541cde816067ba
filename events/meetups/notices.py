"""What people are told about meetups. Whether it still holds is asked again when it is sent or shown."""

from collections.abc import Callable, Collection, Mapping

from accounts.notifications.kinds import Kind, declare
from accounts.permissions import Viewer
from events.meetups.models import Meetup, MeetupState, RSVPState
from events.meetups.querysets import MeetupQuerySet

type Holds = Callable[[MeetupQuerySet, Viewer], MeetupQuerySet]


def _kind(name: str, holds: Holds) -> Kind:
    """A kind about a meetup, told only while ``holds`` keeps the meetup."""

    def find(viewer: Viewer, targets: Collection[str]) -> Mapping[str, Meetup]:
        meetups = Meetup.objects.visible_to(viewer).for_page(viewer).filter(public_id__in=targets)
        return {meetup.public_id: meetup for meetup in holds(meetups, viewer)}

    kind = Kind(
        name=f"meetups.{name}",
        templates=f"events/notices/meetups.{name}",
        find=find,
        url=Meetup.get_absolute_url,
    )
    return declare(kind)


def _is_called_off(meetups: MeetupQuerySet, viewer: Viewer) -> MeetupQuerySet:
    """Called off, and this person had meant to come or to lead."""
    return meetups.mine(viewer).filter(state=MeetupState.CANCELLED)


GOING = _kind("going", lambda meetups, viewer: meetups.answered(viewer, RSVPState.GOING))
LANE = _kind("lane", lambda meetups, viewer: meetups.answered(viewer, RSVPState.WAITING))
CALLED_OFF = _kind("called_off", _is_called_off)
SPOTTER_LEFT = _kind("spotter_left", lambda meetups, viewer: meetups.filter(leader_id=viewer.pk))
