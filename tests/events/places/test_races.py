from datetime import timedelta
from functools import partial

import pytest
from django.utils import timezone

from accounts.identifiers import new_nonce
from accounts.permissions import Refused
from events.places.actions import check_zone
from events.places.hazards.actions import report_hazard
from events.places.hazards.limits import REPORTS_A_DAY
from events.places.hazards.models import Hazard
from events.places.models import Check, Place, Zone
from tests.events.places.conftest import make_place, make_zone
from tests.events.places.test_rubric import FINE
from tests.races.together import all_at_once, while_open

ROUNDS = 10

pytestmark = [
    pytest.mark.race,
    pytest.mark.postgresql_only,
    pytest.mark.django_db(transaction=True),
]


def reporting(viewer, place, nonce):
    """A report by a person whose request has read the place before the race."""
    assert viewer.is_ready
    seen_at = timezone.now() - timedelta(minutes=3)
    facts = {"category": "object", "severity": "info", "words": "A branch"}
    return partial(report_hazard, place, by=viewer, nonce=nonce, seen_at=seen_at, **facts)


@pytest.fixture
def sending(as_viewer):
    """A check by a person whose request has read zone and roles before the race."""

    def prepare(person, zone, **answers):
        viewer = as_viewer(person)
        assert viewer.roles
        return partial(
            check_zone,
            Zone.objects.with_place().get(pk=zone.pk),
            by=viewer,
            nonce=new_nonce(),
            checked_at=timezone.now() - timedelta(hours=1),
            is_on_foot=True,
            answers=FINE | answers,
            measures={},
        )

    return prepare


def test_two_checks_at_the_same_moment_both_count(sending, zone, member, organizer):
    """Each counts the other: without the held row both would see one person and leave the zone unknown."""
    all_at_once(sending(member, zone), sending(organizer, zone))
    zone.refresh_from_db()
    assert (Check.objects.count(), zone.verdict) == (2, "ok")


def test_a_stop_in_one_zone_does_not_undo_the_check_of_another(sending, member, organizer, outsider):
    for number in range(ROUNDS):
        place = make_place(f"Birkenwiese {number}", added_by=outsider)
        good, bad = (make_zone(place, outsider, name) for name in ("Home straight", "Back straight"))
        for zone in (good, bad):
            sending(member, zone)()
        all_at_once(sending(organizer, good), sending(organizer, bad, kerb="step"))
        place.refresh_from_db()
        assert place.state == "checked"


def test_one_form_sent_for_two_places_from_two_accounts_at_once_makes_one_report(outsider, member, as_viewer):
    for number in range(ROUNDS):
        nonce = new_nonce()
        calls = [
            reporting(as_viewer(person), make_place(f"{person.pk} {number}", added_by=outsider), nonce)
            for person in (outsider, member)
        ]
        found = all_at_once(*calls)
        assert {type(one) for one in found} == {Hazard, Refused}


def test_nobody_reports_more_than_the_limit_by_reporting_at_once(outsider, as_viewer):
    viewer = as_viewer(outsider)
    places = [make_place(f"Birkenwiese {number}", added_by=outsider) for number in range(REPORTS_A_DAY + 4)]
    all_at_once(*[reporting(viewer, place, new_nonce()) for place in places])
    assert Hazard.objects.count() == REPORTS_A_DAY


def test_a_report_sent_while_two_places_become_one_stands_at_the_one_that_stays(outsider, as_viewer):
    goes, stays = make_place("Birkenwiese track"), make_place("Birkenwiese")
    viewer = as_viewer(outsider)

    def join():
        Place.objects.filter(pk=goes.pk).hold()
        Place.objects.filter(pk=goes.pk).update(merged_into=stays)

    assert while_open(join, reporting(viewer, goes, new_nonce())).place == stays
