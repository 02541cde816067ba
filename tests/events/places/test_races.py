from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connections
from django.utils import timezone

from events.places.actions import check_zone
from events.places.models import Check, Zone
from tests.events.places.test_rubric import FINE


@pytest.mark.race
@pytest.mark.postgresql_only
@pytest.mark.django_db(transaction=True)
def test_two_checks_at_the_same_moment_both_count(as_viewer, zone, member, other_member):
    """Each counts the other: without the held row both would see one person and leave the zone unknown."""
    start = Barrier(2)
    viewers = [as_viewer(member), as_viewer(other_member)]
    for viewer in viewers:
        assert viewer.roles  # asked once, outside the race

    def send(number):
        try:
            found = Zone.objects.with_place().get(pk=zone.pk)
            start.wait()
            check_zone(
                found,
                by=viewers[number],
                nonce=str(number),
                checked_at=timezone.now() - timedelta(hours=1),
                is_on_foot=True,
                answers=FINE,
                measures={},
            )
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(send, range(2)))

    zone.refresh_from_db()
    assert (Check.objects.count(), zone.verdict) == (2, "ok")
