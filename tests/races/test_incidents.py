"""Everybody tells of the same severe fall at once, on PostgreSQL: the place is closed once, and nobody's
report is lost; one form sent many times makes one."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.identifiers import new_nonce
from accounts.notifications.models import Announcement
from accounts.permissions import Refused, Viewer
from events.incidents import actions
from events.incidents.actions import close_incident, report_incident
from events.incidents.models import Debrief, Incident
from events.incidents.tasks import ask_how_it_went
from events.meetups.attendance.models import Attendance
from events.meetups.models import Leading, Meetup
from events.places.keeping.models import PlaceEvent, What
from events.places.models import Place, PlaceState
from tests.conftest import make_group
from tests.races.test_place_that_closes import make_person, make_zone
from tests.races.together import all_at_once

THREADS = 16
pytestmark = [
    pytest.mark.django_db(transaction=True, serialized_rollback=False),
    pytest.mark.postgresql_only,
    pytest.mark.race,
]


@pytest.fixture
def people(db):
    return [make_person(f"person{number}") for number in range(THREADS)]


@pytest.fixture
def over(people):
    """A date that ended an hour ago, at which all of them were."""
    leader, ended = people[0], timezone.now() - timedelta(hours=1)
    zone = make_zone("Birkenwiese", leader)
    meetup = Meetup.objects.create(
        group=make_group("Racers", leader),
        place=zone.place,
        zone=zone,
        title="Race",
        session="straight",
        starts_at=ended - timedelta(hours=1),
        ends_at=ended,
        time_zone="Europe/Berlin",
        capacity=16,
        runners_per_spotter=1,
        leader=leader,
    )
    Leading.objects.create(meetup=meetup, user=leader)
    for person in people:
        there = {"checked_in_at": meetup.starts_at, "checked_in_by": leader, "doing": "runner"}
        Attendance.objects.create(meetup=meetup, user=person, **there)
    return Meetup.objects.select_related("group", "place", "zone").get(pk=meetup.pk)


def tells(over, person, nonce=None):
    viewer = Viewer(person)
    said = {"kind": "fall", "severity": 3, "zone": over.zone, "where": "There", "what": "A fall."}
    return lambda: report_incident(over, by=viewer, nonce=nonce or new_nonce(), **said)


def closings():
    return PlaceEvent.objects.filter(what=What.SUSPENDED).count()


def test_all_tell_and_the_place_is_closed_once(over, people):
    all_at_once(*[tells(over, person) for person in people])
    assert Incident.objects.count() == THREADS
    assert Debrief.objects.filter(answer="fall").count() == THREADS
    assert closings() == 1
    assert Place.objects.get().state == "suspended"


def test_without_the_one_road_it_is_closed_by_each(over, people, monkeypatch):
    """The negative control: a state that is read and then written."""

    def read_then_write(place_id, to, *, what, from_, why, zone_id):
        if Place.objects.get(pk=place_id).state in from_:
            Place.objects.filter(pk=place_id).update(state=to)
            fields = {"place_id": place_id, "zone_id": zone_id, "happened_at": timezone.now()}
            PlaceEvent.objects.create(what=what, state=PlaceState.SUSPENDED, why=why, **fields)

    monkeypatch.setattr(actions, "move_place", read_then_write)
    for _ in range(5):
        Place.objects.update(state="checked")
        PlaceEvent.objects.all().delete()
        all_at_once(*[tells(over, person) for person in people])
        if closings() > 1:
            return
    pytest.fail("the control should have closed it more than once")


def test_one_form_sent_many_times_makes_one(over, people):
    nonce = new_nonce()
    found = all_at_once(*[tells(over, people[1], nonce)] * THREADS)
    assert {incident.pk for incident in found} == {Incident.objects.get().pk}
    assert Announcement.objects.filter(kind="incidents.severe").count() == 1


def test_of_many_who_close_it_one_does(over, people):
    said = report_incident(
        over,
        by=Viewer(people[1]),
        nonce=new_nonce(),
        kind="near_miss",
        severity=0,
        zone=over.zone,
        where="There",
        what="A dog.",
    )
    leader = Viewer(people[0])
    assert leader.organizes(over.group_id)
    incident = Incident.objects.for_page().get(pk=said.pk)
    calls = [lambda: close_incident(incident, by=leader, how="Marked.") for _ in range(THREADS)]
    found = all_at_once(*calls)
    assert sum(isinstance(one, Refused) for one in found) == THREADS - 1


def test_two_runs_of_the_job_ask_everybody_once(over):
    all_at_once(*[ask_how_it_went] * 4)
    assert Debrief.objects.count() == THREADS
