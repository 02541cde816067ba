"""The picture that stands beside a link to a public date: 1200 by 630 pixels, and nobody's name. Pure."""

from collections.abc import Iterator
from dataclasses import astuple, dataclass
from functools import lru_cache
from hashlib import blake2b
from io import BytesIO
from itertools import groupby
from pathlib import Path

from django.conf import settings
from PIL import Image, ImageDraw, ImageFont

SIZE = (1200, 630)
LOOK = 1  # grows when the drawing changes, so that what others keep is asked for again
PAGE, INK, INK_2, PLUM, STOP, BRICK, WHITE, LINE = (
    "#f3f5ee", "#18291f", "#46564c", "#8a2a63", "#9f1f1a", "#a24c34", "#ffffff", "#d3dac9",
)  # fmt: skip
LEFT, TEXT_LEFT, RIGHT, BAND = 70, 360, 1130, 530
TITLE_SIZES, TITLE_LINES = (84, 72, 62, 54, 46), 3
SMOOTH = 4  # shapes are drawn so much larger first
NO_LETTER = "\uffff"
SOLE = (
    *((4.6, 0), (6.6, 0.5), (8.4, 1.9), (9.6, 3.8), (10, 6.2), (9.6, 8.9)),
    *((8.3, 13.5), (2, 13.5), (0.6, 10), (0, 5.9), (0.6, 2.6), (2.3, 0.6)),
)
HEEL = ((2.1, 15.4), (8.2, 15.4), (8.5, 17), (8.4, 18.4), (7.4, 21.4), (5.1, 23), (2.9, 21.6), (1.9, 18.4))

type Font = ImageFont.FreeTypeFont
type Fonts = tuple[Font, ...]


@dataclass(frozen=True)
class Words:
    """What the picture says, in the language of the group."""

    weekday: str
    day: str
    month: str
    title: str
    hours: str
    place: str
    group: str
    called_off: str = ""
    instead: str = ""
    """Stands for a title that our fonts have no letters for."""

    @property
    def version(self) -> str:
        facts = "\n".join((str(LOOK), *astuple(self)))
        return blake2b(facts.encode(), digest_size=12).hexdigest()


def draw(words: Words) -> bytes:
    """A PNG."""
    image = Image.new("RGB", SIZE, PAGE)
    canvas = ImageDraw.Draw(image)
    _day(canvas, words)
    _text(canvas, words)
    _band(image, canvas)
    file = BytesIO()
    image.save(file, "PNG")
    return file.getvalue()


def is_drawable(text: str) -> bool:
    """Do our fonts have a letter for each of its characters?"""
    fonts = _fonts("gabarito", "Bold", TITLE_SIZES[0])
    return all(char.isspace() or _font_of(char, fonts) is not None for char in text)


def _day(canvas: ImageDraw.ImageDraw, words: Words) -> None:
    middle = (LEFT + TEXT_LEFT - 50) / 2
    for text, family, weight, size, top, color in (
        (words.weekday, "figtree", "SemiBold", 44, 110, INK_2),
        (words.day, "gabarito", "ExtraBold", 190, 150, PLUM),
        (words.month, "figtree", "SemiBold", 44, 372, INK_2),
    ):
        fonts = _fonts(family, weight, size)
        _write(canvas, (middle - _width(text, fonts) / 2, top), text, fonts, color)
    for top in range(100, BAND - 60, 22):
        canvas.ellipse((TEXT_LEFT - 50, top, TEXT_LEFT - 44, top + 6), fill=LINE)


def _text(canvas: ImageDraw.ImageDraw, words: Words) -> None:
    top = 92.0
    if words.called_off:
        fonts = _fonts("figtree", "Bold", 40)
        _write(canvas, (TEXT_LEFT, top - 22), words.called_off, fonts, STOP)
        top += 42
    title = words.title if is_drawable(words.title) else words.instead
    fonts, lines = _fitted(title)
    for line in lines:
        _write(canvas, (TEXT_LEFT, top), line, fonts, INK)
        top += fonts[0].size * 1.12
    top += 26
    for text, weight, color in (
        (words.hours, "Bold", INK),
        (words.place, "Medium", INK_2),
        (words.group, "Medium", INK_2),
    ):
        if text and is_drawable(text) and top < BAND - 50:
            small = _fonts("figtree", weight, 36)
            _write(canvas, (TEXT_LEFT, top), _cut(text, small), small, color)
            top += 52


