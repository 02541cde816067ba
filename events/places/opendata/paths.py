"""What the paths in a place are like, taken together. Pure; nobody has looked."""

from collections import Counter
from collections.abc import Iterable, Mapping

from events.places.opendata.tags import Facts

WORST_LAST = {"evenness": ("even", "minor", "uneven"), "kerb": ("none", "flush", "raised")}


def paths_here(lent: Iterable[Mapping[str, str | float | bool]]) -> Facts:
    """The commonest surface, and of all else the worst that the map says of any path.

    >>> paths_here([{"surface": "asphalt", "clear_width": 3.0}, {"clear_width": 1.5, "lit": True}])
    {'surface': 'asphalt', 'clear_width': 1.5, 'lit': True}
    """
    paths = list(lent)
    facts: Facts = {}
    if surfaces := Counter(path["surface"] for path in paths if "surface" in path):
        facts["surface"] = min(surfaces, key=lambda surface: (-surfaces[surface], str(surface)))
    for key, order in WORST_LAST.items():
        if values := [order.index(str(path[key])) for path in paths if path.get(key) in order]:
            facts[key] = order[max(values)]
    if slopes := [float(path["gradient"]) for path in paths if "gradient" in path]:
        facts["gradient"] = max(slopes)
    if widths := [float(path["clear_width"]) for path in paths if "clear_width" in path]:
        facts["clear_width"] = min(widths)
    if lights := [bool(path["lit"]) for path in paths if "lit" in path]:
        facts["lit"] = all(lights)
    return facts
