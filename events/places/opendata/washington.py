"""Which features of Washington's open data may be proposed: parks, recreation centers and running tracks.

Data: District of Columbia, Open Data DC (opendata.dc.gov), CC BY 4.0.
"""

import re

from events.places.opendata.proposals import LONGEST_ADDRESS, LeftOut, Reason, tidy
from events.places.opendata.tags import Facts, Tags, word

SOURCE = "open_data_dc"

# Each data set is known by columns that only it has.
COLUMNS = {
    "parks": frozenset({"USE_TYPE", "PROPID", "TOPO"}),
    "centers": frozenset({"USE_TYPE", "WARD_ID", "STATUS"}),
    "fields": frozenset({"FEATURECODE", "DESCRIPTION", "CAPTUREACTION"}),
}
ISLANDS = frozenset({"triangle", "median", "circle"})
ISLAND_NAME = re.compile(r"\b(triangle|median|traffic circle)\b", re.IGNORECASE)
PLAYGROUND_NAME = re.compile(r"\b(playground|tot lot|day ?care)\b", re.IGNORECASE)
OTHER_NAME = re.compile(r"\b(gardens?|pool|spray park|aquatic|tennis|cultural|office)\b", re.IGNORECASE)
CLOSED_NAME = re.compile(r"\(closed\b", re.IGNORECASE)
GREENS = frozenset({"park", "small park", "large park", "rec center grounds"})


def data_set_of(properties: Tags) -> str:
    """``parks``, ``centers`` or ``fields``; empty if the columns are of no known data set."""
    return next((name for name, columns in COLUMNS.items() if columns <= properties.keys()), "")


def ref_of(properties: Tags) -> str:
    return tidy(f"{data_set_of(properties)}/{properties.get('OBJECTID')}", 60)


def kind_of(properties: Tags) -> str:
    """The kind of place, or LeftOut."""
    data_set, use = data_set_of(properties), word(properties, "USE_TYPE")
    if data_set == "fields":
        return _field(properties)
    if data_set == "centers":
        return _center(properties)
    if use in ISLANDS:
        raise LeftOut(Reason.TRAFFIC_ISLAND, use)
    if word(properties, "ACTIVE") == "n":
        raise LeftOut(Reason.CLOSED)
    _refuse_by_name(tidy(properties.get("NAME"), 200))
    if use not in GREENS:
        raise LeftOut(Reason.NOT_FOR_RUNNING, use)
    if word(properties, "TOPO") == "stp":
        raise LeftOut(Reason.STEEP)
    return "park"


def facts_of(properties: Tags) -> Facts:
    """What the parks file says of the ground and of floodlights; its other words say too little."""
    facts: Facts = {}
    if terrain := {"flt": "flat", "mdslp": "sloping"}.get(word(properties, "TOPO")):
        facts["terrain"] = terrain
    if (lit := {"nne": False, "nw": True}.get(word(properties, "ATHLIGHT"))) is not None:
        facts["lit"] = lit
    return facts


def address_of(properties: Tags) -> str:
    return tidy(properties.get("ADDRESS"), LONGEST_ADDRESS)


def _field(properties: Tags) -> str:
    if (kind := word(properties, "DESCRIPTION")) == "track":
        return "track"
    raise LeftOut(Reason.TRAFFIC_ISLAND if kind in ISLANDS else Reason.OTHER_SPORT, kind)


def _center(properties: Tags) -> str:
    if word(properties, "STATUS") != "open":
        raise LeftOut(Reason.CLOSED)
    _refuse_by_name(tidy(properties.get("NAME"), 200))
    if word(properties, "USE_TYPE") != "recreation center":
        raise LeftOut(Reason.NOT_FOR_RUNNING, word(properties, "USE_TYPE"))
    return "hall"


def _refuse_by_name(name: str) -> None:
    for pattern, reason in (
        (ISLAND_NAME, Reason.TRAFFIC_ISLAND),
        (PLAYGROUND_NAME, Reason.PLAYGROUND),
        (CLOSED_NAME, Reason.CLOSED),
        (OTHER_NAME, Reason.NOT_FOR_RUNNING),
    ):
        if found := pattern.search(name):
            raise LeftOut(reason, found[0].lower())
