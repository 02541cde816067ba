"""Where pictures of the map come from, if the environment names a server for them."""

import re
from collections.abc import Iterator

TILES = re.compile(
    r"https://((?:\{s\}\.)?[^\s/:?#@{}]+(?::[0-9]{1,5})?)/(?=.*\{z\})(?=.*\{x\})(?=.*\{y\})\S+"
)


def faults_of_map(tiles: str, attribution: str) -> Iterator[str]:
    """What is wrong with the two variables, each in a sentence that says what to do."""
    if tiles and not TILES.fullmatch(tiles):
        yield "MAP_TILES must be https:// with {z}, {x} and {y}: https://tile.example.org/{z}/{x}/{y}.png"
    if tiles and not attribution:
        yield "MAP_ATTRIBUTION is missing: whoever draws the map asks to be named on it."


def origin_of(tiles: str) -> str:
    """The server as a content policy names it; empty without one."""
    found = TILES.fullmatch(tiles)
    return f"https://{found[1].replace('{s}', '*')}" if found else ""
