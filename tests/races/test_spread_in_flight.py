"""Somebody leaves, mutes or stops letters while news is being spread in another transaction, on PostgreSQL.

The lines of that transaction cannot be seen until it ends. Who takes something back waits for them.
"""

from datetime import timedelta
from functools import partial

import pytest
from django.core import mail
from django.utils import timezone

from accounts.models import Announcement, Choice, Notification, Profile, User
from accounts.notifications.actions import look_again, mute, stop_letters
from accounts.notifications.bell import lines
from accounts.notifications.kinds import Channel
from accounts.notifications.spread import spread
from accounts.notifications.tasks import deliver_due
from accounts.permissions import Viewer
from community.groups.actions import leave_group
from community.groups.models import Membership, Role
from community.groups.querysets import group_scope
from events.meetups.actions import leave_meetup
from events.meetups.models import RSVP, Leading, Meetup
from events.meetups.notices import GOING, POSTED
from events.places.models import Place, Zone
from tests.conftest import join, make_group
from tests.races.together import while_open

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.postgresql_only,
    pytest.mark.race,
]


def make_person(name):
    user = User.objects.create(email=f"{name}@example.org")
    Profile.objects.create(user=user, display_name=name, birth_year=1990, acknowledged_version=1)
    user.emailaddress_set.create(email=user.email, verified=True, primary=True)
    return user


@pytest.fixture
def member(db):
    """Wants a letter at once about each new date."""
    user = make_person("mira")
    Choice.objects.create(user=user, kind=POSTED.name, channel=Channel.NOW)
    return user


@pytest.fixture
def meetup(member):
    """``member`` runs there."""
    leader = make_person("leader")
    group = make_group("Neckar Heelfirsts", leader)
    join(member, group, Role.MEMBER)
    there = {"name": "Birkenwiese", "slug": "birkenwiese", "kind": "track", "time_zone": "Europe/Berlin"}
    zone = Zone.objects.create(
        place=Place.objects.create(latitude=49.4, longitude=8.7, **there),
        name="Home straight",
        added_by=leader,
    )
    starts_at = timezone.now() + timedelta(days=1)
    made = Meetup.objects.create(
        group=group,
        leader=leader,
        place=zone.place,
        zone=zone,
        title="The race",
        session="straight",
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=1),
        time_zone="Europe/Berlin",
        capacity=4,
        runners_per_spotter=1,
        runners_going=1,
    )
    Leading.objects.create(meetup=made, user=leader)
    RSVP.objects.create(
        meetup=made,
        user=member,
        part="runner",
        state="going",
        queued_at=timezone.now(),
        changed_at=timezone.now(),
    )
    return made


@pytest.fixture
def during_spread(meetup, member):
    """``during_spread(kind, act)``: spread news to ``member``, and let them act before that is committed."""

    def run(kind, act):
        scope = group_scope(meetup.group_id)
        Announcement.objects.announce(kind.name, target=meetup.public_id, scope=scope, recipients=[member.pk])
        news = Announcement.objects.get()
        while_open(partial(spread, news, timezone.now()), act)
        return Notification.objects.filter(recipient=member, kind=kind.name)

    return run


def letters_to(member):
    """Subjects; who leads may have heard that somebody left."""
    return [letter.subject for letter in mail.outbox if letter.to == [member.email]]


def bell(member):
    """The number, and the new lines that can be read."""
    viewer = Viewer(User.objects.with_profile().get(pk=member.pk))
    new = lines(Notification.objects.visible_to(viewer).unread(), viewer)
    return Notification.objects.unread_count(viewer), len(new)


def test_without_anything_in_between_the_line_and_its_letter_are_there(during_spread, member):
    rows = during_spread(POSTED, lambda: None)
    assert bell(member) == (1, 1)
    assert rows.owed().count() == 1
    deliver_due.call()
    assert len(letters_to(member)) == 1


@pytest.mark.parametrize("kind", [POSTED, GOING], ids=lambda kind: kind.name)
def test_who_leaves_the_group_while_news_is_spread_has_no_line_and_no_letter(
    during_spread, meetup, member, kind
):
    rows = during_spread(kind, lambda: leave_group(meetup.group, by=Viewer(member)))
    assert not Membership.objects.filter(user=member).exists()
    assert bell(member) == (0, 0)
    deliver_due.call()
    assert letters_to(member) == []
    assert not rows.owed().exists()


def test_who_leaves_the_meetup_while_news_is_spread_has_no_line_and_no_letter(during_spread, meetup, member):
    rows = during_spread(GOING, lambda: leave_meetup(meetup, by=Viewer(member)))
    assert RSVP.objects.get().state == "declined"
    assert bell(member) == (0, 0)
    assert not rows.owed().exists()


def test_who_mutes_the_group_while_news_is_spread_has_no_number_and_no_letter(during_spread, meetup, member):
    rows = during_spread(POSTED, lambda: mute(group_scope(meetup.group_id), by=Viewer(member)))
    assert bell(member) == (0, 0)
    assert not rows.owed().exists()


def test_who_stops_letters_while_news_is_spread_reads_it_in_the_bell(during_spread, member):
    rows = during_spread(POSTED, lambda: stop_letters(POSTED, by=Viewer(member)))
    assert bell(member) == (1, 1)
    assert not rows.owed().exists()


@pytest.mark.parametrize("when", ["before", "meanwhile"])
def test_news_that_is_spread_while_somebody_leaves_the_group_is_not_for_them(meetup, member, when):
    announced = partial(Announcement.objects.announce, POSTED.name, target=meetup.public_id)
    if when == "before":
        announced()

    def tell():
        if when == "meanwhile":
            announced()
        spread(Announcement.objects.get(), timezone.now())

    while_open(partial(leave_group, meetup.group, by=Viewer(member)), tell)
    assert bell(member) == (0, 0)
    deliver_due.call()
    assert letters_to(member) == []


def test_a_line_that_nobody_waited_for_counts_for_who_may_not_read_it(during_spread, member):
    """Negative control: the right goes and nobody looks for lines."""
    during_spread(POSTED, lambda: Membership.objects.filter(user=member).delete())
    assert bell(member) == (1, 0)
    look_again([member.pk])
    assert bell(member) == (0, 0)
