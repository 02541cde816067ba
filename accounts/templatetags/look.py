"""The components as template tags: markup in templates/look/, style in static/site/components.css."""

import re
from collections.abc import Callable
from functools import cache, lru_cache, wraps
from pathlib import Path
from typing import Any
from zlib import crc32

from django import template
from django.conf import settings
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from accounts.templatetags import drawing
from accounts.templatetags.badges import ICONS, STATES, VERDICTS
from accounts.templatetags.lanes import DRAWN_IN_ONE_LINE, Lanes, ratio_in_words, rows_of

register = template.Library()

SPRITE = "site/icons.svg"

AVATAR_COLORS = ("", "b", "c", "d", "e")


def drawn(name: str) -> Callable[[Callable[..., dict]], Callable[..., SafeString]]:
    """Register a tag that fills the template ``name``: made once for the same arguments and language."""

    def made_tag(fill: Callable[..., dict]) -> Callable[..., SafeString]:
        def make(_language: str | None, *args: Any, **kwargs: Any) -> SafeString:
            return render_to_string(name, fill(*args, **kwargs))

        made = lru_cache(maxsize=1_000, typed=True)(make)

        @register.simple_tag
        @wraps(fill)
        def tag(*args: Any, **kwargs: Any) -> SafeString:
            return (make if settings.DEBUG else made)(get_language(), *args, **kwargs)

        return tag

    return made_tag


@cache
def icon_names() -> frozenset[str]:
    """What the sprite holds, so that a misspelt icon fails loudly instead of leaving a hole."""
    sprite = Path(settings.BASE_DIR, "static", SPRITE).read_text()
    return frozenset(re.findall(r'<symbol id="([\w-]+)"', sprite))


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """An icon beside words, hidden from screen readers; with ``label`` it stands alone and is read."""
    name = ICONS.get(name, name)
    if name not in icon_names():
        raise template.TemplateSyntaxError(f"no icon named {name!r} in {SPRITE}")
    css = "sole" if name == "sole" else "i"
    use = format_html('<use href="{}#{}"></use>', static(SPRITE), name)
    if label:
        return format_html('<svg class="{}" role="img" aria-label="{}">{}</svg>', css, label, use)
    return format_html('<svg class="{}" aria-hidden="true">{}</svg>', css, use)


@register.simple_tag
def all_icons() -> list[str]:
    """Names of all icons, for the style page."""
    return sorted(icon_names())


@register.simple_tag
def step_url() -> str:
    """Address of the sole, for drawings."""
    return f"{static(SPRITE)}#step"


@drawn("look/shape.html")
def shape(kind: str) -> dict:
    """A verdict's shape without its badge: for alerts and rubric lines, inside an element with ``v-KIND``."""
    return {"kind": str(kind)}


@drawn("look/verdict.html")
def verdict(kind: str, words: str = "") -> dict:
    """What two people found: shape, words and colour."""
    return {"kind": str(kind), "words": words or VERDICTS[str(kind)]}


@drawn("look/state.html")
def state(kind: str, words: str = "") -> dict:
    """A state badge: outlined and square, so that it is never read as a verdict."""
    css, symbol, default = STATES[str(kind)]
    return {"css": css, "symbol": symbol, "words": words or default}


def monogram(name: str) -> str:
    """First letters of the first and the last word: "Petra Hahn" is PH, "Noor" is NO."""
    words = [word for word in re.split(r"[\s\-_.]+", str(name)) if word and word[0].isalnum()]
    if not words:
        return "?"
    letters = words[0][:2] if len(words) == 1 else words[0][0] + words[-1][0]
    return letters.upper()


@drawn("look/avatar.html")
def avatar(name: str, size: str = "", photo: str = "") -> dict:
    """A monogram, or a photo where there is one. ``size`` is "s" (32 px), "" (44 px) or "l" (96 px)."""
    color = AVATAR_COLORS[crc32(str(name).encode()) % len(AVATAR_COLORS)]
    return {"letters": monogram(name), "color": color, "size": size, "photo": photo}


@drawn("look/person.html")
def person(name: str, role: str = "", level: str = "", url: str = "", photo: str = "") -> dict:
    """A person chip. Only where the reader may see people."""
    return {"name": name, "role": role, "level": level, "url": url, "photo": photo}


@drawn("look/lane_strip.html")
def lane_strip(
    going: int, waiting: int, capacity: int, spotters: int, ratio: int = 1, words: bool = True
) -> dict:
    """The lanes as a small picture, with the sentence of what is needed next."""
    lanes = Lanes(going, waiting, capacity, spotters, ratio)
    bold, rest = lanes.need()
    return {
        "strip": drawing.strip_of(lanes),
        "label": lanes.picture_in_words(),
        "bold": bold if words else "",
        "rest": rest,
        "step": step_url(),
    }


@drawn("look/lane_meter.html")
def lane_meter(
    going: int,
    waiting: int,
    capacity: int,
    spotters: int,
    ratio: int = 1,
    mine: str = "",
    place: int = 0,
    **more: int,
) -> dict:
    """The straight, one row a runner's place. ``mine`` lights the viewer's own: going, either, waiting (at
    ``place``, 1 is the first), offered, spotting. ``more``: how many are ``either`` or ``offered``."""
    lanes = Lanes(going, waiting, capacity, spotters, ratio, **more)
    small = capacity <= DRAWN_IN_ONE_LINE
    return {
        "rows": rows_of(lanes, mine=mine, place=place) if small else [],
        "strip": None if small else drawing.strip_of(lanes),
        "label": lanes.picture_in_words(),
        "lanes": lanes,
        "bold": lanes.need()[0],
        "rest": lanes.need()[1],
        "step": step_url(),
    }


