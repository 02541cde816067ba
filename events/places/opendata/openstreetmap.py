"""Which OpenStreetMap features may be proposed, and why the others may not. Tags: wiki.openstreetmap.org."""

from events.places.opendata.proposals import LONGEST_ADDRESS, LeftOut, Reason, tidy
from events.places.opendata.tags import Facts, Tags, facts_of, word, words
from events.places.rubric_lines import LIMITS, LINE_BY_KEY, Verdict

SOURCE = "openstreetmap"

RUNNING = frozenset({"running", "athletics"})
PRIVATE_ACCESS = frozenset(
    {"private", "no", "customers", "members", "permit", "locked", "military", "employees"}
)
CLOSED_ACCESS = frozenset({"closed"})
NO_LONGER = ("disused", "abandoned", "demolished", "razed", "construction", "proposed")
GREENS = frozenset({"park", "common", "recreation_ground"})
SPORTS_GROUNDS = frozenset({"stadium", "sports_centre"})
FOOTWAYS = frozenset({"footway", "path", "pedestrian"})
LENDING = FOOTWAYS | {"cycleway", "track"}
LENT = ("surface", "evenness", "gradient", "clear_width", "kerb", "lit")
VEHICLES = ("motor_vehicle", "motorcar", "motorcycle", "vehicle")


def is_openstreetmap(feature: dict, tags: Tags) -> bool:
    return bool(_ref(feature, tags)) and bool({"leisure", "highway", "landuse", "sport"} & tags.keys())


def ref_of(feature: dict, tags: Tags) -> str:
    return _ref(feature, tags)


def kind_of(tags: Tags) -> str:
    """The kind of place, or LeftOut."""
    _refuse_closed_and_private(tags)
    leisure = word(tags, "leisure")
    if leisure == "track":
        return _track(tags)
    if leisure in SPORTS_GROUNDS:
        return _sports_ground(tags)
    if leisure == "pitch":
        return _pitch(tags)
    if leisure == "playground":
        raise LeftOut(Reason.PLAYGROUND)
    if leisure in GREENS or (not leisure and word(tags, "landuse") == "recreation_ground"):
        return _green(tags)
    if word(tags, "highway") and not leisure:
        return _way(tags)
    raise LeftOut(Reason.NOT_FOR_RUNNING, leisure or word(tags, "sport"))


def refuse_by_facts(kind: str, facts: Facts) -> None:
    """Leave out a track or path of which the map itself says that it stops."""
    if kind not in ("track", "path"):
        return
    surface, evenness = (LINE_BY_KEY[key].choice(facts.get(key)) for key in ("surface", "evenness"))
    if surface and surface.verdict is Verdict.STOP:
        raise LeftOut(Reason.SURFACE, surface.value)
    if evenness and evenness.verdict is Verdict.STOP:
        raise LeftOut(Reason.UNEVEN)
    if isinstance(gradient := facts.get("gradient"), float) and gradient > LIMITS.steep_percent:
        raise LeftOut(Reason.STEEP, f"{gradient} %")
    if isinstance(width := facts.get("clear_width"), float) and width < LIMITS.width_least_m:
        raise LeftOut(Reason.NARROW, f"{width} m")


def lent_facts(tags: Tags) -> Facts:
    """What a path says of the places it touches; nothing if it is no path that is open to all."""
    if word(tags, "highway") not in LENDING or word(tags, "leisure"):
        return {}
    try:
        _refuse_closed_and_private(tags)
    except LeftOut:
        return {}
    facts = facts_of(tags)
    return {key: facts[key] for key in LENT if key in facts}


def address_of(tags: Tags) -> str:
    street = f"{tags.get('addr:street') or ''} {tags.get('addr:housenumber') or ''}".strip()
    town = f"{tags.get('addr:postcode') or ''} {tags.get('addr:city') or ''}".strip()
    return tidy(", ".join(filter(None, (street, town))), LONGEST_ADDRESS)


def _ref(feature: dict, tags: Tags) -> str:
    """``way/123``: from an extract, from Overpass, or the feature's own id."""
    if word(tags, "osm_type") and isinstance(number := tags.get("osm_id"), int | str):
        return tidy(f"{word(tags, 'osm_type')}/{number}", 60)
    for given in (tags.get("@id"), feature.get("id")):
        if isinstance(given, str) and given.split("/")[0] in ("node", "way", "relation"):
            return tidy(given, 60)
    return ""


def _refuse_closed_and_private(tags: Tags) -> None:
    access = words(tags, "access")
    is_gone = any(word(tags, key) not in ("", "no") for key in NO_LONGER)
    if is_gone or access & CLOSED_ACCESS or word(tags, "opening_hours") in ("closed", "off"):
        raise LeftOut(Reason.CLOSED)
    if access & PRIVATE_ACCESS or word(tags, "usage") == "private" or word(tags, "foot") in PRIVATE_ACCESS:
        raise LeftOut(Reason.PRIVATE, ", ".join(sorted(access)))


def _track(tags: Tags) -> str:
    sports = words(tags, "sport")
    if sports & RUNNING:
        return "track"
    raise LeftOut(Reason.OTHER_SPORT, ", ".join(sorted(sports))) if sports else LeftOut(Reason.NO_SPORT)


def _sports_ground(tags: Tags) -> str:
    sports = words(tags, "sport")
    if sports & RUNNING:
        return "hall" if word(tags, "building") not in ("", "no") else "track"
    raise LeftOut(Reason.OTHER_SPORT, ", ".join(sorted(sports))) if sports else LeftOut(Reason.NO_SPORT)


def _pitch(tags: Tags) -> str:
    """A pitch for athletics may be a jump pit or a throwing ring: only a named one is a field."""
    sports = words(tags, "sport")
    if sports & RUNNING and len(sports) == 1 and word(tags, "surface") != "sand":
        return "field"
    raise LeftOut(Reason.OTHER_SPORT, ", ".join(sorted(sports)))


def _green(tags: Tags) -> str:
    sports = words(tags, "sport")
    if sports and not sports & (RUNNING | {"multi", "fitness"}):
        raise LeftOut(Reason.OTHER_SPORT, ", ".join(sorted(sports)))
    if word(tags, "amenity") or word(tags, "surface") in ("sand", "gravel"):
        raise LeftOut(Reason.NOT_FOR_RUNNING, word(tags, "amenity") or word(tags, "surface"))
    return "park"


def _way(tags: Tags) -> str:
    highway = word(tags, "highway")
    if highway == "steps":
        raise LeftOut(Reason.STEPS)
    if highway == "cycleway":
        raise LeftOut(Reason.CYCLISTS, highway)
    if highway not in FOOTWAYS:
        raise LeftOut(Reason.MOTOR_TRAFFIC, highway)
    if vehicle := next((key for key in VEHICLES if word(tags, key) not in ("", "no")), ""):
        raise LeftOut(Reason.MOTOR_TRAFFIC, f"{vehicle}={word(tags, vehicle)}")
    if word(tags, "bicycle") == "designated" and word(tags, "segregated") != "yes":
        raise LeftOut(Reason.CYCLISTS)
    return "path"
