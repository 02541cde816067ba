"""A place closes while somebody posts a date there or signs up, on PostgreSQL.

Whichever changes last, the other shows it: no date is posted at a place that is closed, and everybody who
comes to one that was is told.
"""

from datetime import date, timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from accounts.identifiers import new_nonce
from accounts.models import Profile, User
from accounts.notifications.models import Announcement
from accounts.permissions import Refused, Viewer
from community.groups.models import Membership
from events.meetups import actions
from events.meetups.actions import answer_meetup, post_meetup
from events.meetups.models import RSVP, Meetup
from events.meetups.notices import PLACE_CLOSED
from events.meetups.querysets import MeetupQuerySet
from events.meetups.rescue import move_meetup
from events.places.keeping.models import What
from events.places.keeping.moves import move_place
from events.places.models import Place, PlaceState, Zone
from tests.conftest import make_group
from tests.races.together import all_at_once, while_open

THREADS = 16
ROUNDS = 3
pytestmark = [
    pytest.mark.django_db(transaction=True, serialized_rollback=False),
    pytest.mark.postgresql_only,
    pytest.mark.race,
]


def make_person(name):
    user = User.objects.create(email=f"{name}@example.org")
    Profile.objects.create(user=user, display_name=name, birth_year=1990, acknowledged_version=1)
    return user


@pytest.fixture
def organizers(db):
    """Each runs a group of their own: they wait for the place, not for each other's group."""
    people = [make_person(f"organizer{number}") for number in range(THREADS - 1)]
    return [(make_group(f"Group {number}", person), person) for number, person in enumerate(people)]


def make_zone(name, person):
    place = Place.objects.create(
        name=name,
        slug=name.lower(),
        kind="track",
        state="checked",
        latitude=49.4,
        longitude=8.7,
        time_zone="Europe/Berlin",
    )
    until = timezone.localdate() + timedelta(days=100)
    return Zone.objects.create(
        place=place,
        name="Home straight",
        added_by=person,
        verdict="ok",
        checked_on=date(2026, 1, 1),
        expires_on=until,
        light="full",
    )


@pytest.fixture
def zone(organizers):
    return make_zone("Birkenwiese", organizers[0][1])


def posts(zone, group, person):
    """A form as a request sends it: the zone was read before anybody else starts."""
    viewer, read = Viewer(person), Zone.objects.select_related("place").get(pk=zone.pk)
    assert viewer.is_ready
    assert viewer.organizes(group.pk)
    starts_at = timezone.now() + timedelta(days=1)
    fields = {"starts_at": starts_at, "ends_at": starts_at + timedelta(hours=1), "session": "walking_drill"}
    return lambda: post_meetup(
        group, by=viewer, nonce=new_nonce(), zone=read, title="Race", lowest_stage=4, capacity=2, **fields
    )


def close(place_id):
    return move_place(place_id, PlaceState.SUSPENDED, what=What.SUSPENDED, why="A race")


def closes(zone):
    return lambda: transaction.atomic(close)(zone.place_id)


def dates_told():
    return set(Announcement.objects.filter(kind=PLACE_CLOSED.name).values_list("target", flat=True))


def test_every_date_posted_before_a_place_closes_is_told_and_none_is_posted_after(zone, organizers):
    for _ in range(ROUNDS):
        Place.objects.update(state="checked")
        calls = [posts(zone, group, person) for group, person in organizers]
        found = all_at_once(*calls, closes(zone))
        posted = {meetup.public_id for meetup in found if isinstance(meetup, Meetup)}
        refused = [one for one in found if isinstance(one, Refused)]
        assert len(posted) + len(refused) == THREADS - 1
        assert posted <= dates_told()
        Meetup.objects.update(state="cancelled")


def post_while_it_closes(zone, organizers):
    call = posts(zone, *organizers[0])

    def attempt():
        try:
            return call()
        except Refused as refused:
            return refused

    return while_open(lambda: close(zone.place_id), attempt)


def test_who_posts_while_it_closes_waits_and_is_refused(zone, organizers):
    found = post_while_it_closes(zone, organizers)
    assert isinstance(found, Refused)
    assert found.sentence.startswith("Birkenwiese is closed for now.")
    assert not Meetup.objects.exists()


def test_without_the_hold_a_date_is_posted_that_nobody_is_told_of(zone, organizers, monkeypatch):
    """The negative control: the form's own reading of the zone stands in for the held one."""
    monkeypatch.setattr(actions, "hold_zone", lambda zone: zone)
    found = post_while_it_closes(zone, organizers)
    assert isinstance(found, Meetup)
    assert dates_told() == set()


def test_who_moves_a_date_to_a_place_that_closes_waits_and_is_refused(zone, organizers):
    group, person = organizers[0]
    meetup = posts(make_zone("Neckarwiese", person), group, person)()
    full = Meetup.objects.visible_to(Viewer(person)).for_page(Viewer(person)).get(pk=meetup.pk)
    viewer = Viewer(person)
    assert viewer.organizes(group.pk)

    def attempt():
        try:
            return move_meetup(full, by=viewer, zone=Zone.objects.select_related("place").get(pk=zone.pk))
        except Refused as refused:
            return refused

    found = while_open(lambda: close(zone.place_id), attempt)
    assert isinstance(found, Refused)
    assert Meetup.objects.get(pk=meetup.pk).zone_id != zone.pk


@pytest.fixture
def crowd(organizers):
    """Sixteen members of the first group."""
    people = [make_person(f"runner{number}") for number in range(THREADS)]
    for user in people:
        Membership.objects.create(user=user, group=organizers[0][0])
    return people


def says(meetup, user):
    read, viewer = Meetup.objects.select_related("group").get(pk=meetup.pk), Viewer(user)
    assert viewer.is_ready
    assert viewer.is_member_of(meetup.group_id)

    def attempt():
        try:
            return answer_meetup(read, by=viewer, part="runner").state
        except Refused as refused:
            return refused

    return attempt


def test_who_signs_up_while_the_place_closes_waits_and_is_refused(zone, organizers, crowd):
    meetup = posts(zone, *organizers[0])()
    found = while_open(lambda: close(zone.place_id), says(meetup, crowd[0]))
    assert isinstance(found, Refused)
    assert found.sentence == "Birkenwiese is closed for now. Nobody can sign up until that changes."
    assert not RSVP.objects.exists()


def test_without_the_hold_somebody_signs_up_at_a_place_that_closes(zone, organizers, crowd, monkeypatch):
    """The negative control: dates are read, but not held, when the place closes."""

    def only_read(self, place_id):
        return list(self.upcoming().at_place(place_id).with_place().order_by("pk"))

    monkeypatch.setattr(MeetupQuerySet, "held_at", only_read)
    meetup = posts(zone, *organizers[0])()
    assert while_open(lambda: close(zone.place_id), says(meetup, crowd[0])) in ("going", "waiting")


def test_sixteen_sign_up_while_the_place_closes_and_whoever_is_in_came_before(zone, organizers, crowd):
    meetup = posts(zone, *organizers[0])()
    Meetup.objects.update(capacity=THREADS)
    *answers, __ = all_at_once(*(says(meetup, user) for user in crowd), closes(zone))
    in_time = [answer for answer in answers if not isinstance(answer, Refused)]
    assert RSVP.objects.live().count() == len(in_time)
    assert Meetup.objects.get(pk=meetup.pk).runners_waiting == len(in_time)
    assert meetup.public_id in dates_told()
