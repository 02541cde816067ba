"""The part of the world that a map shows."""

import math
from dataclasses import dataclass

from django.utils.translation import gettext as _

from accounts.geography.cells import EARTH_RADIUS_KM
from accounts.geography.nearest import unit_vector
from accounts.permissions import Refused

WHOLE = 360.0
NUMBERS = 4
LONGEST = 200


@dataclass(frozen=True)
class Box:
    """Between two parallels and two meridians, in degrees; ``west`` is from -180 to 180."""

    south: float
    west: float
    north: float
    width: float

    @classmethod
    def in_address(cls, text: str) -> "Box":
        """``west,south,east,north``, as maps write it; east may be beyond 180. Nothing is the whole world."""
        if not text:
            return cls(-90.0, -180.0, 90.0, WHOLE)
        try:
            west, south, east, north = (float(part) for part in text[:LONGEST].split(",", NUMBERS))
        except ValueError:
            raise Refused(_("Name the part of the map: west,south,east,north in degrees.")) from None
        if not all(map(math.isfinite, (west, south, east, north))):
            raise Refused(_("Name the part of the map in numbers of degrees."))
        if not (-90 <= south < north <= 90 and west < east):
            raise Refused(_("South lies below north, from -90 to 90, and west is less than east."))
        return cls(south, (west + 180) % WHOLE - 180, north, min(east - west, WHOLE))

    @property
    def east(self) -> float:
        """From -180 to 180; less than ``west`` where the antimeridian lies in between."""
        return 180.0 if self.width == WHOLE else (self.west + self.width + 180) % WHOLE - 180

    @property
    def sides(self) -> tuple[float, float, float, float]:
        """South, west, north and east, as a query asks for them."""
        return (self.south, -180.0 if self.width == WHOLE else self.west, self.north, self.east)

    @property
    def middle(self) -> tuple[float, float]:
        longitude = (self.west + self.width / 2 + 180) % WHOLE - 180
        return (self.south + self.north) / 2, longitude

    @property
    def reach_km(self) -> float | None:
        """How far its farthest point is from its middle; None where it goes more than half around."""
        if self.width > WHOLE / 2:
            return None
        middle = unit_vector(*self.middle)
        corners = [unit_vector(latitude, self.west) for latitude in (self.south, self.north)]
        return max(2 * EARTH_RADIUS_KM * math.asin(min(math.dist(middle, at) / 2, 1)) for at in corners)
