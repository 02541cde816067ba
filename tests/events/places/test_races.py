from datetime import timedelta
from functools import partial

import pytest
from django.utils import timezone

from accounts.identifiers import new_nonce
from events.places.actions import check_zone
from events.places.models import Check, Zone
from tests.events.places.conftest import make_place, make_zone
from tests.events.places.test_rubric import FINE
from tests.races.together import all_at_once

ROUNDS = 10

pytestmark = [
    pytest.mark.race,
    pytest.mark.postgresql_only,
    pytest.mark.django_db(transaction=True),
]


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


def test_two_checks_at_the_same_moment_both_count(sending, zone, member, other_member):
    """Each counts the other: without the held row both would see one person and leave the zone unknown."""
    all_at_once(sending(member, zone), sending(other_member, zone))
    zone.refresh_from_db()
    assert (Check.objects.count(), zone.verdict) == (2, "ok")


def test_a_stop_in_one_zone_does_not_undo_the_check_of_another(sending, member, other_member, outsider):
    for number in range(ROUNDS):
        place = make_place(f"Birkenwiese {number}", added_by=outsider)
        good, bad = (make_zone(place, outsider, name) for name in ("Home straight", "Back straight"))
        for zone in (good, bad):
            sending(member, zone)()
        all_at_once(sending(other_member, good), sending(other_member, bad, kerb="step"))
        place.refresh_from_db()
        assert place.state == "checked"
