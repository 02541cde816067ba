"""Bytes of files as they come: a mark at the start, ``NaN``, and numbers larger than a machine counts."""

import math
import re
from typing import IO

MARK = b"\xef\xbb\xbf"
CHUNK = 64 * 1024
LONGEST = 1024 * 1024
ODD_NUMBER = re.compile(rb"\d{19}|[eE]\+?\d{3}")
NUMBER = rb"-?(?:NaN|Infinity|\d+(?:\.\d+)?(?:[eE][-+]?\d+)?)"
STRING_OR_NUMBER = re.compile(rb'"(?:[^"\\]|\\.)*"?|' + NUMBER, re.DOTALL)
LONGEST_NUMBER = 18
REST_OF_STRING = re.compile(rb'(?:[^"\\]|\\.)*"?', re.DOTALL)


class Cleaned:
    """A file to read from, with ``null`` for what is no number: one bad point costs one feature, not all.

    What is handed on ends at a comma, so that neither a word nor an escape is cut in two.
    """

    def __init__(self, file: IO[bytes]) -> None:
        self.file = file
        self.left = b""
        self.is_inside = False
        self.is_first = True

    def read(self, size: int = CHUNK) -> bytes:
        if size == 0:
            return b""
        while chunk := self.file.read(CHUNK):
            self.left += chunk
            if self.is_first:
                self.left, self.is_first = self.left.removeprefix(MARK), False
            end = self.left.rfind(b",") + 1 or (len(self.left) if len(self.left) > LONGEST else 0)
            if end:
                part, self.left = self.left[:end], self.left[end:]
                return self._clean(part)
        part, self.left = self.left, b""
        return self._clean(part)

    def _clean(self, part: bytes) -> bytes:
        quotes = part.replace(rb"\\", b"").replace(rb"\"", b"").count(b'"')
        was_inside, self.is_inside = self.is_inside, self.is_inside ^ (quotes % 2 == 1)
        if b"NaN" not in part and b"Infinity" not in part and not ODD_NUMBER.search(part):
            return part
        start = REST_OF_STRING.match(part).end() if was_inside else 0  # type: ignore[union-attr]
        return part[:start] + STRING_OR_NUMBER.sub(_or_null, part[start:])


def _or_null(found: re.Match[bytes]) -> bytes:
    """The string, or the number if a machine can count so far."""
    token = found[0]
    if token.startswith(b'"'):
        return token
    is_counted = len(token) <= LONGEST_NUMBER or b"." in token or b"e" in token.lower()
    return token if is_counted and math.isfinite(float(token)) else b"null"