def _fitted(title: str) -> tuple[Fonts, list[str]]:
    """The largest letters in which a title needs three lines at most."""
    for size in TITLE_SIZES:
        fonts = _fonts("gabarito", "ExtraBold", size)
        lines = _wrapped(title, fonts)
        if len(lines) <= TITLE_LINES:
            return fonts, lines
    return fonts, [*lines[: TITLE_LINES - 1], _cut(" ".join(lines[TITLE_LINES - 1 :]), fonts)]


def _wrapped(text: str, fonts: Fonts) -> list[str]:
    lines: list[str] = []
    for word in text.split():
        if lines and _width(f"{lines[-1]} {word}", fonts) <= RIGHT - TEXT_LEFT:
            lines[-1] += f" {word}"
        else:
            lines.append(_cut(word, fonts))
    return lines


def _cut(text: str, fonts: Fonts) -> str:
    """As much as fits on a line."""
    if _width(text, fonts) <= RIGHT - TEXT_LEFT:
        return text
    while text and _width(f"{text}…", fonts) > RIGHT - TEXT_LEFT:
        text = text[:-1]
    return f"{text.rstrip()}…"


def _band(image: Image.Image, canvas: ImageDraw.ImageDraw) -> None:
    """A lane of the track, with our mark on it."""
    canvas.rectangle((0, BAND, *SIZE), fill=BRICK)
    canvas.rectangle((0, BAND + 6, SIZE[0], BAND + 9), fill=WHITE)
    _mark(image, (LEFT, BAND + 28), 1.7)
    _write(canvas, (LEFT + 106, BAND + 26), "Backstride", _fonts("gabarito", "Bold", 46), WHITE)


def _mark(image: Image.Image, at: tuple[int, int], scale: float) -> None:
    """Two soles that look at each other, as in ``static/site/logo/mark.svg``."""
    factor = scale * SMOOTH
    mask = Image.new("L", (round(52 * factor), round(30 * factor)))
    canvas = ImageDraw.Draw(mask)
    for part in (SOLE, HEEL):
        runner = [(25.2 - 1.06 * y, 1 + 1.32 * x) for x, y in part]
        spotter = [(26.8 + 1.06 * y, 29 - 1.32 * x) for x, y in part]
        for points in (runner, spotter):
            canvas.polygon([(x * factor, y * factor) for x, y in points], fill=255)
    small = mask.resize((round(52 * scale), round(30 * scale)), Image.Resampling.LANCZOS)
    image.paste(WHITE, at, small)


@lru_cache(maxsize=32)
def _fonts(family: str, weight: str, size: int) -> Fonts:
    """The parts of a family: the first for most letters, the second for those of the rest of Europe."""
    folder = Path(settings.BASE_DIR, "static/vendor/fonts", family)
    fonts = []
    for part in ("latin", "latin-ext"):
        font = ImageFont.truetype(str(folder / f"{family}-{part}-wght-normal.woff2"), size)
        font.set_variation_by_name(weight)
        fonts.append(font)
    return tuple(fonts)


@lru_cache(maxsize=4_000)
def _font_of(char: str, fonts: Fonts) -> Font | None:
    for font in fonts:
        if bytes(font.getmask(char)) != bytes(font.getmask(NO_LETTER)):
            return font
    return None


def _runs(text: str, fonts: Fonts) -> Iterator[tuple[Font, str]]:
    """The text in pieces of one font each; a space belongs to the first."""

    def font_of(char: str) -> Font:
        return fonts[0] if char.isspace() else _font_of(char, fonts) or fonts[0]

    for font, chars in groupby(text, key=font_of):
        yield font, "".join(chars)


def _width(text: str, fonts: Fonts) -> float:
    return sum(font.getlength(run) for font, run in _runs(text, fonts))


def _write(canvas: ImageDraw.ImageDraw, at: tuple[float, float], text: str, fonts: Fonts, color: str) -> None:
    x, top = at
    base = top + fonts[0].getmetrics()[0]
    for font, run in _runs(text, fonts):
        canvas.text((x, base), run, font=font, fill=color, anchor="ls")
        x += font.getlength(run)
