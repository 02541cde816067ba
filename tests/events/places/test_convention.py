import dataclasses
import os
import subprocess
import sys

import environ
import pytest

from config.environment import Environment, HalfConfigured
from events.places.convention import (
    LOWER_IS_STRICTER,
    Limits,
    Verdict,
    faults_of,
    read_convention,
)
from events.places.hazards.models import Category
from events.places.models import PlaceKind
from events.places.sessions import Session

STRICTER = """
[verdicts.surface]
short_grass = "caution"
paving = "stop"

[limits.straight_length]
straight_least_m = 40

[limits.gradient]
flat_percent = 0.5

[limits.crowding]
crowd_most = 3

[stages.dogs]
on_lead = 2

[sessions.surface]
ground = ["walking_drill"]

[kinds.path]
minimum_stage = 2
sessions = ["path"]

[months]
asphalt = 6

[check]
on_foot_within_days = 14

[hazards]
crowd = 8
ice = 0
"""


@pytest.fixture
def own(tmp_path):
    """Write a site's own file and give its path."""

    def write(text):
        path = tmp_path / "rubric.toml"
        path.write_text(text, encoding="utf-8")
        return str(path)

    return write


def test_what_is_shipped_is_whole():
    convention = read_convention()

    assert set(convention.kinds) == set(PlaceKind.values)
    assert set(convention.hazards) == set(Category.values)
    assert {one for kind in convention.kinds.values() for one in kind.sessions} == set(Session.values)
    assert (
        max(kind.minimum_stage for kind in convention.kinds.values())
        == convention.kind("sidewalk").minimum_stage
    )


def test_every_number_has_a_direction():
    names = {field.name for field in dataclasses.fields(Limits)} | {"on_foot_within_days"}

    assert names >= LOWER_IS_STRICTER


def test_a_stricter_file_changes_what_it_names_and_nothing_else(own):
    ours, stricter = read_convention(), read_convention(own(STRICTER))

    assert list(faults_of(own(STRICTER))) == []
    assert stricter.verdict("surface", "short_grass") is Verdict.CAUTION
    assert stricter.verdict("surface", "paving") is Verdict.STOP
    assert stricter.verdict("surface", "asphalt") is Verdict.OK
    assert stricter.limits == dataclasses.replace(
        ours.limits, straight_least_m=40, flat_percent=0.5, crowd_most=3
    )
    assert (stricter.minimum_stage("dogs", "on_lead"), ours.minimum_stage("dogs", "on_lead")) == (2, 0)
    assert stricter.sessions_left("surface", "ground") == ("walking_drill",)
    assert stricter.kind("path") == dataclasses.replace(
        ours.kind("path"), minimum_stage=2, sessions=("path",)
    )
    assert (stricter.months["asphalt"], stricter.months["short_grass"]) == (6, 6)
    assert stricter.on_foot_within_days == 14
    assert (stricter.hazard_hours("crowd"), stricter.hazard_hours("ice")) == (8, 0)


def only(way, name, ours, theirs):
    return f"{name} may only be {way}: it is {ours} by our convention, the file says {theirs}."


def stricter(name, ours, theirs):
    return f'{name} may only get stricter: it is "{ours}" by our convention, the file says "{theirs}".'


def unknown(name):
    return f"{name} is not in the rubric. Write it as rubric.toml does, or remove it."


NEVER_HOLDS = "months.asphalt must be at least 1: a check that never holds lets nobody meet."