@register.simple_tag
def lane_counts(
    going: int, waiting: int, capacity: int, spotters: int, ratio: int = 1, offered: int = 0
) -> str:
    """ "3 going, 2 waiting, 3 lanes free. One spotter to one runner." """
    lanes = Lanes(going, waiting, capacity, spotters, ratio, offered=offered)
    return f"{lanes.counts()} {ratio_in_words(ratio)}"


@drawn("look/day_bar.html")
def day_bar(
    start: int,
    end: int,
    sunrise: int | None = None,
    sunset: int | None = None,
    dawn: int | None = None,
    dusk: int | None = None,
    lit_until: int | None = None,
    all_day: str = "night",
) -> dict:
    """Daylight and the meetup, in minutes of the local day.

    ``all_day`` is "day" or "night" where the sun does not set or rise; then the four sun times are None.
    """
    end = end if end > start else drawing.MINUTES
    dark_from = dusk if dusk is not None else 0
    return {
        "all_day": all_day if sunrise is None else "",
        "day": _span(sunrise, sunset),
        "dusk": _span(dawn if dawn is not None else sunrise, dusk if dusk is not None else sunset),
        "lamps": [
            f"M{drawing.day_x(minute)} 52l5-18" for minute in range(dark_from + 8, (lit_until or 0) - 16, 32)
        ],
        "left": drawing.day_x(start),
        "right": drawing.day_x(end),
        "middle": drawing.number(min(max((start + end) / 8, 44), 316)),
        "hours": f"{_clock(start)}–{_clock(end)}",
        "sunrise": _clock(sunrise),
        "sunset": _clock(sunset),
        "dusk_ends": _clock(dusk),
        "lit_until": _clock(lit_until),
        "verdict": _light_at(start, end, sunrise, sunset, dusk, lit_until, all_day),
    }


def _span(first: int | None, last: int | None) -> dict | None:
    if first is None or last is None:
        return None
    return {
        "x": drawing.day_x(first),
        "width": drawing.number((last - first) * drawing.DAY_WIDTH / drawing.MINUTES),
    }


def _clock(minutes: int | None) -> str:
    return "" if minutes is None else f"{minutes // 60 % 24:02}:{minutes % 60:02}"


def _light_at(start, end, sunrise, sunset, dusk, lit_until, all_day) -> str:
    if sunrise is None:
        sunrise, sunset = (0, drawing.MINUTES) if all_day == "day" else (drawing.MINUTES, 0)
    if sunrise <= start and end <= sunset:
        return _("The whole meetup is in daylight.")
    if dusk is not None and sunrise <= start and end <= dusk:
        return _("The meetup ends before dusk does.")
    if lit_until is not None and end <= lit_until:
        return _("The meetup is within the lit hours.")
    return _("Part of the meetup is in the dark.")


@drawn("look/cover.html")
def cover(seed: object) -> dict:
    """A group's drawn cover, 16:7, the same for the same seed."""
    return {"scene": drawing.cover_scene(seed)}


@drawn("look/place_sketch.html")
def place_sketch(kind: str, length_m: int | None = None, seed: object = "", name: str = "") -> dict:
    """A straight zone seen from above, with its direction of travel. Not to scale, and it says so."""
    return {
        "scene": drawing.sketch_scene(str(kind), seed or name),
        "length": None if length_m is None else round(length_m),
        "name": name,
    }


@drawn("look/hero_art.html")
def hero_art() -> dict:
    """The picture of the front page: runner and spotter, face to face."""
    return {"scene": drawing.front_page_scene(), "step": step_url()}


@drawn("look/prints.html")
def prints(size: str = "small") -> dict:
    """Fading prints, for what is not there: "small" in an empty box, "large" on the page for 404."""
    return {"size": size, "step": step_url()}


SECTIONS = (
    # name, address, icon, words, for whom in the top bar and in the tabs, namespaces that belong to it
    ("home", "home", "home", gettext_lazy("Home"), ("all", "all"), ()),
    ("near", "near", "pin", gettext_lazy("Near me"), ("all", "all"), ("groups", "places", "meetups")),
    ("spotting", "levels:index", "eye", gettext_lazy("Spotting"), ("members", "not moderators"), ("levels",)),
    ("stories", "stories:list", "book", gettext_lazy("Stories"), ("all", "all"), ("stories",)),
    ("guide", "guide:index", "guide", gettext_lazy("Guide"), ("all", "strangers"), ("guide",)),
    (
        "review",
        "moderation:queue",
        "review",
        gettext_lazy("Review"),
        ("moderators", "moderators"),
        ("moderation",),
    ),
    ("me", "users:me", "person", gettext_lazy("Me"), ("nobody", "members"), ("users", "notifications")),
)


@register.simple_tag(takes_context=True)
def sections(context, bar: str) -> list[dict]:
    """Links of the "top" or the "tabs" bar for this viewer, the current one marked. Tabs are five at most."""
    viewer = context.get("viewer")
    member = bool(viewer and viewer.is_authenticated)
    moderator = member and bool(viewer.is_site_moderator or viewer.moderated_groups)
    match = getattr(context.get("request"), "resolver_match", None)
    shown = {
        "all": True,
        "strangers": not member,
        "members": member,
        "moderators": moderator,
        "not moderators": member and not moderator,
        "nobody": False,
    }
    return [
        {
            "name": name,
            "url": url,
            "icon": symbol,
            "label": label,
            "current": _is_current(match, url, namespaces),
        }
        for name, url, symbol, label, (top, tabs), namespaces in SECTIONS
        if shown[top if bar == "top" else tabs]
    ]


def _is_current(match, url: str, namespaces: tuple[str, ...]) -> bool:
    return match is not None and (match.view_name == url or bool(set(match.namespaces) & set(namespaces)))
