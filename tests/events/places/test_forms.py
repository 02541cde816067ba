import itertools
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from events.places.adding.forms import PlaceForm
from events.places.check_form import CheckForm
from events.places.forms import ImportForm, NumberField, PointField
from events.places.models import Place
from events.places.rubric_lines import LINES

FILLED = {
    "surface": "synthetic_track",
    "evenness": "even",
    "walked_first": "yes",
    "gradient": "0",
    "gradient_direction": "level",
    "straight_length": "84",
    "curve": "no",
    "clear_width": "4,9 m",
    "lanes_free": "yes",
    "clear_sight": "90",
    "blind_corner": "no",
    "motor_traffic": "none",
    "kerb": "none",
    "obstacle": "none",
    "drop": "none",
    "cyclists": "none",
    "dogs": "none",
    "crowding": "0",
    "event": "no",
    "weather": "clear",
    "permission": "granted",
    "phone_signal": "yes",
    "emergency_address": "Birkenweg 4",
    "aed": "Clubhouse hall",
    "surroundings": "none",
    "is_step_free": "yes",
    "is_on_foot": "yes",
    "checked_hour": "12:00",
    "ground": "dry",
    "light": "full",
    "lit_until": "21:00",
    "nonce": "abc",
}


def posted(**changes):
    """What a browser sends; None leaves a field out, as an untouched radio is."""
    yesterday = (timezone.now() - timedelta(days=1)).date().isoformat()
    sent = {"checked_on": yesterday} | FILLED | changes
    return {name: value for name, value in sent.items() if value is not None}


def check_form(**changes):
    return CheckForm(posted(**changes), place=Place(time_zone="Europe/Berlin"))


def errors_of(form):
    form.is_valid()
    return {name: " ".join(errors) for name, errors in form.errors.items()}


def test_a_filled_check_becomes_answers():
    form = check_form()

    assert form.is_valid(), form.errors
    assert form.cleaned_data["answers"] == {
        "surface": "synthetic_track",
        "evenness": "even",
        "walked_first": True,
        "gradient": 0.0,
        "gradient_direction": "level",
        "straight_length": 84.0,
        "curve": False,
        "clear_width": 4.9,
        "lanes_free": True,
        "clear_sight": 90.0,
        "blind_corner": False,
        "motor_traffic": "none",
        "kerb": "none",
        "obstacle": "none",
        "drop": "none",
        "cyclists": "none",
        "dogs": "none",
        "crowding": 0.0,
        "event": False,
        "light": "full",
        "lit_until": "21:00",
        "ground": "dry",
        "weather": "clear",
        "permission": "granted",
        "phone_signal": True,
        "emergency_address": "Birkenweg 4",
        "aed": "Clubhouse hall",
        "surroundings": "none",
        "is_step_free": True,
    }
    assert set(form.cleaned_data) == {
        "answers",
        "measures",
        "checked_at",
        "is_on_foot",
        "nonce",
    }
    assert form.cleaned_data["is_on_foot"] is True


def test_every_line_may_be_answered_with_cannot_tell():
    unknown = {line.key: "unknown" if line.choices else "" for line in LINES}
    unknown |= {flag.key: "unknown" for line in LINES for flag in line.flags}
    unknown |= {text.key: "" for line in LINES for text in line.texts}
    form = check_form(**unknown, gradient_direction="unknown")

    assert form.is_valid(), form.errors
    assert form.cleaned_data["answers"] == {}


def test_nothing_is_chosen_beforehand():
    form = CheckForm(place=Place(time_zone="UTC"))

    assert not [name for name in form.fields if " checked" in str(form[name])]


def test_a_line_that_was_overlooked_is_asked_for():
    assert set(errors_of(check_form(kerb=None, blind_corner=None))) == {"kerb", "blind_corner"}


def test_a_caution_needs_its_measure():
    form = check_form(kerb="flush", obstacle="movable", obstacle_measure="Hurdles behind the fence.")

    assert set(errors_of(form)) == {"kerb_measure"}
    assert "caution" in errors_of(form)["kerb_measure"]


