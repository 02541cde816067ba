import math
import random

import pytest

from accounts.geography import City, Towns, around, largest_town_at
from accounts.geography.nearest import chord, unit_vector


def make_city(number, latitude, longitude, population=20_000, name=""):
    return City.objects.create(
        id=number,
        name=name or f"City {number}",
        country="DE",
        latitude=latitude,
        longitude=longitude,
        population=population,
        time_zone="Europe/Berlin",
    )


def judged(cities, latitude, longitude, within_km):
    """Brute force."""
    here = unit_vector(latitude, longitude)
    far = {
        city.pk: sum(
            (a - b) ** 2 for a, b in zip(unit_vector(city.latitude, city.longitude), here, strict=True)
        )
        for city in cities
    }
    near = [pk for pk in far if far[pk] ** 0.5 <= chord(within_km)]
    return sorted(near, key=lambda pk: (far[pk], pk))


@pytest.mark.parametrize("center", [(49.4, 8.7), (0.0, 180.0), (0.0, -179.99), (90.0, 0.0), (-89.9, 100.0)])
def test_rows_around_each_point_are_those_brute_force_finds(db, center):
    chance = random.Random(7)
    latitude, longitude = center
    cities = [
        make_city(
            number,
            latitude - math.copysign(chance.uniform(0, 1), latitude),
            (longitude + chance.uniform(-2, 2) + 180) % 360 - 180,
        )
        for number in range(60)
    ]
    centers = [(latitude, longitude, within_km) for within_km in (0.5, 20, 80, 200)]

    assert around(City.objects.all(), centers, most=100) == [judged(cities, *center) for center in centers]
    assert around(City.objects.all(), centers, most=3) == [judged(cities, *center)[:3] for center in centers]


def test_only_the_rows_asked_for_are_found_in_one_query(db, django_assert_num_queries):
    for number in range(4):
        make_city(number, 49.4, 8.7, population=number)
    centers = [(49.4, 8.7, 1), (10, 10, 1), (49.4, 8.7, 1)]

    with django_assert_num_queries(1):
        assert around(City.objects.filter(population__gte=2), centers, most=9) == [[2, 3], [], [2, 3]]


def test_of_no_points_nothing_is_asked(db, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert around(City.objects.all(), [], most=9) == []


def test_the_largest_town_around_names_a_point_else_the_nearest(db):
    make_city(1, 49.41, 8.70, population=160_000, name="Heidelberg")
    make_city(2, 49.40, 8.69, population=20_000, name="Quarter")
    make_city(3, 49.10, 8.70, population=30_000, name="Southtown")

    assert largest_town_at(49.40, 8.69) == "Heidelberg, Germany"
    assert largest_town_at(49.20, 8.70) == "Southtown, Germany"
    assert largest_town_at(40, 8.7) == ""


def test_towns_are_looked_up_once_for_each_cell(db, django_assert_num_queries):
    make_city(1, 49.41, 8.70, name="Heidelberg")
    towns = Towns()
    with django_assert_num_queries(2):
        towns.learn([(49.40, 8.69), (49.41, 8.70), (49.40, 8.70)])
    with django_assert_num_queries(0):
        towns.learn([(49.405, 8.695)])
    assert towns.label_of((49.405, 8.695)) == "Heidelberg, Germany"
