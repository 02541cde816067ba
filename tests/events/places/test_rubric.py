import math

import pytest

from events.places.rubric import judge
from events.places.rubric_lines import LINE_BY_KEY, LINES, Verdict

FINE = {
    "surface": "synthetic_track",
    "evenness": "even",
    "walked_first": True,
    "gradient": 0,
    "gradient_direction": "level",
    "straight_length": 84,
    "curve": False,
    "clear_width": 4.9,
    "lanes_free": True,
    "clear_sight": 90,
    "blind_corner": False,
    "motor_traffic": "none",
    "kerb": "none",
    "obstacle": "none",
    "drop": "none",
    "cyclists": "none",
    "dogs": "none",
    "crowding": 0,
    "event": False,
    "light": "full",
    "ground": "dry",
    "weather": "clear",
    "permission": "granted",
    "phone_signal": True,
    "emergency_address": "Birkenweg 4, Heidelberg",
    "aed": "Clubhouse hall, 16:00–21:30",
    "surroundings": "none",
    "is_step_free": True,
}


def line_of(key, **answers):
    return next(line for line in judge(FINE | answers).lines if line.line.key == key)


def test_the_rubric_has_twenty_lines():
    assert [line.number for line in LINES] == list(range(1, 21))
    assert list(LINE_BY_KEY) == [
        "surface",
        "evenness",
        "gradient",
        "straight_length",
        "clear_width",
        "clear_sight",
        "motor_traffic",
        "kerb",
        "obstacle",
        "drop",
        "cyclists",
        "dogs",
        "crowding",
        "light",
        "ground",
        "weather",
        "permission",
        "help",
        "surroundings",
        "access",
    ]


def test_a_zone_where_all_is_fine_is_ok():
    judgement = judge(FINE)

    assert judgement.verdict is Verdict.OK
    assert judgement.allows_meetups
    assert judgement.minimum_stage == 0
    assert judgement.worst_first == []
    assert all(line.reason and line.value for line in judgement.lines)


CHOICES = [
    ("surface", "ok", ["synthetic_track", "short_grass", "asphalt", "fine_compacted", "indoor_floor"]),
    ("surface", "caution", ["paving", "wood_chip", "ground"]),
    ("surface", "stop", ["gravel", "sand", "cobble", "metal"]),
    ("evenness", "ok", ["even"]),
    ("evenness", "caution", ["minor"]),
    ("evenness", "stop", ["uneven"]),
    ("motor_traffic", "ok", ["none"]),
    ("motor_traffic", "caution", ["barrier"]),
    ("motor_traffic", "stop", ["crossing", "shared"]),
    ("kerb", "ok", ["none"]),
    ("kerb", "caution", ["flush"]),
    ("kerb", "stop", ["raised"]),
    ("obstacle", "ok", ["none"]),
    ("obstacle", "caution", ["movable", "padded"]),
    ("obstacle", "stop", ["fixed"]),
    ("drop", "ok", ["none"]),
    ("drop", "caution", ["fenced"]),
    ("drop", "stop", ["open"]),
    ("cyclists", "ok", ["none"]),
    ("cyclists", "caution", ["rare"]),
    ("cyclists", "stop", ["frequent"]),
    ("dogs", "ok", ["none"]),
    ("dogs", "caution", ["on_lead"]),
    ("dogs", "stop", ["off_lead_area"]),
    ("light", "ok", ["daylight", "full"]),
    ("light", "caution", ["partial"]),
    ("light", "stop", ["none"]),
    ("ground", "ok", ["dry"]),
    ("ground", "caution", ["damp", "wet"]),
    ("ground", "stop", ["standing_water", "leaves", "ice"]),
    ("weather", "ok", ["clear"]),
    ("weather", "caution", ["wind", "rain", "heat"]),
    ("weather", "stop", ["lightning", "fog"]),
    ("permission", "ok", ["not_needed", "granted"]),
    ("permission", "caution", ["not_asked"]),
    ("permission", "stop", ["refused", "against_rule"]),
    ("surroundings", "ok", ["none"]),
    ("surroundings", "caution", ["near"]),
    ("surroundings", "stop", ["in_use"]),
]


@pytest.mark.parametrize(
    ("key", "value", "expected"),
    [(key, value, verdict) for key, verdict, values in CHOICES for value in values],
)
def test_every_choice_has_its_verdict(key, value, expected):
    assert line_of(key, **{key: value}).verdict == expected


def test_the_table_of_choices_is_complete():
    judged = {(key, value) for key, _, values in CHOICES for value in values}
    assert judged == {(line.key, choice.value) for line in LINES for choice in line.choices}