def test_a_measure_is_kept_with_its_line():
    form = check_form(kerb="flush", kerb_measure="Two cones at each drain.")

    assert form.is_valid(), form.errors
    assert form.cleaned_data["measures"] == {"kerb": "Two cones at each drain."}


def test_a_caution_says_what_could_be_done_about_it():
    fields = CheckForm(place=Place(time_zone="UTC")).fields
    measures = {line.key: fields[line.measure_key] for line in LINES if line.takes_measure}

    assert all(str(field.help_text).startswith("For example: ") for field in measures.values())
    assert [line.key for line in LINES if line.is_counted and not line.takes_measure] == ["light"]


@pytest.mark.parametrize(
    "answers", [{"light": "partial"}, {"crowding": ""}, {"light": "unknown"}, {"event": "unknown"}]
)
def test_a_caution_whose_measure_always_stands_asks_for_none(answers):
    assert check_form(**answers).is_valid()


@pytest.mark.parametrize(
    ("answers", "field"),
    [
        ({"crowding": "3"}, "crowding_measure"),
        ({"cyclists": "rare"}, "cyclists_measure"),
        ({"permission": "not_asked"}, "permission_measure"),
        ({"aed": ""}, "help_measure"),
        ({"phone_signal": "no", "can_send": "yes"}, "help_measure"),
        ({"surroundings": "near"}, "surroundings_measure"),
    ],
)
def test_every_other_caution_asks_for_its_measure(answers, field):
    assert set(errors_of(check_form(**answers))) == {field}
    assert check_form(**answers, **{field: "Mona stands there."}).is_valid()


@pytest.mark.parametrize("answers", [{"ground": "ice"}, {"weather": "fog"}, {"ground": "damp"}])
def test_the_day_asks_for_no_measure(answers):
    assert check_form(**answers).is_valid()


def test_people_are_counted_without_a_unit():
    assert errors_of(check_form(crowding="many"))["crowding"] == "Write a number from 0 to 1000."


def test_every_line_is_a_block_of_its_own_with_its_number():
    blocks = CheckForm(place=Place(time_zone="UTC")).blocks()

    assert [(block.number, block.key) for block in blocks] == [(line.number, line.key) for line in LINES]
    assert [str(block.fields[0].label).split(".")[0] for block in blocks] == [str(n) for n in range(1, 21)]
    assert all(block.fields[0].help_text for block in blocks)


def test_what_is_known_of_help_is_filled_in():
    place = Place(time_zone="UTC", emergency_address="Birkenweg 4", aed="Clubhouse", direction_rule="Lane 6")
    form = CheckForm(place=place)

    assert [form[key].value() for key in ("emergency_address", "aed", "direction_rule")] == [
        "Birkenweg 4",
        "Clubhouse",
        "Lane 6",
    ]


def test_a_stop_is_taken_as_it_is():
    assert check_form(drop="open", surface="gravel").is_valid()


@pytest.mark.parametrize("direction", ["level", "unknown"])
def test_a_slope_needs_its_direction(direction):
    assert (
        "uphill or downhill"
        in errors_of(check_form(gradient="2,5", gradient_direction=direction))["gradient_direction"]
    )


@pytest.mark.parametrize("number", ["abc", "-1", "nan", "inf", "1e9", "1..2", "٣x", "99999999"])
def test_a_number_that_cannot_be_is_refused_and_kept(number):
    form = check_form(straight_length=number)

    assert set(errors_of(form)) == {"straight_length"}
    assert f'value="{number}"' in str(form["straight_length"])


