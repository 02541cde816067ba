"""What many points are called after: the largest town around each, each cell of the map looked up once."""

from collections.abc import Iterable

from accounts.geography.around import around
from accounts.geography.cells import CELL_KM, snap_to_cell
from accounts.geography.cities import City
from accounts.geography.nearest import Vector, chord, unit_vector

TOWN_WITHIN_KM = 10
CITY_WITHIN_KM = 50
MOST_CELLS = 2_000
MOST_CITIES = 1_000

type Cell = tuple[float, float]
type Town = tuple[Vector, str]


class Towns:
    """The largest town around, not the nearest: cities are made of quarters that nobody looks for."""

    def __init__(self) -> None:
        self._near: dict[Cell, list[Town]] = {}

    def learn(self, points: Iterable[tuple[float, float]]) -> None:
        """Look up what is around the cells of these points; one query for the keys, one for the rows."""
        if len(self._near) > MOST_CELLS:
            self._near.clear()
        cells = sorted({snap_to_cell(*point) for point in points} - self._near.keys())
        within_km = CITY_WITHIN_KM + CELL_KM
        found = around(City.objects.all(), [(*cell, within_km) for cell in cells], most=MOST_CITIES)
        cities = City.objects.in_bulk({key for keys in found for key in keys}) if cells else {}
        towns = {
            key: (city.population, (unit_vector(city.latitude, city.longitude), city.label()))
            for key, city in cities.items()
        }
        for cell, keys in zip(cells, found, strict=True):
            largest_first = sorted((towns[key] for key in keys), key=lambda town: -town[0])
            self._near[cell] = [town for _population, town in largest_first]

    def label_of(self, point: tuple[float, float]) -> str:
        """The town's label, of a point that was learned; empty where there is none."""
        here = unit_vector(*point)
        far = chord(TOWN_WITHIN_KM) ** 2
        nearest, label = chord(CITY_WITHIN_KM) ** 2, ""
        for (x, y, z), words in self._near[snap_to_cell(*point)]:
            squared = (x - here[0]) ** 2 + (y - here[1]) ** 2 + (z - here[2]) ** 2
            if squared <= far:
                return words
            if squared <= nearest:
                nearest, label = squared, words
        return label


def largest_town_at(latitude: float, longitude: float) -> str:
    """The label of the largest town around one point."""
    towns = Towns()
    towns.learn([(latitude, longitude)])
    return towns.label_of((latitude, longitude))
