"""A made-up meetup that was never saved, to show what notices look like."""

from datetime import UTC, date, datetime

from accounts.users.models import Profile, User
from community.groups.models import Group
from events.meetups.models import Meetup, Session
from events.places.models import Place, Zone


def sample_meetup() -> Meetup:
    """A Tuesday evening in Heidelberg, called off for ice where a template asks for a reason."""
    leader = User(public_id="sample")
    leader.profile = Profile(user=leader, display_name="Petra")
    place = Place(
        public_id="sample",
        name="Sports field Neckarwiese",
        address="Uferstrasse 20",
        city_label="Heidelberg, Germany",
        latitude=49.4152,
        longitude=8.6904,
        time_zone="Europe/Berlin",
    )
    zone = Zone(
        public_id="sample",
        place=place,
        name="North straight",
        verdict="ok",
        checked_on=date(2026, 5, 2),
        expires_on=date(2027, 5, 2),
    )
    return Meetup(
        public_id="sample",
        group=Group(slug="neckar-heelfirsts", name="Neckar Heelfirsts"),
        place=place,
        zone=zone,
        title="Tuesday lanes",
        description="We walk the straight first, then take turns.",
        session=Session.STRAIGHT,
        starts_at=datetime(2026, 6, 16, 16, 30, tzinfo=UTC),
        ends_at=datetime(2026, 6, 16, 17, 30, tzinfo=UTC),
        time_zone="Europe/Berlin",
        capacity=6,
        runners_per_spotter=1,
        leader=leader,
        cancelled_because="Ice on the straight",
        runners_going=3,
        runners_waiting=1,
        spotters_going=3,
        created_at=datetime(2026, 6, 1, 8, 0, tzinfo=UTC),
        changed_at=datetime(2026, 6, 15, 8, 0, tzinfo=UTC),
    )