@pytest.mark.parametrize(
    ("key", "value", "expected"),
    [
        ("straight_length", 50, "ok"),
        ("straight_length", 49.9, "caution"),
        ("straight_length", 30, "caution"),
        ("straight_length", 29.9, "stop"),
        ("straight_length", 0, "stop"),
        ("clear_width", 4, "ok"),
        ("clear_width", 3.99, "caution"),
        ("clear_width", 2.5, "caution"),
        ("clear_width", 2.49, "stop"),
        ("clear_sight", 50, "ok"),
        ("clear_sight", 49.9, "caution"),
        ("clear_sight", 30, "caution"),
        ("clear_sight", 29.9, "stop"),
        ("gradient", 0, "ok"),
        ("gradient", 1, "ok"),
        ("gradient", 5.01, "stop"),
        ("crowding", 0, "ok"),
        ("crowding", 1, "ok"),
        ("crowding", 2, "caution"),
        ("crowding", 5, "caution"),
        ("crowding", 6, "stop"),
    ],
)
def test_numbers_are_judged_at_their_limits(key, value, expected):
    assert line_of(key, **{key: value, "lanes_free": False}).verdict == expected


@pytest.mark.parametrize(
    ("percent", "direction", "expected", "stage"),
    [
        (1, "down", "ok", 0),
        (1.01, "down", "stop", 0),
        (3, "down", "stop", 0),
        (1.01, "up", "caution", 0),
        (3, "up", "caution", 0),
        (3.01, "up", "caution", 3),
        (5, "up", "caution", 3),
        (5.01, "up", "stop", 0),
        (2, "level", "unknown", 0),
        (2, None, "unknown", 0),
        (0.5, None, "ok", 0),
    ],
)
def test_slope_depends_on_the_direction_of_travel(percent, direction, expected, stage):
    line = line_of("gradient", gradient=percent, gradient_direction=direction)

    assert (line.verdict, line.minimum_stage) == (expected, stage)


@pytest.mark.parametrize(
    ("width", "lanes_free", "expected"),
    [(3.66, True, "ok"), (3.65, True, "caution"), (3.66, False, "caution"), (3.66, None, "caution")],
)
def test_own_lane_and_an_empty_one_each_side_is_wide_enough(width, lanes_free, expected):
    assert line_of("clear_width", clear_width=width, lanes_free=lanes_free).verdict == expected


@pytest.mark.parametrize(
    ("key", "answers", "expected"),
    [
        ("evenness", {"walked_first": False}, "stop"),
        ("evenness", {"walked_first": None}, "unknown"),
        ("clear_sight", {"blind_corner": True}, "stop"),
        ("clear_sight", {"blind_corner": None}, "unknown"),
        ("straight_length", {"curve": None}, "unknown"),
        ("straight_length", {"curve": True, "straight_length": 29}, "stop"),
        ("crowding", {"event": True}, "stop"),
        ("crowding", {"event": None}, "caution"),
        ("help", {"aed": ""}, "caution"),
        ("help", {"emergency_address": " "}, "unknown"),
        ("help", {"phone_signal": None}, "unknown"),
        ("help", {"phone_signal": False}, "unknown"),
        ("help", {"phone_signal": False, "can_send": True}, "caution"),
        ("help", {"phone_signal": False, "can_send": True, "emergency_address": ""}, "unknown"),
        ("help", {"phone_signal": False, "can_send": False}, "stop"),
        ("access", {"is_step_free": False}, "ok"),
        ("access", {"is_step_free": None}, "unknown"),
    ],
)
def test_a_flag_can_decide_a_line(key, answers, expected):
    assert line_of(key, **answers).verdict == expected


def test_a_curve_is_for_stage_four_and_needs_a_measure():
    line = line_of("straight_length", curve=True)

    assert (line.verdict, line.minimum_stage, line.needs_measure) == ("caution", 4, True)


def test_minimum_stage_is_the_highest_any_line_sets():
    uphill = {"gradient": 4, "gradient_direction": "up", "gradient_measure": "Uphill only."}
    curve = {"curve": True, "straight_length_measure": "Cones on the inside."}

    assert judge(FINE | uphill).minimum_stage == 3
    assert judge(FINE | uphill | curve).minimum_stage == 4


# Help and access are questions of their own; crowd and light may stay open, with a measure that stands.
ANSWERED = [line for line in LINES if line.choices or line.is_measured]
MISSING = [None, "", "nonsense", [], {}, -1, math.nan, math.inf, True]


