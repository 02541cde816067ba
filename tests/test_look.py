"""The look in figures: contrast, the two dark blocks, vendored files, icons, and no color of Bootstrap's."""

import hashlib
import json
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template import Context, Template, TemplateSyntaxError
from django.utils.translation import override

from accounts.templatetags.badges import ICONS, STATES, VERDICTS
from accounts.templatetags.drawing import COVER_KINDS, cover_scene, strip_of
from accounts.templatetags.lanes import Lanes, rows_of
from accounts.templatetags.look import icon_names, monogram

pytestmark = pytest.mark.once

STATIC = Path(settings.BASE_DIR, "static")
TEMPLATES = Path(settings.BASE_DIR, "templates")
TOKENS = (STATIC / "site/tokens.css").read_text()
TOOLS = Path(__file__).parent / "vendor"
VENDORED = sorted([*(STATIC / "vendor").rglob("vendor.json"), *TOOLS.rglob("vendor.json")])

SOFT_GROUNDS = ("ok", "caution", "stop", "info", "unknown")
TEXT_PAIRS = [
    *[
        ("ink", ground)
        for ground in ("page", "surface", "sunken", "mark", "ins", "del", "wood", "land", "water")
    ],
    *[("ink", f"{kind}-soft") for kind in SOFT_GROUNDS],
    *[("ink-2", ground) for ground in ("page", "surface", "sunken")],
    *[("accent-text", ground) for ground in ("page", "surface", "sunken", "accent-soft")],
    ("on-accent", "accent"),
    ("on-accent", "accent-press"),
    ("on-pine", "pine"),
    ("on-now", "now"),
    *[(kind, f"{kind}-soft") for kind in SOFT_GROUNDS],
    *[(kind, "surface") for kind in ("ok", "caution", "stop")],
    *[(kind, "page") for kind in ("ok", "caution", "stop")],
    ("lane", "track"),
    ("lane", "track-2"),
    ("track-2", "lane"),
    ("page", "ink"),
]
SHAPE_PAIRS = [
    *[("line-strong", ground) for ground in ("page", "surface", "sunken")],
    *[("accent", ground) for ground in ("page", "surface", "land")],
    *[(kind, "page") for kind in ("ok", "caution", "stop", "unknown")],
]


def _declared(block: str) -> dict[str, str]:
    return dict(re.findall(r"--([\w-]+):([^;]+);", block))


def _blocks() -> tuple[dict[str, str], dict[str, str], dict[str, str]]:
    light = re.search(r":root,\[data-bs-theme=light\]\{(.*?)\n\}", TOKENS, re.DOTALL)
    chosen = re.search(r"\n\[data-bs-theme=dark\]\{(.*?)\n\}", TOKENS, re.DOTALL)
    device = re.search(r":root:not\(\[data-bs-theme\]\)\{(.*?)\n\}\}", TOKENS, re.DOTALL)
    return _declared(light[1]), _declared(chosen[1]), _declared(device[1])


def _luminance(color: str) -> float:
    channels = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(one: str, other: str) -> float:
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("pairs", "least"), [(TEXT_PAIRS, 4.5), (SHAPE_PAIRS, 3.0)], ids=["text", "shapes"])
def test_contrast_of_every_pair(theme, pairs, least):
    light, dark, _ = _blocks()
    colors = light if theme == "light" else {**light, **dark}
    short = {f"{a} on {b}": round(_contrast(colors[a], colors[b]), 2) for a, b in pairs}
    assert {pair: ratio for pair, ratio in short.items() if ratio < least} == {}


def test_both_dark_blocks_are_equal():
    _, chosen, device = _blocks()
    assert chosen == device
    assert {"page", "ink", "accent", "lift"} <= set(chosen)


def test_vendored_files_are_what_their_package_holds():
    for manifest in VENDORED:
        facts = json.loads(manifest.read_text())
        assert {"name", "version", "license", "source", "integrity"} <= set(facts), manifest
        assert "LICENSE" in facts["files"], manifest
        for name, expected in facts["files"].items():
            assert hashlib.sha256((manifest.parent / name).read_bytes()).hexdigest() == expected, name


def test_every_vendored_file_is_listed():
    listed = {m.parent / name for m in VENDORED for name in json.loads(m.read_text())["files"]}
    folders = (STATIC / "vendor", TOOLS)
    there = {path for folder in folders for path in folder.rglob("*") if path.is_file()} - set(VENDORED)
    assert there == listed


