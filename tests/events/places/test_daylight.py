from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from events.places.daylight import (
    Sun,
    dark_from,
    daylight,
    ends_in_the_dark,
    in_words,
    is_dark,
    why_too_dark,
)

HEIDELBERG = (49.4094, 8.6947)
BERLIN_TIME = "Europe/Berlin"
TROMSO = (69.6492, 18.9553)
LONGYEARBYEN = (78.2232, 15.6267)
HELSINKI = (60.1699, 24.9384)


def at(zone, *moment):
    return datetime(*moment, tzinfo=ZoneInfo(zone))


def minutes_apart(found, clock):
    hours, minutes = map(int, clock.split(":"))
    return abs(found.hour * 60 + found.minute + found.second / 60 - hours * 60 - minutes)


# Almanac times as commonly printed for these cities, to the minute. The last row is the expectation that the
# test suite of SunCalc carries for this point and day.
@pytest.mark.parametrize(
    ("place", "zone", "day", "sunrise", "sunset", "dusk"),
    [
        ((40.7128, -74.006), "America/New_York", date(2024, 6, 20), "5:25", "20:31", "21:04"),
        ((40.7128, -74.006), "America/New_York", date(2024, 12, 21), "7:17", "16:32", "17:03"),
        ((51.5074, -0.1278), "Europe/London", date(2015, 12, 1), "7:43", "15:55", "16:35"),
        ((51.5074, -0.1278), "Europe/London", date(2024, 6, 20), "4:43", "21:21", "22:09"),
        ((-33.8688, 151.2093), "Australia/Sydney", date(2024, 12, 22), "5:41", "20:05", "20:35"),
        (HELSINKI, "Europe/Helsinki", date(2024, 6, 20), "3:54", "22:50", "0:42"),
        ((50.5, 30.5), "UTC", date(2013, 3, 5), "4:35", "15:47", "16:20"),
    ],
)
def test_times_agree_with_published_ones(place, zone, day, sunrise, sunset, dusk):
    light = daylight(day, *place, zone)

    assert light.sun is Sun.RISES_AND_SETS
    assert minutes_apart(light.sunrise, sunrise) <= 2
    assert minutes_apart(light.sunset, sunset) <= 2
    assert minutes_apart(light.dusk, dusk) <= 2


@pytest.mark.parametrize("day", [date(2024, 3, 31), date(2024, 10, 27)])
def test_clock_change_moves_the_clock_not_the_sun(day):
    before = daylight(day - timedelta(days=1), *HEIDELBERG, BERLIN_TIME)
    after = daylight(day, *HEIDELBERG, BERLIN_TIME)

    elapsed = after.dusk.astimezone(UTC) - before.dusk.astimezone(UTC)
    assert abs(elapsed - timedelta(days=1)) < timedelta(minutes=3)
    assert abs(after.dusk.utcoffset() - before.dusk.utcoffset()) == timedelta(hours=1)
    assert after.dawn < after.sunrise < after.sunset < after.dusk


@pytest.mark.parametrize(
    ("place", "zone", "day", "sun"),
    [
        (TROMSO, "Europe/Oslo", date(2024, 6, 20), Sun.POLAR_DAY),
        (TROMSO, "Europe/Oslo", date(2024, 12, 20), Sun.POLAR_TWILIGHT),
        (TROMSO, "Europe/Oslo", date(2024, 5, 12), Sun.WHITE_NIGHT),
        (LONGYEARBYEN, "Arctic/Longyearbyen", date(2024, 12, 20), Sun.POLAR_NIGHT),
        (LONGYEARBYEN, "Arctic/Longyearbyen", date(2024, 6, 20), Sun.POLAR_DAY),
        ((90, 0), "UTC", date(2024, 6, 20), Sun.POLAR_DAY),
        ((-90, 0), "UTC", date(2024, 6, 20), Sun.POLAR_NIGHT),
        (HEIDELBERG, BERLIN_TIME, date(2024, 6, 20), Sun.RISES_AND_SETS),
    ],
)
def test_far_north_and_south(place, zone, day, sun):
    light = daylight(day, *place, zone)

    assert light.sun is sun
    assert in_words(light)


