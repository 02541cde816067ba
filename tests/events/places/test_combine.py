from datetime import date

import pytest

from events.places.combine import Look, Standing, add_months, combine, expiry
from events.places.rubric_lines import Verdict
from tests.events.places.test_rubric import FINE

TODAY = date(2026, 6, 15)


def look(person="petra", on=date(2026, 6, 1), on_foot=True, **answers):
    return Look(person, FINE | answers, on, on_foot)


def standing(*looks, today=TODAY):
    return combine(looks, today=today).standing


def test_two_people_make_a_zone_checked():
    combined = combine([look("petra"), look("jonas", on_foot=False)], today=TODAY)

    assert (combined.standing, combined.verdict, combined.people) == (Standing.CHECKED, Verdict.OK, 2)
    assert combined.allows_meetups


def test_nobody_looked():
    combined = combine([], today=TODAY)

    assert (combined.standing, combined.verdict) == (Standing.NOT_CHECKED, Verdict.UNKNOWN)


def test_the_same_person_twice_does_not_check_a_zone():
    assert standing(look(), look(on=date(2026, 6, 2))) == Standing.ONE_PERSON


def test_one_of_the_two_walked_it_within_thirty_days():
    photos = look("jonas", on_foot=False)

    assert standing(look("petra", on_foot=False), photos) == Standing.NOBODY_ON_FOOT
    assert standing(look("petra", on=date(2026, 5, 2)), photos) == Standing.CHECKED
    assert standing(look("petra", on=date(2026, 5, 1)), photos) == Standing.NOBODY_ON_FOOT


def test_the_worse_of_each_line_counts_and_measures_are_kept():
    first = look("petra", kerb="flush", kerb_measure="Cones.", clear_sight=80)
    second = look("jonas", obstacle="movable", obstacle_measure="Hurdles moved.")

    combined = combine([first, second], today=TODAY)

    assert combined.verdict is Verdict.CAUTION
    cautions = {line.line.key: line.measure for line in combined.judgement.cautions}
    assert cautions == {"kerb": "Cones.", "obstacle": "Hurdles moved."}


@pytest.mark.parametrize(("answers", "expected"), [({"drop": "open"}, "stop"), ({"drop": ""}, "unknown")])
def test_one_stop_or_unknown_of_either_person_blocks(answers, expected):
    combined = combine([look("petra"), look("jonas", **answers)], today=TODAY)

    assert combined.standing == expected
    assert not combined.allows_meetups


def test_a_stop_blocks_before_a_second_person_looked():
    combined = combine([look(surface="gravel")], today=TODAY)

    assert (combined.standing, combined.verdict) == (Standing.STOP, Verdict.STOP)
    assert combined.checked_on and combined.expires_on


def test_a_stop_stands_though_two_others_found_none_in_the_same_month():
    looks = [
        look("petra", drop="open"),
        look("jonas", on=date(2026, 6, 3)),
        look("leyla", on=date(2026, 6, 9)),
    ]

    assert standing(*looks) == Standing.STOP


def test_the_newest_look_of_a_person_replaces_their_older_ones():
    looks = [look("petra", on=date(2026, 5, 30), drop="open"), look("petra"), look("jonas")]

    assert standing(*looks) == Standing.CHECKED


def test_a_later_round_replaces_an_older_one():
    looks = [
        look("leyla", on=date(2026, 1, 10), drop="open"),
        look("petra", on=date(2026, 6, 1)),
        look("jonas", on=date(2026, 6, 2)),
    ]

    assert standing(*looks) == Standing.CHECKED


@pytest.mark.parametrize(
    ("surface", "expected"),
    [
        ("synthetic_track", date(2027, 6, 1)),
        ("indoor_floor", date(2027, 6, 1)),
        ("asphalt", date(2027, 6, 1)),
        ("paving", date(2027, 6, 1)),
        ("short_grass", date(2026, 12, 1)),
        ("wood_chip", date(2026, 12, 1)),
        ("fine_compacted", date(2026, 12, 1)),
        ("ground", date(2026, 12, 1)),
        ("", date(2026, 12, 1)),
    ],
)
def test_how_long_a_check_holds_depends_on_the_surface(surface, expected):
    assert expiry(look(surface=surface)) == expected


def test_a_check_runs_out_with_the_older_of_the_two():
    looks = [look("petra", on=date(2026, 6, 1)), look("jonas", on=date(2026, 6, 20))]

    assert combine(looks, today=date(2027, 5, 31)).expires_on == date(2027, 6, 1)
    assert standing(*looks, today=date(2027, 5, 31)) == Standing.CHECKED
    assert standing(*looks, today=date(2027, 6, 1)) == Standing.EXPIRED


def test_one_new_look_at_an_expired_zone_needs_a_second_one():
    old = [look("petra", on=date(2025, 1, 1)), look("jonas", on=date(2025, 1, 2))]
    new = look("petra", on=date(2026, 6, 10))

    assert standing(*old, new) == Standing.EXPIRED
    assert standing(*old, new, look("jonas", on=date(2026, 6, 11))) == Standing.CHECKED


def test_a_look_dated_in_the_future_does_not_count():
    assert standing(look("petra"), look("jonas", on=date(2026, 6, 16))) == Standing.ONE_PERSON


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2025, 8, 31), 6, date(2026, 2, 28)),
        (date(2025, 12, 31), 12, date(2026, 12, 31)),
        (date(2025, 6, 15), 6, date(2025, 12, 15)),
    ],
)
def test_months_are_counted_by_the_calendar(day, months, expected):
    assert add_months(day, months) == expected


def test_one_more_look_from_photos_does_not_undo_a_check_that_holds():
    looks = [look("petra", on=date(2026, 1, 5)), look("jonas", on=date(2026, 1, 6))]
    later = look("petra", on=date(2026, 6, 10), on_foot=False)

    combined = combine([*looks, later], today=TODAY)

    assert combined.standing == Standing.CHECKED
    assert combined.expires_on == date(2027, 1, 5)


def test_a_later_look_can_make_a_zone_worse_at_once():
    looks = [look("petra", on=date(2026, 1, 5)), look("jonas", on=date(2026, 1, 6))]

    assert standing(*looks, look("leyla", on=date(2026, 6, 10), drop="open")) == Standing.STOP
    caution = look("leyla", on=date(2026, 6, 10), kerb="flush", kerb_measure="Cones.")
    assert combine([*looks, caution], today=TODAY).verdict is Verdict.CAUTION