def test_no_source_map_is_named():
    """Hashed static names fail on a map that is not there."""
    named = [path for path in STATIC.rglob("*.*s") if "sourceMappingURL" in path.read_text()]
    assert named == []


def test_styles_name_files_that_exist():
    for sheet in (STATIC / "site").glob("*.css"):
        for url in re.findall(r"url\([\"']?([^)\"']+)", sheet.read_text()):
            assert (sheet.parent / url).is_file(), f"{sheet.name}: {url}"


def _templates() -> dict[str, str]:
    return {str(path.relative_to(TEMPLATES)): path.read_text() for path in TEMPLATES.rglob("*.html")}


UTILITY_COLORS = re.compile(
    r"\b(?:text|bg|border|btn|btn-outline|alert|link|text-bg)-"
    r"(?:primary|secondary|success|danger|warning|info|light|dark|muted|body|white|black)\b"
)


def test_no_utility_color_of_bootstrap_in_templates():
    found = {
        name: sorted(set(UTILITY_COLORS.findall(text)) - {"btn-primary"})
        for name, text in _templates().items()
    }
    assert {name: classes for name, classes in found.items() if classes} == {}


def test_every_icon_a_template_names_is_in_the_sprite():
    named = {
        (name, symbol)
        for name, text in _templates().items()
        for symbol in re.findall(r"{% icon ['\"]([\w-]+)['\"]", text)
    }
    assert {pair for pair in named if ICONS.get(pair[1], pair[1]) not in icon_names()} == set()


def test_sprite_holds_lucide_icons_and_our_sole_and_nothing_else():
    """The style page shows them all, so none is there unseen."""
    lucide = json.loads((STATIC / "vendor/lucide/vendor.json").read_text())["icons"]
    assert icon_names() == {*lucide, "sole"}
    assert set(ICONS.values()) <= icon_names()
    assert {symbol for _, symbol, _ in STATES.values()} <= icon_names() | set(ICONS)


def test_misspelt_icon_is_an_error():
    with pytest.raises(TemplateSyntaxError):
        Template('{% icon "binn" %}').render(Context())


def test_badges_bring_words_when_the_page_brings_none():
    for kind in VERDICTS:
        assert str(VERDICTS[kind]) in Template("{% verdict kind %}").render(Context({"kind": kind}))
    for kind in STATES:
        words = Template("{% state kind %}").render(Context({"kind": kind}))
        assert Template("{{ words }}").render(Context({"words": STATES[kind][2]})) in words


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Petra Hahn", "PH"),
        ("Noor", "NO"),
        ("  ", "?"),
        ("Ö", "Ö"),
        ("Anne-Marie van Dyk", "AD"),
        ("<b>", "?"),
    ],
)
def test_monogram(name, letters):
    assert monogram(name) == letters


@pytest.mark.parametrize(
    ("lanes", "need"),
    [
        (Lanes(0, 0, 6, 0), ("Nobody yet.", "Be the first to spot.")),
        (Lanes(3, 2, 8, 3), ("2 spotters wanted.", "3 lanes free.")),
        (Lanes(4, 4, 8, 2, 2), ("2 spotters wanted.", "All lanes are taken, 4 runners wait.")),
        (Lanes(8, 0, 8, 4, 2), ("Full.", "One spotter to 2 runners.")),
        (Lanes(2, 0, 6, 4), ("2 more can run.", "After that, bring a spotter or rotate.")),
        (Lanes(2, 0, 4, 4), ("2 more can run.", "")),
        (Lanes(3, 0, 6, 3), ("A spotter opens the next lane.", "3 lanes free.")),
        (Lanes(0, 0, 1, 1), ("1 more can run.", "")),
    ],
)
def test_strip_says_what_is_needed_next(lanes, need):
    assert lanes.need() == need


def test_a_runner_whose_spotter_left_is_not_said_to_have_one():
    with override("en"):
        rows = rows_of(Lanes(2, 0, 6, 0, 2), mine="going")
    assert [row.words for row in rows[:2]] == ["Waiting for a spotter", "You, waiting for a spotter"]


