"""A home is kept only as the centre of a 10 km cell.

Rows of cells run around the globe, about 10 km high; the outermost two are caps around the poles. Each row
has as many cells as keep every cell at most 10 km wide, so its centre is never more than 7.1 km away. The
snap depends on the point alone: asking twice gives nothing to average.
"""

import math

EARTH_RADIUS_KM = 6371.0088
CELL_KM = 10.0

_ROWS = math.ceil(math.pi * EARTH_RADIUS_KM / CELL_KM)
_HEIGHT = 180.0 / _ROWS


def snap_to_cell(latitude: float, longitude: float) -> tuple[float, float]:
    """The centre of the cell that holds a point; degrees in, degrees out (longitude from -180 to 180)."""
    if not -90 <= latitude <= 90 or not math.isfinite(longitude):
        raise ValueError(f"no point on Earth: {latitude}, {longitude}")
    row = math.floor((latitude + 90.0) / _HEIGHT + 0.5)
    if row in (0, _ROWS):
        return math.copysign(90.0, latitude), 0.0
    columns = _columns(row)
    width = 360.0 / columns
    column = min(math.floor(((longitude + 180.0) % 360.0) / width), columns - 1)
    return round(row * _HEIGHT - 90.0, 5), round((column + 0.5) * width - 180.0, 5)


def _columns(row: int) -> int:
    """How many cells of at most 10 km a row needs, measured along its edge nearest the equator."""
    centre = abs(row * _HEIGHT - 90.0)
    widest = math.radians(max(centre - _HEIGHT / 2, 0.0))
    return math.ceil(2 * math.pi * EARTH_RADIUS_KM * math.cos(widest) / CELL_KM)