REFUSED = [
    (
        '[verdicts.surface]\ngravel = "caution"',
        stricter("verdicts.surface.gravel", "stop", "caution"),
    ),
    (
        '[verdicts.surface]\npaving = "ok"',
        stricter("verdicts.surface.paving", "caution", "ok"),
    ),
    ('[verdicts.surface]\npaving = "never"', 'verdicts.surface.paving must be "ok", "caution" or "stop".'),
    ("[verdicts.surface]\npaving = 3", 'verdicts.surface.paving must be "ok", "caution" or "stop".'),
    (
        "[limits.straight_length]\nstraight_ok_m = 49",
        only("raised", "limits.straight_length.straight_ok_m", "50", "49"),
    ),
    (
        "[limits.gradient]\nflat_percent = 1.5",
        only("lowered", "limits.gradient.flat_percent", "1", "1.5"),
    ),
    (
        "[limits.crowding]\ncrowd_most = 6",
        only("lowered", "limits.crowding.crowd_most", "5", "6"),
    ),
    (
        "[limits.straight_length]\ncurve_stage = 3",
        only("raised", "limits.straight_length.curve_stage", "4", "3"),
    ),
    (
        "[limits.straight_length]\ncurve_stage = 5",
        "limits.straight_length.curve_stage must be a stage from 0 to 4.",
    ),
    (
        "[limits.gradient]\nsteep_stage = 3.5",
        "limits.gradient.steep_stage must be a whole number, 0 or more.",
    ),
    (
        '[limits.clear_width]\nwidth_ok_m = "4"',
        "limits.clear_width.width_ok_m must be a number, 0 or more.",
    ),
    (
        "[limits.clear_width]\nwidth_ok_m = true",
        "limits.clear_width.width_ok_m must be a number, 0 or more.",
    ),
    ("[limits.clear_width]\nwidth_ok_m = nan", "limits.clear_width.width_ok_m must be a number, 0 or more."),
    ("[limits.clear_width]\nwidth_ok_m = inf", "limits.clear_width.width_ok_m must be a number, 0 or more."),
    (
        "[limits.straight_length]\nstraight_least_m = 60",
        "straight_least_m must not be above straight_ok_m.",
    ),
    ("[limits.gradient]\ngentle_percent = 0.5", "flat_percent must not be above gentle_percent."),
    (
        "[stages.cyclists]\nrare = 2",
        only("raised", "stages.cyclists.rare", "3", "2"),
    ),
    (
        "[stages.dogs]\nhuge = 2",
        unknown("stages.dogs.huge"),
    ),
    (
        '[sessions.light]\npartial = ["straight"]',
        "sessions.light.partial may only leave out kinds of session; straight is not in walking_drill.",
    ),
    (
        "[kinds.path]\nsessions = []",
        'kinds.path.sessions must be a list of kinds of session, like ["walking_drill"].',
    ),
    (
        '[kinds.sidewalk]\nsessions = ["path", "straight"]',
        "kinds.sidewalk.sessions may only leave out kinds of session; straight is not in path.",
    ),
    (
        "[kinds.sidewalk]\nminimum_stage = 0",
        only("raised", "kinds.sidewalk.minimum_stage", "4", "0"),
    ),
    (
        "[months]\nasphalt = 18",
        only("lowered", "months.asphalt", "12", "18"),
    ),
    (
        "[months]\nasphalt = 0",
        NEVER_HOLDS,
    ),
    (
        "[check]\non_foot_within_days = 60",
        only("lowered", "check.on_foot_within_days", "30", "60"),
    ),
    (
        "[hazards]\nice = 12",
        only("raised, or 0", "hazards.ice", "24", "12"),
    ),
    (
        "[hazards]\nsurface = 24",
        only("raised, or 0", "hazards.surface", "0", "24"),
    ),
    ("[hazards]\nbear = 1", unknown("hazards.bear")),
    ("surface = 1", unknown("surface")),
    (
        "[limits]\ngradient = 1",
        unknown("limits.gradient"),
    ),
]


@pytest.mark.parametrize(("text", "sentence"), REFUSED, ids=[text.replace("\n", " ") for text, _ in REFUSED])
def test_a_file_that_loosens_or_errs_is_refused_in_a_sentence(own, text, sentence):
    assert list(faults_of(own(text))) == [f"RUBRIC_FILE: {sentence}"]
    with pytest.raises(ValueError, match="RUBRIC_FILE"):
        read_convention(own(text))


def test_every_fault_is_told(own):
    assert len(list(faults_of(own("[months]\nasphalt = 18\nsand = 18\n[hazards]\nbear = 1")))) == 3


@pytest.mark.parametrize("content", [b"surface", b"\xff\xfe[", b"[a]\nb = 1\nb = 2"])
def test_what_is_no_toml_is_refused(tmp_path, content):
    path = tmp_path / "rubric.toml"
    path.write_bytes(content)

    assert [fault[:25] for fault in faults_of(str(path))] == ["RUBRIC_FILE is not TOML: "]


def test_a_file_that_is_not_there_is_refused(tmp_path):
    assert list(faults_of(str(tmp_path / "none.toml"))) == [
        "RUBRIC_FILE cannot be read: name a TOML file with the limits that are stricter here."
    ]


def test_a_site_with_a_looser_file_does_not_start(own, tmp_path, monkeypatch):
    monkeypatch.setenv("RUBRIC_FILE", own("[months]\nasphalt = 18"))
    with pytest.raises(HalfConfigured, match=r"RUBRIC_FILE: months\.asphalt may only be lowered"):
        Environment(environ.Env(), base=tmp_path, testing=True)


def test_a_site_with_a_stricter_file_judges_by_it(own):
    asked = (
        "import django; django.setup();"
        "from events.places.rubric import judge;"
        "found = {line.line.key: line for line in judge({'surface': 'short_grass'}).lines};"
        "print(found['surface'].verdict, found['surface'].reason)"
    )
    environment = os.environ | {"RUBRIC_FILE": own(STRICTER), "DJANGO_SETTINGS_MODULE": "config.settings"}
    environment |= {"BACKSTRIDE_DEMO": "1"}
    answer = subprocess.run(
        [sys.executable, "-c", asked], env=environment, capture_output=True, text=True, check=True
    )

    assert answer.stdout.strip() == "caution Whoever runs this site is stricter here than our convention."
