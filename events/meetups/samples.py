"""A made-up meetup that was never saved, to show what notices look like."""

from datetime import UTC, date, datetime
from typing import Any

from accounts.users.models import Profile, User
from community.groups.models import Group
from events.meetups.kinds import MeetupKind
from events.meetups.models import Meetup, MeetupState, Mitigation, Part, RSVPState
from events.places.hazards.models import Hazard
from events.places.models import Light, Place, PlaceKind, PlaceState, Zone


def sample_for_runner() -> Meetup:
    """As a runner sees it for whom a spotter is there."""
    return sample_meetup(my_part=Part.RUNNER, my_state=RSVPState.GOING)


def sample_for_offered_runner() -> Meetup:
    """As the first in the queue sees it while a lane is kept for them."""
    until = datetime(2026, 6, 15, 12, 30, tzinfo=UTC)
    return sample_meetup(my_part=Part.RUNNER, my_state=RSVPState.OFFERED, my_offered_until=until)


def sample_for_who_let_pass() -> Meetup:
    return sample_meetup(my_part=Part.RUNNER, my_state=RSVPState.DECLINED)


def sample_for_spotter() -> Meetup:
    return sample_meetup(my_part=Part.SPOTTER, my_state=RSVPState.GOING)


def sample_for_leader() -> Meetup:
    """As its leader sees it after a spotter has left."""
    return sample_meetup(i_lead=True, spotters_going=2)


def sample_called_off() -> Meetup:
    return sample_meetup(
        my_part=Part.RUNNER,
        my_state=RSVPState.GOING,
        state=MeetupState.CANCELLED,
        cancelled_because="a thunderstorm is coming",
        sequence=1,
    )


def sample_at_risk() -> Meetup:
    """As a runner sees it once the place is closed."""
    meetup = sample_for_runner()
    meetup.starts_at, meetup.ends_at = (at.replace(year=2099) for at in (meetup.starts_at, meetup.ends_at))
    meetup.place.state = PlaceState.SUSPENDED
    return meetup


def sample_mitigated() -> Meetup:
    """As a runner sees it once the leader has said what is done about a hazard."""
    hazard = Hazard(words="A fallen branch lies across the north straight")
    mitigation = Mitigation(hazard=hazard, words="We use the south half and put out cones.")
    return sample_meetup(my_part=Part.RUNNER, my_state=RSVPState.GOING, measures=[mitigation])


def sample_meetup(**changes: Any) -> Meetup:
    """A Tuesday evening in Heidelberg, which the reader has not answered."""
    leader = User(public_id="sample")
    leader.profile = Profile(user=leader, display_name="Petra")
    place = _sample_place()
    meetup = Meetup(
        public_id="sample",
        group=Group(slug="neckar-heelfirsts", name="Neckar Heelfirsts"),
        place=place,
        zone=_sample_zone(place),
        title="Tuesday lanes",
        description="We walk the straight first, then take turns.",
        change_note="A school has the track until six; we start after it.",
        session=MeetupKind.STRAIGHT,
        starts_at=datetime(2026, 6, 16, 16, 30, tzinfo=UTC),
        ends_at=datetime(2026, 6, 16, 17, 30, tzinfo=UTC),
        time_zone="Europe/Berlin",
        capacity=6,
        runners_per_spotter=1,
        leader=leader,
        runners_going=3,
        runners_waiting=1,
        spotters_going=3,
        created_at=datetime(2026, 6, 1, 8, 0, tzinfo=UTC),
        changed_at=datetime(2026, 6, 15, 8, 0, tzinfo=UTC),
    )
    mine = {"my_part": None, "my_state": None, "my_offered_until": None, "i_lead": False}
    mine |= {"asks_me": False, "said_for_me": False}
    for name, value in (mine | changes).items():
        setattr(meetup, name, value)
    return meetup


def _sample_place() -> Place:
    return Place(
        slug="sports-field-neckarwiese",
        kind=PlaceKind.TRACK,
        state=PlaceState.CHECKED,
        name="Sports field Neckarwiese",
        address="Uferstrasse 20",
        city_label="Heidelberg, Germany",
        latitude=49.4152,
        longitude=8.6904,
        time_zone="Europe/Berlin",
    )


def _sample_zone(place: Place) -> Zone:
    return Zone(
        public_id="sample",
        place=place,
        name="North straight",
        verdict="ok",
        checked_on=date(2026, 5, 2),
        expires_on=date(2027, 5, 2),
        light=Light.FULL,
    )
