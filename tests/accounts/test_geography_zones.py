import pytest

from accounts.geography import time_zone_at

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("latitude", "longitude", "zone"),
    [
        (49.4077, 8.6908, "Europe/Berlin"),
        (38.9072, -77.0369, "America/New_York"),
        (43.7384, 7.4246, "Europe/Monaco"),
        (27.7172, 85.3240, "Asia/Kathmandu"),
        (-18.1416, 178.4419, "Pacific/Fiji"),
    ],
)
def test_a_point_has_the_zone_of_its_country(latitude, longitude, zone):
    assert time_zone_at(latitude, longitude) == zone


@pytest.mark.parametrize(("latitude", "longitude"), [(90, 0), (-90, 0), (0, -140), (0, 180), (0, -180)])
def test_seas_and_poles_have_a_zone_too(latitude, longitude):
    assert time_zone_at(latitude, longitude)
