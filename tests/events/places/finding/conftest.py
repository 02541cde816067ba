import pytest

from accounts.geography import City
from accounts.words import folded_words
from events.places.models import Zone
from tests.events.places.conftest import HEIDELBERG, make_place

LAST_DAY = "2999-01-01"


@pytest.fixture
def heidelberg(db):
    city = City.objects.create(
        id=1,
        name="Heidelberg",
        country="DE",
        population=150_000,
        time_zone="Europe/Berlin",
        latitude=HEIDELBERG[0],
        longitude=HEIDELBERG[1],
    )
    city.names.create(folded="heidelberg", is_main=True)
    return city


def make_open(name, **fields):
    """A place with a check that holds, as a check leaves it."""
    facts = {"state": "checked", "usable_until": LAST_DAY, "search_words": folded_words(name)}
    return make_place(name, **facts | fields)


def shape_of(zone, shape, **fields):
    Zone.objects.filter(pk=zone.pk).update(shape=shape, **fields)
    zone.refresh_from_db()
    return zone
