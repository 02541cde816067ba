"""Geometry for the drawings: plain numbers in, SVG path data out. Everything follows from its seed.

Numbers leave this module as text, because a template would write a German decimal comma into the path.
"""

from dataclasses import dataclass, field
from hashlib import sha256
from itertools import pairwise
from math import cos, pi, sin
from random import Random

from accounts.templatetags.lanes import DRAWN_IN_ONE_LINE, Lanes

Point = tuple[float, float]
LANE_WIDTH, STRIP_HEIGHT, STRIP_GAP, STRIP_SCALE = 22, 46, 4, 48 / 46


def seeded(seed: object) -> Random:
    """Pseudo-random, but the same on every machine and in every process for the same seed."""
    return Random(sha256(str(seed).encode()).digest())  # noqa: S311  # a picture, not a secret


def number(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


@dataclass(frozen=True)
class Disc:
    x: str
    y: str
    r: str


@dataclass(frozen=True)
class Scene:
    """A piece of the map sheet: what lies in the background of a cover or a sketch."""

    contours: list[str] = field(default_factory=list)
    woods: list[str] = field(default_factory=list)
    trees: list[Disc] = field(default_factory=list)
    kind: str = "track"
    turn: str = ""
    path: str = ""


def blob(rng: Random, center: Point, radii: Point, *, corners: int = 11, wobble: float = 0.24) -> str:
    """A smooth closed outline: a wood, a hill, a pond."""
    (x, y), (rx, ry) = center, radii
    reach = [1 + rng.uniform(-wobble, wobble) for _ in range(corners)]
    points = [
        (x + rx * r * cos(2 * pi * i / corners), y + ry * r * sin(2 * pi * i / corners))
        for i, r in enumerate(reach)
    ]
    return _smooth(points)


def _smooth(points: list[Point]) -> str:
    """Quadratic curves through the midpoints, the points themselves being the handles."""
    middles = [((ax + bx) / 2, (ay + by) / 2) for (ax, ay), (bx, by) in pairwise([*points, points[0]])]
    start = middles[-1]
    curves = "".join(f"Q{_at(handle)} {_at(end)}" for handle, end in zip(points, middles, strict=True))
    return f"M{_at(start)}{curves}Z"


def _at(point: Point) -> str:
    return f"{point[0]:.0f} {point[1]:.0f}"


def hill(rng: Random, center: Point, radii: Point, *, lines: int = 4) -> list[str]:
    """Contour lines of one hill, the same outline drawn smaller and smaller."""
    shape = rng.random()
    return [
        blob(seeded(shape), center, (radii[0] * (1 - i / (lines + 0.6)), radii[1] * (1 - i / (lines + 0.6))))
        for i in range(lines)
    ]


def trees(rng: Random, center: Point, radii: Point, count: int) -> list[Disc]:
    discs = []
    for _ in range(count):
        angle, reach = rng.uniform(0, 2 * pi), rng.random() ** 0.5 * 0.8
        x, y = center[0] + radii[0] * reach * cos(angle), center[1] + radii[1] * reach * sin(angle)
        discs.append(Disc(f"{x:.0f}", f"{y:.0f}", str(rng.randint(5, 9))))
    return discs


COVER_KINDS = ("track", "park", "path", "field")


def cover_scene(seed: object) -> Scene:
    """A group's cover, 400 x 175: a hill, a wood and one thing to run on."""
    rng = seeded(seed)
    side = rng.choice((-1, 1))
    wood = (200 - side * 175, rng.uniform(20, 150))
    return Scene(
        contours=hill(rng, (200 + side * 160, rng.uniform(10, 120)), (105, 72)),
        woods=[blob(rng, wood, (86, 62))],
        trees=trees(rng, wood, (80, 56), 9),
        kind=rng.choice(COVER_KINDS),
        turn=f"rotate({rng.randint(-14, 14)} 200 92)",
        path=_winding(rng, 400, 175),
    )


def front_page_scene() -> Scene:
    """The land around the track on the front page, 720 x 560."""
    rng = seeded("front page")
    wood, bush, edge = (90, 40), (690, 150), (600, 552)
    return Scene(
        contours=hill(rng, (600, 40), (190, 130), lines=6),
        woods=[blob(rng, wood, (170, 88)), blob(rng, bush, (80, 42))],
        trees=[
            *trees(rng, wood, (150, 76), 22),
            *trees(rng, bush, (66, 34), 7),
            *trees(rng, edge, (130, 60), 14),
        ],
    )


def sketch_scene(kind: str, seed: object) -> Scene:
    """Background of a place sketch, 900 x 420. The zone itself is straight and always in the same spot."""
    rng = seeded(seed)
    wood, grove = (840, rng.uniform(40, 110)), (70, rng.uniform(340, 400))
    return Scene(
        contours=[] if kind == "hall" else hill(rng, (rng.uniform(60, 160), 60), (250, 120), lines=4),
        woods=[] if kind == "hall" else [blob(rng, wood, (140, 110)), blob(rng, grove, (120, 76))],
        trees=[] if kind == "hall" else [*trees(rng, wood, (125, 95), 16), *trees(rng, grove, (100, 60), 9)],
        kind=kind,
    )


def _winding(rng: Random, width: int, height: int) -> str:
    left, right = rng.uniform(0.72, 0.95) * height, rng.uniform(0.72, 0.95) * height
    return (
        f"M-20 {left:.0f}C{width * 0.3:.0f} {left - 40:.0f} "
        f"{width * 0.65:.0f} {right + 20:.0f} {width + 20} {right:.0f}"
    )


@dataclass(frozen=True)
class Step:
    """One sole in a strip."""

    kind: str
    transform: str


@dataclass(frozen=True)
class Strip:
    width: int
    height: int
    view: str
    grounds: list[tuple[int, int]]
    lines: list[str]
    steps: list[Step]


def strip_of(lanes: Lanes) -> Strip:
    """The lane strip: a runner below, a spotter above and centred over the lanes served; long ones wrap."""
    grounds, lines, steps = [], [], []
    per_line = max(DRAWN_IN_ONE_LINE // lanes.ratio, 1) * lanes.ratio
    for first in range(0, lanes.capacity, per_line):
        count = min(per_line, lanes.capacity - first)
        top = first // per_line * (STRIP_HEIGHT + STRIP_GAP)
        grounds.append((top, count * LANE_WIDTH))
        lines += [f"M{i * LANE_WIDTH} {top}v{STRIP_HEIGHT}" for i in range(1, count)]
        steps += _runners(lanes, first, count, top) + _spotters(lanes, first, count, top)
    width = max(wide for _, wide in grounds) if grounds else LANE_WIDTH
    height = (grounds[-1][0] if grounds else 0) + STRIP_HEIGHT
    return Strip(
        round(width * STRIP_SCALE),
        round(height * STRIP_SCALE),
        f"0 0 {width} {height}",
        grounds,
        lines,
        steps,
    )


def _runners(lanes: Lanes, first: int, count: int, top: int) -> list[Step]:
    return [
        Step(
            "full" if first + i < lanes.taken else "gap",
            f"translate({number(7.4 + i * LANE_WIDTH)} {top + 26}) scale(.72){_mirrored(i % 2 == 1)}",
        )
        for i in range(count)
    ]


def _spotters(lanes: Lanes, first: int, count: int, top: int) -> list[Step]:
    steps = []
    for start in range(0, count, lanes.ratio):
        served = min(lanes.ratio, count - start)
        team = (first + start) // lanes.ratio
        middle = (start + served / 2) * LANE_WIDTH + 3.6
        steps.append(
            Step(
                "full" if team < lanes.spotters else "gap",
                f"translate({number(middle)} {top + 20}) rotate(180) scale(.72){_mirrored(team % 2 == 0)}",
            )
        )
    return steps


def _mirrored(yes: bool) -> str:
    return " scale(-1 1) translate(-10 0)" if yes else ""


MINUTES = 24 * 60
DAY_WIDTH = 360


def day_x(minutes: float) -> str:
    """Where a minute of the day lies on the day bar."""
    return number(min(max(minutes, 0), MINUTES) * DAY_WIDTH / MINUTES)