@pytest.mark.parametrize(
    ("lanes", "states"),
    [
        # One spots for good; of two runners and one who takes turns, one rests to spot.
        (Lanes(3, 0, 4, 2, either=1), ["pair", "pair", "turn", "free"]),
        # Nobody but two who take turns: one pair at a time.
        (Lanes(2, 0, 2, 2, either=2), ["pair", "turn"]),
        # Spotters enough: who takes turns runs all the time.
        (Lanes(2, 0, 2, 3, either=1), ["pair", "pair"]),
        # One looks after two.
        (Lanes(3, 0, 4, 3, 2, either=3), ["pair", "pair", "turn", "free"]),
    ],
)
def test_whoever_takes_turns_is_not_said_to_lack_a_spotter(lanes, states):
    with override("en"):
        rows = rows_of(lanes)
    assert [row.state for row in rows] == states
    assert {row.words for row in rows if row.state == "turn"} <= {"By turns: runs and spots"}
    assert "Waiting for a spotter" not in {row.words for row in rows}


def test_the_lane_of_whoever_takes_turns_is_theirs():
    with override("en"):
        rows = rows_of(Lanes(3, 0, 4, 2, either=1), mine="either")
    assert [(row.number, row.words) for row in rows if row.mine] == [(3, "You, by turns: run and spot")]


def test_who_waits_finds_themselves_at_their_place():
    with override("en"):
        rows = rows_of(Lanes(1, 3, 6, 1), mine="waiting", place=2)
    assert [row.number for row in rows if row.mine] == [3]


def test_a_lane_that_is_offered_is_not_said_to_be_free():
    lanes = Lanes(1, 0, 3, 1, offered=1)
    with override("en"):
        assert [row.words for row in rows_of(lanes)] == [
            "Runner and spotter",
            "Offered to the next in line",
            "Free",
        ]
        assert [row.words for row in rows_of(lanes, mine="offered") if row.mine] == ["Kept for you"]
        assert lanes.counts() == "1 going, 0 waiting, 1 lane free."


def test_meter_has_one_row_for_each_runner_place():
    rows = rows_of(Lanes(3, 2, 8, 3), mine="waiting")
    assert [row.state for row in rows] == ["pair"] * 3 + ["wait"] * 2 + ["free"] * 3
    assert [row.number for row in rows if row.mine] == [5]


def test_shared_spotter_sits_across_two_rows():
    rows = rows_of(Lanes(4, 0, 5, 2, 2))
    assert [row.across for row in rows] == ["full", "", "full", "", ""]
    assert [row.spotter for row in rows] == ["", "", "", "", "gap"]


def test_long_strip_wraps_and_draws_everybody_once():
    strip = strip_of(Lanes(20, 0, 30, 10, 2))
    assert len(strip.grounds) == 3
    assert len([step for step in strip.steps if step.kind == "full"]) == 20 + 10


def test_same_seed_draws_the_same_cover():
    assert cover_scene("neckar") == cover_scene("neckar")
    assert {cover_scene(seed).kind for seed in range(40)} == set(COVER_KINDS)


def test_drawings_keep_their_decimal_point_in_german():
    with override("de"):
        drawn = Template(
            "{% cover 'a' %}{% lane_strip 1 1 4 1 %}{% day_bar 601 671 sunrise=471 sunset=991 %}"
        )
        shapes = re.findall(r'(?:d|x|width|transform)="([^"]*)"', drawn.render(Context()))
    assert [shape for shape in shapes if re.search(r"\d,\d", shape)] == []


@pytest.mark.parametrize(
    ("times", "sentence"),
    [
        ("600 675 sunrise=290 sunset=1290 dawn=245 dusk=1335", "The whole meetup is in daylight."),
        ("960 1020 sunrise=471 sunset=991 dawn=437 dusk=1024", "The meetup ends before dusk does."),
        ("1110 1170 sunrise=471 sunset=991 dusk=1024 lit_until=1260", "The meetup is within the lit hours."),
        ("1110 1170 sunrise=471 sunset=991 dusk=1024", "Part of the meetup is in the dark."),
        ("1080 1170 all_day='day'", "The whole meetup is in daylight."),
        ("1080 1170", "Part of the meetup is in the dark."),
    ],
)
def test_day_bar_says_whether_there_is_light(times, sentence):
    assert sentence in Template(f"{{% day_bar {times} %}}").render(Context())
