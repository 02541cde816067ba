"""Which number a leader calls, wherever the place is."""

import pytest

from accounts.geography import country_name, country_of_zone, time_zone_at
from events.places.emergency import COUNTRIES, NUMBERS, emergency_at


@pytest.mark.parametrize(
    ("city", "point", "number"),
    [
        ("Heidelberg", (49.41, 8.69), "112"),
        ("Oslo", (59.91, 10.75), "112"),
        ("London", (51.51, -0.13), "999"),
        ("Dublin", (53.35, -6.26), "112"),
        ("Washington", (38.90, -77.04), "911"),
        ("Phoenix", (33.45, -112.07), "911"),
        ("Vancouver", (49.28, -123.12), "911"),
        ("Mexico City", (19.43, -99.13), "911"),
        ("Perth", (-31.95, 115.86), "000"),
        ("Auckland", (-36.85, 174.76), "111"),
        ("Tokyo", (35.68, 139.69), "119"),
        ("Hong Kong", (22.32, 114.17), "999"),
        ("Singapore", (1.30, 103.82), "995"),
        ("Sao Paulo", (-23.55, -46.63), "192"),
        ("Delhi", (28.61, 77.21), "112"),
    ],
)
def test_the_number_follows_from_the_point_of_a_place(city, point, number):
    found = emergency_at(time_zone_at(*point))
    assert (found.number, bool(found.country)) == (number, True)


@pytest.mark.parametrize("time_zone", ["UTC", "Asia/Pyongyang", "Etc/GMT+3", ""])
def test_where_nobody_knows_it_says_so(time_zone):
    found = emergency_at(time_zone)
    assert found.number == "112"
    assert found.words == "112 works in most countries. Find out the number here before anybody runs."


def test_each_country_stands_in_the_table_once_and_has_a_name():
    listed = [country for countries in COUNTRIES.values() for country in countries.split()]
    assert len(listed) == len(NUMBERS)
    assert [country for country in listed if country_name(country) == country] == []


def test_a_country_has_zones_of_its_own():
    assert country_of_zone("Europe/Oslo") == "NO"
    assert country_of_zone("Europe/Berlin") == "DE"
    assert country_of_zone("Europe/Nowhere") == ""
