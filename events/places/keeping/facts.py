"""The facts of a place that people may correct: what differs, and how it reads."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.geography import largest_town_at, time_zone_at
from accounts.words import folded_words
from events.places.models import Place, PlaceKind
from events.places.opendata.geometry import Point, distance_m

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

YES_OR_NO = (
    "is_step_free",
    "has_toilets",
    "has_seating",
    "has_shelter",
    "has_transport",
    "has_quiet_option",
    "has_phone_signal",
)
LINES = ("name", "address", "emergency_address", "aed", "direction_rule")
POINT = "point"
POINT_BEFORE = "point_before"  # where a checked place stood, noted with the correction that moved it


def _label(name: str) -> Any:
    field: Any = Place._meta.get_field(name)
    return capfirst(field.verbose_name)


LABELS: "dict[str, _StrOrPromise]" = {
    "kind": gettext_lazy("What it is"),
    POINT: gettext_lazy("Coordinates"),
} | {name: _label(name) for name in (*LINES, *YES_OR_NO)}
NEAR_ENOUGH_M = 1.0  # as exact as anybody types a point

type Facts = Mapping[str, object]


@dataclass(frozen=True)
class Change:
    """One fact as it stands and as somebody says it is."""

    label: "_StrOrPromise"
    now: str
    new: str


def facts_of(place: Place) -> dict[str, object]:
    """What a form about the place starts with."""
    fields = {name: getattr(place, name) for name in ("kind", *LINES, *YES_OR_NO)}
    return fields | {POINT: [place.latitude, place.longitude]}


def differences(place: Place, said: Facts, shown: Facts | None = None) -> dict[str, object]:
    """What somebody changed of what they were shown, and what is not so already."""
    now = facts_of(place)
    changed = changed_from(now if shown is None else shown, said) & changed_from(now, said)
    return {
        name: list(point_of(said)) if name == POINT else value
        for name, value in said.items()
        if name in changed
    }


def overtaken(place: Place, changes: Facts, shown: Facts | None) -> list[Change]:
    """What somebody else has changed meanwhile: as it was shown, and as it is now."""
    now = facts_of(place)
    return [
        Change(label, in_words(name, shown[name]), in_words(name, now[name]))
        for name, label in LABELS.items()
        if shown and name in changes and _differs(name, now, shown)
    ]


def changed_from(shown: Facts, said: Facts) -> set[str]:
    """Which facts somebody has changed of what they were shown."""
    return {name for name in said if _differs(name, said, shown)}


def _differs(name: str, one: Facts, other: Facts) -> bool:
    if name == POINT:
        return distance_m(point_of(one), point_of(other)) > NEAR_ENOUGH_M
    return one[name] != other[name]


def changed_lines(place: Place, changes: Facts) -> list[Change]:
    """Fact by fact, in the order of the form."""
    now = facts_of(place)
    return [
        Change(label, in_words(name, now[name]), in_words(name, changes[name]))
        for name, label in LABELS.items()
        if name in changes
    ]


def in_words(name: str, value: object) -> str:
    """A fact as a page shows it."""
    if name == "kind":
        return str(PlaceKind(str(value)).label)
    if isinstance(value, list):
        return ", ".join(f"{number:.5f}" for number in value)
    if name in YES_OR_NO:
        return {True: _("Yes"), False: _("No")}.get(bool(value), "") if value is not None else _("not known")
    return str(value) or _("nothing")


def fields_of(place: Place, changes: Facts) -> dict[str, object]:
    """The columns that follow: with another point the city and the clock, with another name the search."""
    fields = {name: value for name, value in changes.items() if name not in (POINT, POINT_BEFORE)}
    city_label = place.city_label
    if POINT in changes:
        where = point_of(changes)
        city_label = largest_town_at(*where)
        fields |= {"latitude": where[0], "longitude": where[1], "time_zone": time_zone_at(*where)}
    if {"name", POINT} & changes.keys():
        name = str(changes.get("name", place.name))
        fields |= {"city_label": city_label, "search_words": folded_words(name, city_label)}
    return fields


def point_of(said: Facts) -> Point:
    """The point among facts, as two numbers."""
    point: Any = said[POINT]  # a pair, from our form or from JSON
    return float(point[0]), float(point[1])