@pytest.mark.parametrize(
    "line", [line for line in ANSWERED if not line.is_seasonal], ids=lambda line: line.key
)
@pytest.mark.parametrize("missing", MISSING)
def test_what_is_missing_or_impossible_is_unknown(line, missing):
    answers = FINE | {line.key: missing}

    assert line_of(line.key, **answers).verdict is Verdict.UNKNOWN
    assert judge(answers).allows_meetups is not line.is_counted


@pytest.mark.parametrize("key", ["crowding", "light"])
@pytest.mark.parametrize("missing", MISSING)
def test_unknown_crowd_and_light_are_a_caution_with_a_measure_that_stands(key, missing):
    line = line_of(key, **{key: missing})

    assert (line.verdict, line.value, bool(line.measure)) == ("caution", "Unknown", True)
    assert judge(FINE | {key: missing}).verdict is Verdict.CAUTION


@pytest.mark.parametrize(
    ("key", "value"), [("crowding", 0), ("crowding", 3), ("light", "full"), ("light", "partial")]
)
def test_crowd_and_light_of_another_season_are_a_caution_whose_measure_comes_first(key, value):
    answers = FINE | {key: value, f"{key}_measure": "Mona stands at the gate."}
    line = next(line for line in judge(answers, is_stale=True).lines if line.line.key == key)

    assert line.verdict is Verdict.CAUTION
    assert "The clocks have changed" in line.reason
    assert line.measure.endswith("Mona stands at the gate.")
    assert line.measure != "Mona stands at the gate."


@pytest.mark.parametrize("answers", [{"crowding": 6}, {"event": True}, {"light": "none"}])
def test_a_stop_stands_in_every_season(answers):
    def stops(**season):
        return [
            line.line.key for line in judge(FINE | answers, **season).lines if line.verdict is Verdict.STOP
        ]

    assert stops(is_stale=True) == stops() != []


@pytest.mark.parametrize("key", ["ground", "weather", "access"])
def test_the_day_and_access_never_count_into_the_verdict(key):
    worst = {"ground": "ice", "weather": "fog", "access": None}[key]

    assert judge(FINE | {key: worst}).verdict is Verdict.OK


def test_a_zone_without_lamps_is_for_the_day_and_no_worse_for_it():
    judgement = judge(FINE | {"light": "none"})

    assert judgement.verdict is Verdict.OK
    assert [line.line.key for line in judgement.worst_first] == ["light"]


def test_rare_cyclists_are_for_stage_three():
    assert judge(FINE | {"cyclists": "rare", "cyclists_measure": "A post."}).minimum_stage == 3


def test_a_posted_rule_is_told_with_its_verdict():
    assert "“Lane 6 only”" in line_of("permission", direction_rule="Lane 6 only").reason


def test_the_hour_of_the_count_is_told_with_it():
    assert (
        line_of("crowding", crowding=3, crowding_weekday=1, crowding_hour=18).value
        == "3 in 5 min, Tuesday, 18–21"
    )


def test_no_answer_at_all_is_unknown():
    assert judge({}).verdict is Verdict.UNKNOWN
    assert [line.line.number for line in judge({}).open_lines] == [*range(1, 13), 17, 18, 19]


def test_a_stop_wins_over_an_unknown():
    assert judge({"surface": "gravel"}).verdict is Verdict.STOP


def test_a_caution_without_its_measure_leaves_the_zone_unknown():
    answers = FINE | {"kerb": "flush"}

    assert judge(answers).verdict is Verdict.UNKNOWN
    assert [line.line.key for line in judge(answers).open_lines] == ["kerb"]
    assert judge(answers | {"kerb_measure": "   "}).verdict is Verdict.UNKNOWN
    assert judge(answers | {"kerb_measure": "Two cones at each drain."}).verdict is Verdict.CAUTION


def test_stops_come_before_cautions():
    judgement = judge(FINE | {"kerb": "flush", "drop": "open", "surface": "paving"})

    assert [line.line.key for line in judgement.worst_first] == ["drop", "surface", "kerb"]
    assert len(judgement.fine) == 20 - 3 - len(judgement.of_the_day)


def test_values_are_written_with_their_unit():
    assert line_of("clear_width").value == "4.9 m"
    assert line_of("straight_length").value == "84 m"
    assert line_of("gradient", gradient=2, gradient_direction="up").value == "2 % uphill"


def test_no_line_promises_that_a_place_is_safe():
    texts = [
        str(words) for line in LINES for words in (line.label, line.help, *(c.reason for c in line.choices))
    ]
    assert not [text for text in texts if "safe" in text.lower()]
