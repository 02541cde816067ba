"""What map tags say about a place, in the words of the rubric. Proposed facts: nobody has looked.

Pure. A tag that could mean two things proposes nothing, for unknown is never ok.
"""

import math
import re
from collections.abc import Mapping

type Tags = Mapping[str, object]
type Facts = dict[str, str | float | bool]

SURFACES = {
    "tartan": "synthetic_track",
    "rubber": "synthetic_track",
    "acrylic": "synthetic_track",
    "grass": "short_grass",
    "asphalt": "asphalt",
    "compacted": "fine_compacted",
    "ash": "fine_compacted",
    "paving_stones": "paving",
    "concrete": "paving",
    "concrete:plates": "paving",
    "concrete:lanes": "paving",
    "grass_paver": "paving",
    "bricks": "paving",
    "woodchips": "wood_chip",
    "ground": "ground",
    "dirt": "ground",
    "earth": "ground",
    "mud": "ground",
    "gravel": "gravel",
    "pebblestone": "gravel",
    "sand": "sand",
    "cobblestone": "cobble",
    "unhewn_cobblestone": "cobble",
    "sett": "cobble",
    "stone": "cobble",
    "rock": "cobble",
    "metal": "metal",
    "metal_grid": "metal",
}
SMOOTHNESS = {
    "excellent": "even",
    "good": "even",
    "intermediate": "minor",
    "bad": "uneven",
    "very_bad": "uneven",
    "horrible": "uneven",
    "very_horrible": "uneven",
    "impassable": "uneven",
}
LIT = {"yes": True, "24/7": True, "automatic": True, "no": False}
KERBS = {
    "no": "none",
    "none": "none",
    "flush": "flush",
    "raised": "raised",
    "rolled": "raised",
}
STEP_FREE = {"yes": True, "designated": True, "no": False}
FOOT = re.compile(r"(\d{1,3})'(?:(\d{1,2})\")?")
METRES_PER_FOOT, METRES_PER_INCH = 0.3048, 0.0254


def facts_of(tags: Tags) -> Facts:
    """Surface, evenness, slope in percent, width in metres, kerb, light and steps, as far as mapped."""
    facts: Facts = {}
    if surface := SURFACES.get(word(tags, "surface")):
        facts["surface"] = surface
    if evenness := SMOOTHNESS.get(word(tags, "smoothness")):
        facts["evenness"] = evenness
    if (gradient := slope_percent(word(tags, "incline"))) is not None:
        facts["gradient"] = gradient
    if (width := width_m(word(tags, "width"))) is not None:
        facts["clear_width"] = width
    if kerb := KERBS.get(word(tags, "kerb")):
        facts["kerb"] = kerb
    if (lit := LIT.get(word(tags, "lit"))) is not None:
        facts["lit"] = lit
    if (step_free := STEP_FREE.get(word(tags, "wheelchair"))) is not None:
        facts["is_step_free"] = step_free
    return facts


def slope_percent(incline: str) -> float | None:
    """``"-15%"`` → 15, ``"0"`` → 0, ``"5°"`` → 8.7; ``"up"``, ``"yes"`` and bare numbers say too little.

    The sign follows the direction somebody drew the way in, which is not the direction of backward travel.
    """
    if (number := _number(incline.rstrip("%°").strip())) is None:
        return None
    if incline.endswith("%") or number == 0:
        return round(abs(number), 1)
    if incline.endswith("°") and abs(number) < 45:
        return round(100 * math.tan(math.radians(abs(number))), 1)
    return None


def width_m(width: str) -> float | None:
    """``"2"``, ``"2.0"``, ``"2,5 m"`` and ``6'6"`` in metres; None for anything else."""
    if feet := FOOT.fullmatch(width):
        return round(int(feet[1]) * METRES_PER_FOOT + int(feet[2] or 0) * METRES_PER_INCH, 2)
    number = _number(width.removesuffix("m").strip().replace(",", "."))
    return number if number is not None and 0 < number < 1000 else None


def word(tags: Tags, key: str) -> str:
    """A tag's value, trimmed, in small letters; empty if it is absent or no text."""
    value = tags.get(key)
    return value.strip().lower() if isinstance(value, str) else ""


def words(tags: Tags, key: str) -> set[str]:
    """The values of a tag that lists several: ``"soccer; athletics"``."""
    return {part.strip() for part in word(tags, key).split(";") if part.strip()}


def _number(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) else None
