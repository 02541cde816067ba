import pytest
from django.utils import timezone

from accounts.geography import City, CityName, fold
from accounts.identifiers import new_nonce


@pytest.fixture
def this_year():
    return timezone.now().year


@pytest.fixture
def heidelberg(db):
    """The one city of these tests."""
    city = City.objects.create(
        pk=1,
        name="Heidelberg",
        country="DE",
        region="Baden-Württemberg",
        population=160_000,
        time_zone="Europe/Berlin",
        latitude=49.4077,
        longitude=8.6908,
    )
    CityName.objects.create(city=city, folded=fold("Heidelberg"), is_main=True)
    return city


@pytest.fixture
def plan(heidelberg):
    """What the action is given: ``plan(name=…)`` changes some of it."""

    def fill(**changes):
        fields = {"name": "Neckar Heelfirsts", "description": "We meet on Tuesdays.", "city": heidelberg}
        return fields | {"nonce": new_nonce()} | changes

    return fill
