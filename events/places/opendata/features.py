"""Read the features of a GeoJSON file one by one, however long the file is.

Only one feature is held at a time, and neither its size nor its nesting is unbounded: memory stays flat.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

import ijson
from django.utils.translation import gettext as _

from events.places.opendata.cleaned import Cleaned
from events.places.opendata.proposals import Reason

DEEPEST = 16
HOPELESS = 1_000
LARGEST = 300_000
ROOT, FEATURES = 1, 2
DEGREES = ("crs84", "epsg:4326", "epsg::4326", "epsg:6.6:4326", "wgs84", "wgs 84")


class BrokenFile(Exception):
    """The file cannot be read to its end. ``read`` features were fine before that."""

    def __init__(self, read: int) -> None:
        self.read = read
        super().__init__(self.sentence)

    @property
    def sentence(self) -> str:
        if self.read:
            return _(
                "The file breaks off or is damaged after feature %(number)s, so nothing was imported. "
                "Download it again, then send it once more."
            ) % {"number": self.read}
        return _(
            "This is not a GeoJSON file with features, so nothing was imported. "
            "Export your places as GeoJSON, for example from overpass-turbo.eu."
        )


class OtherCoordinates(BrokenFile):
    """The file counts in metres, or in degrees of another system: we would put its places elsewhere."""

    @property
    def sentence(self) -> str:
        return _(
            "The coordinates of this file are not longitude and latitude (WGS 84), so nothing was imported. "
            "Export it again with the coordinate system EPSG:4326."
        )


@dataclass(frozen=True)
class Unreadable:
    """Stands for a feature that is too deep or too large to be held."""

    reason: Reason


class Features:
    """Every member of the file's ``features``, whatever it is; raises BrokenFile where it cannot go on."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file = Cleaned(file)
        self.read = 0
        self.bbox: object = None

    def __iter__(self) -> Iterator[object]:
        try:
            for feature in self._members():
                self.read += 1
                yield feature
        except (ijson.JSONError, ValueError) as error:
            raise BrokenFile(self.read) from error
        if not self.read:
            raise BrokenFile(self.read)

    def _members(self) -> Iterator[object]:
        depth = level = 0
        key, part = "", None
        for event, value in ijson.basic_parse(self.file, use_float=True):
            opens, closes = event.startswith("start_"), event.startswith("end_")
            depth += opens - closes
            if depth > HOPELESS:
                raise ValueError("nested too deep")
            if part is None and not closes and event != "map_key":
                level = _level(key, depth - opens, is_array=event == "start_array")
                part = _Part() if level else None
            if part is not None:
                part.add(event, value, depth)
                if depth == level and level == FEATURES:
                    yield part.value
                elif depth == level:
                    self._note(key, part.value)
                part = None if depth == level else part
            elif depth == ROOT:
                key = value if event == "map_key" else ""

    def _note(self, key: str, value: object) -> None:
        if key == "bbox":
            self.bbox = value
        elif value is not None and not _counts_degrees(value):
            raise OtherCoordinates(self.read)


class _Part:
    """One value of the file, put together from its events; or the reason why it is not."""

    def __init__(self) -> None:
        self.builder = ijson.ObjectBuilder()
        self.size = 0
        self.fault: Reason | None = None

    def add(self, event: str, value: object, depth: int) -> None:
        self.size += 1
        if self.fault is None and (depth > DEEPEST or self.size > LARGEST):
            self.fault = Reason.TOO_DEEP if depth > DEEPEST else Reason.TOO_LARGE
            self.builder = None
        elif self.fault is None:
            self.builder.event(event, value)

    @property
    def value(self) -> object:
        return Unreadable(self.fault) if self.fault else self.builder.value


def _level(key: str, depth: int, *, is_array: bool) -> int:
    """The depth at which a value that begins here ends, if we want it; 0 if not."""
    if depth == FEATURES and key == "features":
        return FEATURES
    return ROOT if depth == ROOT and key in ("crs", "bbox") else 0


def _counts_degrees(crs: object) -> bool:
    """Does the old member ``crs`` name what GeoJSON counts in anyway?"""
    properties = crs.get("properties") if isinstance(crs, dict) else None
    name = properties.get("name") if isinstance(properties, dict) else None
    return isinstance(name, str) and name.lower().endswith(DEGREES)
