"""Pictures for the demo's stories, drawn here: flat scenes seen from above or afar, in fixed colours."""

import io
import math
from collections.abc import Callable

from PIL import Image, ImageDraw

SIZE = (1600, 1200)
TRACK, TRACK_DARK, LANE = "#a24c34", "#8d3f29", "#ffffff"
LAND, WOOD, TREE = "#f6e2a4", "#c6dcb5", "#8fb67c"
INK, PLUM, PINE = "#18291f", "#8a2a63", "#1f4a38"


def dusk_track() -> bytes:
    """Lanes running into a low sun."""
    picture, draw = _canvas("#2f3b57")
    for band, colour in enumerate(("#5a4a68", "#8d5f76", "#b97a86", "#e0a58a", "#f7d978")):
        draw.rectangle((0, 300 + 60 * band, 1600, 1200), fill=colour)
    draw.ellipse((700, 430, 900, 630), fill="#fff0b3")
    draw.polygon([(620, 600), (980, 600), (1600, 1200), (0, 1200)], fill=TRACK)
    for lane in range(7):
        draw.line([(620 + 60 * lane, 600), (267 * lane, 1200)], fill=LANE, width=6)
    _row_of_trees(draw, y=590, colour=INK)
    return _jpeg(picture)


def foggy_path() -> bytes:
    """A path that loses itself between pale trees."""
    picture, draw = _canvas("#dfe6e0")
    draw.polygon([(760, 420), (840, 420), (1200, 1200), (400, 1200)], fill="#fffdf4")
    for distance in range(6, 0, -1):
        shade = 130 + 16 * distance
        for side in (-1, 1):
            x = 800 + side * (900 / distance)
            height = 1500 / distance
            draw.ellipse(
                (x - height / 4, 700 - height / 2, x + height / 4, 700 + height / 8),
                fill=(shade - 20, shade + 6, shade - 14),
            )
    return _jpeg(picture)


def toe_to_toe() -> bytes:
    """Two pairs of shoes, facing each other on a lane."""
    picture, draw = _canvas(TRACK)
    for x in (120, 1480):
        draw.rectangle((x - 6, 0, x + 6, 1200), fill=LANE)
    for x, top, colour in ((560, 120, PINE), (860, 160, PINE), (600, 720, PLUM), (900, 680, PLUM)):
        _sole(draw, x, top, colour, toes_down=top < 600)
    return _jpeg(picture)


def meadow_from_above() -> bytes:
    """A meadow with contours, trees and a straight line of cones."""
    picture, draw = _canvas(LAND)
    for ring in range(7):
        draw.ellipse(
            (900 - 90 * ring, 100 - 70 * ring, 1300 + 90 * ring, 400 + 70 * ring), outline="#c99a5f", width=4
        )
    draw.ellipse((-300, 700, 700, 1500), fill=WOOD)
    for step in range(24):
        x, y = 60 + 25 * step, 900 + 90 * math.sin(step * 1.7)
        draw.ellipse((x - 26, y - 26, x + 26, y + 26), fill=TREE)
    for cone in range(10):
        draw.ellipse((500 + 100 * cone, 600, 524 + 100 * cone, 624), fill=PLUM)
    return _jpeg(picture)


PICTURES: dict[str, Callable[[], bytes]] = {
    "dusk": dusk_track,
    "fog": foggy_path,
    "toes": toe_to_toe,
    "meadow": meadow_from_above,
}


def _canvas(colour: str) -> tuple[Image.Image, ImageDraw.ImageDraw]:
    picture = Image.new("RGB", SIZE, colour)
    return picture, ImageDraw.Draw(picture)


def _row_of_trees(draw: ImageDraw.ImageDraw, *, y: int, colour: str) -> None:
    for tree in range(40):
        height = 40 + 50 * abs(math.sin(tree * 2.3))
        draw.ellipse((tree * 42 - 30, y - height, tree * 42 + 40, y + 20), fill=colour)


def _sole(draw: ImageDraw.ImageDraw, x: int, top: int, colour: str, *, toes_down: bool) -> None:
    front, heel = (top + 190, top) if toes_down else (top, top + 260)
    draw.rounded_rectangle((x, front, x + 170, front + 230), radius=85, fill=colour)
    draw.rounded_rectangle((x + 20, heel, x + 150, heel + 150), radius=65, fill=colour)


def _jpeg(picture: Image.Image) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", quality=88)
    return buffer.getvalue()
