import pytest

from events.places.opendata.tags import SMOOTHNESS, SURFACES, facts_of, slope_percent, width_m
from events.places.rubric_lines import LINE_BY_KEY


@pytest.mark.parametrize(
    ("incline", "percent"),
    [
        ("0%", 0),
        ("0", 0),
        ("1%", 1),
        ("-15%", 15),
        ("24%", 24),
        ("5°", 8.7),
        ("up", None),
        ("down", None),
        ("yes", None),
        ("5", None),
        ("", None),
        ("nan%", None),
        ("90°", None),
    ],
)
def test_incline_as_mapped(incline, percent):
    assert slope_percent(incline) == percent


@pytest.mark.parametrize(
    ("width", "metres"),
    [
        ("2.0", 2),
        ("2", 2),
        ("0.8", 0.8),
        ("2,5", 2.5),
        ("3.5 m", 3.5),
        ("6'", 1.83),
        ("6'6\"", 1.98),
        ("narrow", None),
        ("2;3", None),
        ("", None),
        ("0", None),
        ("-2", None),
        ("inf", None),
    ],
)
def test_width_as_mapped(width, metres):
    assert width_m(width) == metres


def test_facts_are_in_the_words_of_the_rubric():
    surfaces = {choice.value for choice in LINE_BY_KEY["surface"].choices}
    evennesses = {choice.value for choice in LINE_BY_KEY["evenness"].choices}

    assert set(SURFACES.values()) <= surfaces
    assert set(SMOOTHNESS.values()) == evennesses


def test_all_known_tags_make_facts():
    tags = {
        "surface": "Tartan",
        "smoothness": "good",
        "incline": "0%",
        "width": "5",
        "lit": "yes",
        "wheelchair": "yes",
    }

    assert facts_of(tags) == {
        "surface": "synthetic_track",
        "evenness": "even",
        "gradient": 0,
        "clear_width": 5,
        "lit": True,
        "is_step_free": True,
    }


@pytest.mark.parametrize(
    "tags", [{}, {"surface": "paved", "lit": "limited", "wheelchair": "limited"}, {"surface": 7}]
)
def test_what_could_mean_two_things_proposes_nothing(tags):
    assert facts_of(tags) == {}


@pytest.mark.parametrize("width", ["9" * 400 + "'", "1'" + "9" * 5000 + '"', "9" * 400, "1e400"])
def test_a_width_of_hundreds_of_digits_proposes_nothing(width):
    assert facts_of({"width": width}) == {}


@pytest.mark.parametrize(
    ("kerb", "facts"),
    [
        ("no", {"kerb": "none"}),
        ("flush", {"kerb": "flush"}),
        ("raised", {"kerb": "raised"}),
        ("rolled", {"kerb": "raised"}),
        ("lowered", {}),
        ("yes", {}),
    ],
)
def test_a_kerb_says_only_what_cannot_mean_two_things(kerb, facts):
    assert facts_of({"kerb": kerb}) == facts
