"""Two places become one while somebody is at it: what they found is kept at the one that stays."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.identifiers import new_nonce
from accounts.images import Rendition, Renditions
from events.meetups.admission import hold_zone
from events.places.actions import add_zone, check_zone
from events.places.hazards.actions import report_hazard, speak_of_hazard
from events.places.hazards.models import Hazard
from events.places.keeping.merging import confirm_same, say_same
from events.places.models import Check, Place, Zone
from events.places.walk.actions import keep_place_photo
from tests.conftest import make_group
from tests.events.places.conftest import make_place
from tests.events.places.test_rubric import FINE


@pytest.fixture
def stays(db):
    return make_place("Birkenwiese")


@pytest.fixture
def second(make_user):
    user = make_user("wim")
    make_group("Second Gear Back", user)
    return user


@pytest.fixture
def join(place, zone, stays, organizer, group, second, as_viewer):
    """Join the places of the other fixtures: what was read before is out of date then."""

    def confirm():
        said = say_same(place, by=as_viewer(organizer), nonce=new_nonce(), into=stays)
        confirm_same(said, by=as_viewer(second))

    return confirm


@pytest.fixture
def report(as_viewer):
    def tell(person, place, **fields):
        facts = {"nonce": new_nonce(), "category": "object", "severity": "stop", "words": "A branch"}
        seen_at = timezone.now() - timedelta(minutes=5)
        return report_hazard(place, by=as_viewer(person), seen_at=seen_at, **facts | fields)

    return tell


def test_a_check_is_counted_at_the_place_that_stays(join, zone, stays, member, as_viewer):
    read = Zone.objects.with_place().get(pk=zone.pk)
    join()
    check_zone(
        read,
        by=as_viewer(member),
        nonce=new_nonce(),
        checked_at=timezone.now(),
        is_on_foot=True,
        answers=FINE | {"aed": "In the hall"},
        measures={},
    )

    assert Check.objects.get().zone.place == stays
    stays.refresh_from_db()
    assert stays.aed == "In the hall"


def test_a_zone_is_named_at_the_place_that_stays(join, place, stays, member, as_viewer):
    join()
    zone = add_zone(place, by=as_viewer(member), nonce="z", name="Back straight", description="West.")

    assert zone.place == stays


def test_a_report_stands_at_the_place_that_stays(join, place, stays, outsider, report):
    join()

    assert report(outsider, place).place == stays


def test_a_second_person_closes_the_place_that_stays(join, place, stays, outsider, member, report, as_viewer):
    read = Hazard.objects.for_list().get(pk=report(outsider, place).pk)
    join()
    Place.objects.filter(pk=stays.pk).update(state="checked")
    speak_of_hazard(read, by=as_viewer(member), is_gone=False)

    stays.refresh_from_db()
    assert stays.state == "suspended"
    assert read.get_absolute_url() == Hazard.objects.get().get_absolute_url()


def test_a_photo_is_shown_at_the_place_that_stays(join, place, stays, outsider, as_viewer):
    join()
    photo = Renditions({size: Rendition(40, 30, b"RIFFcopy") for size in (1600, 640, 160)})

    assert keep_place_photo(place, by=as_viewer(outsider), photo=photo).place == stays


def test_a_date_is_posted_at_the_place_that_stays(join, zone, stays):
    read = Zone.objects.with_place().get(pk=zone.pk)
    join()

    assert hold_zone(read).place == stays
