import pytest

from events.places.keeping.models import PlaceEvent
from events.places.models import Place
from tests.conftest import make_group


@pytest.fixture
def checked(checked_zone):
    """A place that two people have checked."""
    return Place.objects.get(pk=checked_zone.place_id)


@pytest.fixture
def second(make_user):
    """Another keeper: organizer of a group of their own."""
    user = make_user("wim")
    make_group("Second Gear Back", user)
    return user


@pytest.fixture
def seen():
    """What a form about a place that was opened just now knows of its history."""

    def stamp(place):
        return PlaceEvent.objects.stamp_of(place.pk)

    return stamp


@pytest.fixture
def state_of():
    def read(place):
        return Place.objects.values_list("state", flat=True).get(pk=place.pk)

    return read


@pytest.fixture
def story_of():
    """The history of a place from old to new: ``[(what, state, why, who)]``."""

    def read(place):
        lines = PlaceEvent.objects.filter(place=place).order_by("pk")
        return list(lines.values_list("what", "state", "why", "by__profile__display_name"))

    return read
