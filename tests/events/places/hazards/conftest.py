"""A checked place, somebody who reports, and the people around."""

from contextlib import ExitStack
from datetime import date, timedelta

import pytest
import time_machine
from django.utils import timezone

from accounts.identifiers import new_nonce
from events.levels.models import Level, SpotterLevel
from events.places.hazards.actions import report_hazard, speak_of_hazard
from events.places.hazards.models import Hazard
from events.places.models import Light, Place, PlaceState, Verdict, Zone
from tests.events.places.conftest import make_place


@pytest.fixture
def track(organizer, group):
    """A checked place with one zone."""
    place = make_place("Birkenwiese", state=PlaceState.CHECKED)
    Zone.objects.create(
        place=place,
        name="Home straight",
        added_by=organizer,
        verdict=Verdict.OK,
        checked_on=date(2026, 6, 1),
        expires_on=timezone.localdate() + timedelta(days=200),
        light=Light.FULL,
    )
    return place


@pytest.fixture
def straight(track):
    return track.zones.get()


@pytest.fixture
def report(track, as_viewer):
    """Let a person report through the action: ``report(mira, category="ice", severity="stop")``."""

    def tell(person, place=None, *, severity="stop", category="object", seen_at=None, **fields):
        return report_hazard(
            place or track,
            by=as_viewer(person),
            **{
                "nonce": new_nonce(),
                "category": category,
                "severity": severity,
                "words": "A branch lies across the straight",
                "seen_at": seen_at or timezone.now() - timedelta(minutes=5),
            }
            | fields,
        )

    return tell


@pytest.fixture
def voice(as_viewer):
    """``voice(leyla, hazard)``: it is there; ``voice(leyla, hazard, is_gone=True)``."""

    def say(person, hazard, *, is_gone=False):
        fresh = Hazard.objects.for_list().get(pk=hazard.pk)
        return speak_of_hazard(fresh, by=as_viewer(person), is_gone=is_gone)

    return say


@pytest.fixture
def lead(organizer, other_member):
    """A lead spotter who organizes nothing."""
    later = timezone.now() + timedelta(days=90)
    SpotterLevel.objects.create(user=other_member, level=Level.S2, declared_by=organizer, expires_at=later)
    return other_member


@pytest.fixture
def state_of():
    """The state of a place as it is stored."""

    def read(place):
        return Place.objects.values_list("state", flat=True).get(pk=place.pk)

    return read


@pytest.fixture
def time_machine_at():
    """Go to a moment and stay there until the test ends."""
    with ExitStack() as stack:
        yield lambda moment: stack.enter_context(time_machine.travel(moment, tick=False))
