"""Most tracks have no name on a map: the park they lie in says best where one is, else they are numbered."""

from collections.abc import Sequence
from itertools import count

from django.utils.translation import gettext as _

from accounts.geography import around
from events.places.models import Place
from events.places.opendata.geometry import distance_m, is_closed, is_inside

PARK_WITHIN_KM = 1.2
NEIGHBOR_WITHIN_M = 400
MOST_PARKS = 12
LONGEST_PART = 60


class Names:
    """Names for tracks; what goes by which name in a city is asked once."""

    def __init__(self) -> None:
        self._taken: dict[str, set[str]] = {}

    def give(self, tracks: Sequence[Place]) -> None:
        """Name each track, no two of a city alike."""
        if not tracks:
            return
        self._learn({track.city_label for track in tracks} - self._taken.keys())
        for track, park in zip(tracks, _parks(tracks), strict=True):
            taken = self._taken[track.city_label]
            track.name = _first_free(_plain(park, track.city_label), taken)
            taken.add(track.name)

    def _learn(self, labels: set[str]) -> None:
        self._taken |= {label: set() for label in labels}
        if labels:
            for label, name in Place.objects.tracks_of(labels).values_list("city_label", "name"):
                self._taken[label].add(name)


def _plain(park: str, city_label: str) -> str:
    if park:
        return _("Track at %(place)s") % {"place": park[:LONGEST_PART]}
    city = city_label.split(",")[0]
    return _("Track in %(city)s") % {"city": city[:LONGEST_PART]} if city else _("Running track")


def _first_free(name: str, taken: set[str]) -> str:
    if name not in taken:
        return name
    return next(found for number in count(2) if (found := f"{name} {number}") not in taken)


def _parks(tracks: Sequence[Place]) -> list[str]:
    """For each track the name of the place of its source that it lies in, or beside; empty if none is."""
    grounds = Place.objects.from_sources({track.source for track in tracks}).named_grounds()
    centers = [(track.latitude, track.longitude, PARK_WITHIN_KM) for track in tracks]
    found = around(grounds, centers, most=MOST_PARKS)
    keys = {key for near in found for key in near}
    columns = ("source", "name", "latitude", "longitude", "outline")
    rows = {pk: row for pk, *row in Place.objects.as_known(keys).values_list("pk", *columns)}
    return [_park(track, [rows[key] for key in near]) for track, near in zip(tracks, found, strict=True)]


def _park(track: Place, rows: list[list]) -> str:
    here = (track.latitude, track.longitude)
    own = [(name, (lat, lon), outline) for source, name, lat, lon, outline in rows if source == track.source]
    for name, _point, outline in own:
        line = [(lat, lon) for lat, lon in outline or ()]
        if is_closed(line) and is_inside(here, line):
            return name
    return next((name for name, point, _ in own if distance_m(here, point) <= NEIGHBOR_WITHIN_M), "")
