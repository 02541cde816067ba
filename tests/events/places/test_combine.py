from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.places.combine import Look, Standing, add_months, combine, expiry
from events.places.convention import KindLimits
from events.places.rubric_lines import Verdict
from tests.events.places.test_rubric import FINE

TODAY = date(2026, 6, 15)


def look(person="petra", on=date(2026, 6, 1), on_foot=True, qualified=True, season=date.max, **answers):
    return Look(person, FINE | answers, on, on_foot, qualified, season)


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


def test_two_members_alone_do_not_check_a_zone():
    looks = [look("petra", qualified=False), look("jonas", qualified=False)]

    assert standing(*looks) == Standing.NOBODY_QUALIFIED
    assert standing(*looks, look("leyla", on=date(2026, 6, 9))) == Standing.CHECKED


def test_a_round_with_somebody_qualified_carries_on_while_two_members_look_later():
    looks = [look("petra", on=date(2026, 1, 5)), look("jonas", on=date(2026, 1, 6), qualified=False)]
    later = [look(name, on=date(2026, 6, 10), qualified=False) for name in ("leyla", "mira")]

    assert combine([*looks, *later], today=TODAY).standing == Standing.CHECKED
    assert combine([*looks, *later], today=TODAY).expires_on == date(2027, 1, 5)


def test_crowd_and_light_of_another_season_are_a_caution():
    old = {"season": date(2026, 3, 29), "on": date(2026, 3, 20)}
    looks = [look("petra", **old), look("jonas", **old)]
    combined = combine(looks, today=date(2026, 3, 29))

    assert combined.verdict is Verdict.CAUTION
    assert [line.line.key for line in combined.judgement.cautions] == ["crowding", "light"]
    assert combined.season_ends_on == date(2026, 3, 29)
    assert (
        combine([look("petra", **old), look("jonas", **old)], today=date(2026, 3, 28)).verdict is Verdict.OK
    )


def test_one_new_look_a_season_is_enough_for_crowd_and_light():
    old = {"season": date(2026, 3, 29), "on": date(2026, 3, 20)}
    new = look("leyla", on=date(2026, 6, 10), season=date(2026, 10, 25), crowding=1, qualified=False)
    combined = combine([look("petra", **old), look("jonas", **old), new], today=TODAY)

    assert combined.verdict is Verdict.OK
    assert combined.season_ends_on == date(2026, 10, 25)


def test_who_has_photos_need_not_know_what_no_photo_shows():
    silent = dict.fromkeys(["crowding", "light", "permission", "phone_signal", "ground", "weather"])
    combined = combine([look("petra"), look("jonas", on_foot=False, **silent)], today=TODAY)

    assert combined.verdict is Verdict.OK
    assert combine([look("petra"), look("jonas", **silent)], today=TODAY).standing == Standing.UNKNOWN


def test_who_has_photos_and_knows_of_a_stop_is_heard():
    refused = look("jonas", on_foot=False, permission="refused")

    assert standing(look("petra"), refused) == Standing.STOP


def test_a_kind_of_place_sets_stage_and_sessions_of_its_own():
    sidewalk = KindLimits(4, ("path",))
    combined = combine([look("petra"), look("jonas")], today=TODAY, kind=sidewalk)

    assert (combined.minimum_stage, combined.sessions) == (4, ("path",))


def test_where_no_kind_of_session_is_left_nobody_runs():
    combined = combine([look("petra"), look("jonas")], today=TODAY, kind=KindLimits(0, ()))

    assert (combined.standing, combined.verdict) == (Standing.STOP, Verdict.STOP)


PEOPLE = ["petra", "jonas", "leyla", "mira"]
LOOKS = st.builds(
    look,
    person=st.sampled_from(PEOPLE),
    on=st.dates(min_value=date(2025, 1, 1), max_value=TODAY),
    on_foot=st.booleans(),
    qualified=st.booleans(),
    drop=st.sampled_from(["none", "none", "none", "open", ""]),
    surface=st.sampled_from(["asphalt", "short_grass"]),
)


@given(st.lists(LOOKS, max_size=6))
def test_whatever_people_find_a_zone_in_use_was_seen_by_two_one_on_foot_and_one_qualified(looks):
    combined = combine(looks, today=TODAY)

    if combined.allows_meetups:
        assert len({found.person for found in combined.looks}) >= 2
        assert any(found.on_foot for found in looks)
        assert any(found.is_qualified for found in looks)
        assert combined.expires_on > TODAY
        assert all(found.answers["drop"] == "none" for found in combined.looks)


@given(st.lists(LOOKS, max_size=6), st.sampled_from(PEOPLE))
def test_a_stop_found_today_always_stops(looks, person):
    assert combine([*looks, look(person, on=TODAY, drop="open")], today=TODAY).verdict is Verdict.STOP
