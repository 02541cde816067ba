import math
import random

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction

from accounts.geography import City, CityName, NearestQuerySet
from tests.accounts.geography_judge import haversine_km

POLES = [(90.0, 0.0), (-90.0, 0.0), (89.99, 135.0), (-89.99, -45.0), (90.0, 180.0)]
ANTIMERIDIAN = [(0.0, 180.0), (0.0, -180.0), (-17.0, 179.999), (65.0, -179.999), (-17.0, -180.0)]
EMPTY = [(0.0, -140.0), (-60.0, -120.0), (-45.0, 90.0)]
TOWN = (49.4077, 8.6908)


def city(pk: int, latitude: float, longitude: float, country: str = "XA") -> City:
    return City(
        id=pk,
        name=f"City {pk}",
        country=country,
        population=pk,
        time_zone="UTC",
        latitude=latitude,
        longitude=longitude,
    )


@pytest.fixture
def world(db) -> dict[int, tuple[float, float]]:
    """Points all over the globe, a dense town, the poles and both sides of the antimeridian."""
    chance = random.Random(7)
    points = [(math.degrees(math.asin(chance.uniform(-1, 1))), chance.uniform(-180, 180)) for _ in range(400)]
    points = [point for point in points if not (-20 < point[0] < 20 and -170 < point[1] < -110)]
    points += [(TOWN[0] + chance.gauss(0, 0.1), TOWN[1] + chance.gauss(0, 0.1)) for _ in range(150)]
    points += [
        (chance.choice((-1, 1)) * chance.uniform(88, 90), chance.uniform(-180, 180)) for _ in range(40)
    ]
    points += [
        (chance.uniform(-80, 80), chance.choice((-1, 1)) * chance.uniform(179, 180)) for _ in range(40)
    ]
    points += POLES + ANTIMERIDIAN
    City.objects.bulk_create(
        city(pk, *point, country="XA" if pk % 7 else "XB") for pk, point in enumerate(points)
    )
    return dict(enumerate(points))


def brute_force(points, center, *, limit=None, within_km=math.inf) -> list[float]:
    distances = sorted(haversine_km(center, point) for point in points)
    return [distance for distance in distances if distance <= within_km][:limit]


def centers() -> list[tuple[float, float]]:
    chance = random.Random(11)
    anywhere = [(chance.uniform(-90, 90), chance.uniform(-180, 180)) for _ in range(12)]
    in_town = [(TOWN[0] + chance.gauss(0, 0.2), TOWN[1] + chance.gauss(0, 0.2)) for _ in range(10)]
    return [*POLES, *ANTIMERIDIAN, *EMPTY, *anywhere, *in_town]


@pytest.mark.parametrize("limit", [1, 20, 1000])
def test_the_nearest_are_those_of_brute_force(world, limit):
    for center in centers():
        rows = list(City.objects.nearest(*center, limit=limit))
        distances = [row.distance_km for row in rows]
        assert distances == pytest.approx(brute_force(world.values(), center, limit=limit), abs=1e-4)
        assert len({row.pk for row in rows}) == len(rows)
        for row in rows:
            assert row.distance_km == pytest.approx(haversine_km(center, world[row.pk]), abs=1e-4)


@pytest.mark.parametrize(("within_km", "limit"), [(5, 20), (300, None), (12_000, 20), (30_000, None)])
def test_a_radius_leaves_out_what_is_farther(world, within_km, limit):
    for center in centers():
        distances = [
            row.distance_km for row in City.objects.nearest(*center, within_km=within_km, limit=limit)
        ]
        expected = brute_force(world.values(), center, limit=limit, within_km=within_km)
        assert distances == pytest.approx(expected, abs=1e-4)


def test_only_rows_that_pass_the_other_filters_count(world):
    some = [point for pk, point in world.items() if pk % 7 == 0]
    for center in centers():
        rows = list(City.objects.filter(country="XB").nearest(*center, limit=20))
        assert {row.country for row in rows} == {"XB"}
        expected = brute_force(some, center, limit=20)
        assert [row.distance_km for row in rows] == pytest.approx(expected, abs=1e-4)


def test_a_point_may_belong_to_a_relation(world):
    CityName.objects.bulk_create(CityName(city_id=pk, folded="x") for pk in world if pk % 3 == 0)
    some = [point for pk, point in world.items() if pk % 3 == 0]
    for center in centers():
        rows = NearestQuerySet(CityName).nearest(*center, through="city", limit=10)
        expected = brute_force(some, center, limit=10)
        assert [row.distance_km for row in rows] == pytest.approx(expected, abs=1e-4)


def test_equally_near_rows_come_by_key(db):
    City.objects.bulk_create(city(pk, *TOWN) for pk in (5, 3, 9, 1, 7))
    assert [row.pk for row in City.objects.nearest(50.0, 9.0)] == [1, 3, 5, 7, 9]


def test_where_nothing_is_nothing_is_found(db):
    assert list(City.objects.nearest(0.0, 0.0)) == []


def test_here_is_no_distance(db):
    city(1, *TOWN).save()
    assert City.objects.nearest(*TOWN).get().distance_km == pytest.approx(0, abs=1e-6)


def test_values_may_be_asked_for(world):
    pairs = City.objects.nearest(*TOWN, limit=3).values_list("distance_km", flat=True)
    assert list(pairs) == pytest.approx(brute_force(world.values(), TOWN, limit=3), abs=1e-4)


def test_it_is_one_query_by_the_index(world, django_assert_num_queries):
    with django_assert_num_queries(1):
        list(City.objects.nearest(*TOWN))
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")
        assert "city_sphere" in City.objects.nearest(*TOWN).explain()
        assert "city_sphere" in City.objects.nearest(*TOWN, within_km=20).explain()


@pytest.mark.parametrize("center", [*POLES[:2], *ANTIMERIDIAN[:2], TOWN])
def test_pages_behind_a_distance_hold_every_row_once(world, center):
    seen, beyond_km = [], None
    while page := list(City.objects.nearest(*center, limit=200, beyond_km=beyond_km)):
        seen += [row.pk for row in page]
        beyond_km = page[-1].distance_km
    assert set(seen) == set(world)
    assert len(seen) == len(world)


def test_a_box_may_cross_the_antimeridian(db):
    for pk, longitude in enumerate((179.0, 180.0, -180.0, -179.0, 0.0)):
        city(pk, 10.0, longitude).save()
    rows = City.objects.order_by("pk").values_list("pk", flat=True)
    assert list(rows.in_box(0, 178, 20, -178)) == [0, 1, 2, 3]
    assert list(rows.in_box(0, -10, 20, 10)) == [4]


def test_the_database_keeps_the_sphere_in_step_with_the_degrees(db):
    city(1, 0.0, 0.0).save()
    City.objects.filter(pk=1).update(latitude=90.0)
    row = City.objects.get(pk=1)
    assert (row.x, row.y, row.z) == pytest.approx((0, 0, 1), abs=1e-12)


@pytest.mark.parametrize(("latitude", "longitude"), [(90.1, 0.0), (0.0, -180.1), (None, 0.0)])
def test_what_is_no_point_is_invalid(latitude, longitude):
    with pytest.raises(ValidationError):
        city(1, latitude, longitude).clean_fields()