@pytest.mark.parametrize(
    ("typed", "number"), [("4.9", 4.9), ("4,9", 4.9), (" 4.9 m ", 4.9), ("0", 0), ("", None)]
)
def test_numbers_as_people_write_them(typed, number):
    assert NumberField(largest=100, unit="m", required=False).clean(typed) == number


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"checked_on": "2999-01-01"}, "checked_on"),
        ({"checked_on": "2001-01-01"}, "checked_on"),
        ({"checked_on": "yesterday"}, "checked_on"),
        ({"checked_hour": "25:00"}, "checked_hour"),
        ({"is_on_foot": None}, "is_on_foot"),
        ({"is_on_foot": "perhaps"}, "is_on_foot"),
        ({"surface": "lava"}, "surface"),
        ({"kerb": "flush", "kerb_measure": "x" * 201}, "kerb_measure"),
        ({"kerb": "flush", "kerb_measure": "​​"}, "kerb_measure"),
    ],
)
def test_bad_input_is_named_at_its_field(changes, field):
    assert set(errors_of(check_form(**changes))) == {field}


def test_an_hour_that_the_clocks_skipped_is_refused(time_machine):
    time_machine.move_to("2026-03-30T12:00:00Z")

    assert set(errors_of(check_form(checked_on="2026-03-29", checked_hour="02:30"))) == {"checked_hour"}


def test_the_time_of_a_check_is_local_to_its_place(time_machine):
    time_machine.move_to("2026-07-02T12:00:00Z")
    form = check_form(checked_on="2026-07-01", checked_hour="18:40")

    assert form.is_valid(), form.errors
    assert form.cleaned_data["checked_at"].isoformat() == "2026-07-01T18:40:00+02:00"


def test_the_map_proposes_in_words():
    proposed = {"surface": "paving", "gradient": 0, "terrain": "flat", "lit": True}
    form = CheckForm(place=Place(time_zone="UTC", proposed=proposed))

    assert [block.proposed for block in form.blocks()][:4] == ["Paving", "", "0 %", ""]


@pytest.mark.parametrize(
    ("typed", "point"),
    [
        ("49.3981, 8.6512", (49.3981, 8.6512)),
        ("49.3981 8.6512", (49.3981, 8.6512)),
        ("(49.3981; -8.6512)", (49.3981, -8.6512)),
        ("-33.87°, 151.21°", (-33.87, 151.21)),
        ("−33.87, 151.21", (-33.87, 151.21)),
        ("90, 180", (90, 180)),
    ],
)
def test_coordinates_as_maps_write_them(typed, point):
    assert PointField().clean(typed) == point


@pytest.mark.parametrize(
    "typed", ["here", "49.4", "91, 8", "49, 181", "49,4 8,6 1", "nan, nan", "49.4, 8.6, 3"]
)
def test_what_is_no_point_is_refused(typed):
    with pytest.raises(ValidationError, match="two numbers"):
        PointField().clean(typed)


@pytest.mark.parametrize(
    ("size", "fine"), [(1, True), (5 * 1024 * 1024, True), (5 * 1024 * 1024 + 1, False), (0, False)]
)
def test_an_upload_has_at_most_five_megabytes(size, fine):
    form = ImportForm(None, {"file": SimpleUploadedFile("places.geojson", b"x" * size)})

    assert form.is_valid() is fine


def test_no_help_text_or_label_calls_a_place_safe():
    forms = [CheckForm(place=Place(time_zone="UTC")), PlaceForm(), ImportForm()]
    fields = itertools.chain.from_iterable(form.fields.values() for form in forms)

    assert not [field for field in fields if "safe" in f"{field.label} {field.help_text}".lower()]


@pytest.mark.parametrize(
    ("day", "time_zone", "words"),
    [
        ("0001-01-01", "Europe/Berlin", "A look counts for 30 days. Please look again."),
        ("9999-12-31", "America/New_York", "This lies ahead. Write when you looked."),
    ],
)
def test_a_day_at_the_end_of_the_calendar_is_a_form_error(day, time_zone, words):
    hour = {"0001-01-01": "00:00", "9999-12-31": "23:00"}[day]
    form = CheckForm(posted(checked_on=day, checked_hour=hour), place=Place(time_zone=time_zone))

    assert errors_of(form)["checked_on"] == words