def test_polar_day_is_light_and_polar_night_is_dark_at_every_hour():
    for hour in range(24):
        assert not is_dark(at("Europe/Oslo", 2024, 6, 20, hour), *TROMSO)
        assert is_dark(at("Arctic/Longyearbyen", 2024, 12, 20, hour), *LONGYEARBYEN)


@pytest.mark.parametrize(
    ("place", "zone"),
    [
        ((1.87, -157.4), "Pacific/Kiritimati"),
        ((-13.8, -171.8), "Pacific/Apia"),
        ((64.7, 177.5), "Asia/Anadyr"),
    ],
)
def test_zones_a_day_away_from_their_sun_keep_the_date(place, zone):
    light = daylight(date(2024, 3, 20), *place, zone)

    assert light.sunrise.date() == light.sunset.date() == date(2024, 3, 20)
    assert minutes_apart(light.sunset, "18:45") < 90


def test_an_end_after_civil_dusk_is_in_the_dark():
    start = at(BERLIN_TIME, 2026, 11, 24, 16, 0)
    dusk = daylight(start.date(), *HEIDELBERG, BERLIN_TIME).dusk

    assert not ends_in_the_dark(start, dusk - timedelta(minutes=1), *HEIDELBERG)
    assert ends_in_the_dark(start, dusk + timedelta(minutes=1), *HEIDELBERG)
    assert abs(dark_from(start, start + timedelta(hours=2), *HEIDELBERG) - dusk) < timedelta(seconds=3)


def test_a_meetup_past_midnight_is_dark_in_heidelberg_and_light_in_tromso():
    for zone, place, dark in [(BERLIN_TIME, HEIDELBERG, True), ("Europe/Oslo", TROMSO, False)]:
        start = at(zone, 2024, 6, 20, 23, 30)
        assert ends_in_the_dark(start, start + timedelta(hours=1), *place) is dark


def test_a_night_between_two_light_ends_is_dark():
    start = at(BERLIN_TIME, 2024, 6, 20, 20, 0)

    assert not is_dark(start + timedelta(hours=12), *HEIDELBERG)
    assert ends_in_the_dark(start, start + timedelta(hours=12), *HEIDELBERG)


@pytest.mark.parametrize(
    ("start", "hours", "words"),
    [
        ((2026, 11, 24, 16, 0), 1, "Dusk ends at 17:09 and this place has no light."),
        ((2026, 11, 24, 6, 0), 1, "It is dark until 07:14 and this place has no light."),
        ((2026, 11, 24, 22, 0), 1, "It is dark at that hour and this place has no light."),
        ((2026, 11, 24, 14, 0), 1, ""),
    ],
)
def test_the_refusal_says_when_it_is_dark(start, hours, words):
    starts_at = at(BERLIN_TIME, *start)

    ends_at = starts_at + timedelta(hours=hours, minutes=10)
    sentence = why_too_dark(starts_at, ends_at, *HEIDELBERG, BERLIN_TIME)

    assert sentence.startswith(words) if words else sentence == ""


def test_the_refusal_in_the_polar_night_offers_another_place():
    start = at("Arctic/Longyearbyen", 2024, 12, 20, 12, 0)

    sentence = why_too_dark(start, start + timedelta(hours=1), *LONGYEARBYEN, "Arctic/Longyearbyen")

    assert sentence.startswith("It stays dark all day")


def test_the_answer_does_not_depend_on_the_zone_of_the_question():
    start = at(BERLIN_TIME, 2026, 11, 24, 16, 0)
    end = at(BERLIN_TIME, 2026, 11, 24, 18, 0)

    here = why_too_dark(start, end, *HEIDELBERG, BERLIN_TIME)
    assert here == why_too_dark(start.astimezone(UTC), end.astimezone(UTC), *HEIDELBERG, BERLIN_TIME)


def test_words_name_sunset_and_dusk():
    assert in_words(daylight(date(2026, 11, 24), *HEIDELBERG, BERLIN_TIME)) == (
        "The sun sets at 16:33, dusk ends at 17:09."
    )
