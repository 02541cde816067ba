"""Read the features of a GeoJSON file one by one, however long the file is.

Only one feature is held at a time, and neither its size nor its nesting is unbounded: memory stays flat.
"""

from collections.abc import Iterator
from typing import IO

import ijson
from django.utils.translation import gettext as _

DEEPEST = 16
LARGEST = 1_000_000
ROOT, FEATURES = 1, 2


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


def features(file: IO[bytes]) -> Iterator[object]:
    """Every member of the file's ``features``, whatever it is; raises BrokenFile where it cannot go on."""
    read = 0
    try:
        for feature in _members(file):
            read += 1
            yield feature
    except (ijson.JSONError, ValueError) as error:
        raise BrokenFile(read) from error
    if not read:
        raise BrokenFile(read)


def _members(file: IO[bytes]) -> Iterator[object]:
    depth = size = 0
    key, is_inside = "", False
    builder: ijson.ObjectBuilder | None = None
    for event, value in ijson.basic_parse(file, use_float=True):
        opens, closes = event.startswith("start_"), event.startswith("end_")
        depth += opens
        depth -= closes
        if depth > DEEPEST:
            raise ValueError("nested too deep")
        if builder is None and is_inside and depth == FEATURES + opens and not closes:
            builder, size = ijson.ObjectBuilder(), 0
        if builder is not None:
            size += 1
            if size > LARGEST:
                raise ValueError("a feature is too large")
            builder.event(event, value)
            if depth == FEATURES:
                yield builder.value
                builder = None
        elif depth == ROOT:
            key, is_inside = value if event == "map_key" else "", False
        elif depth == FEATURES and event == "start_array":
            is_inside = key == "features"
