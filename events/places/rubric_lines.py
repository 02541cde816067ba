"""The rubric: twenty lines to look at, and the limits that judge them."""

from events.places.convention import ALL_SESSIONS, SEVERITY, Verdict
from events.places.lines import CONVENTION, LIMITS, Choice, Flag, Line, Part, Text, Words, short
from events.places.surrounding_lines import SURROUNDING_LINES
from events.places.zone_lines import ZONE_LINES

__all__ = [
    "ALL_SESSIONS",
    "CONVENTION",
    "LIMITS",
    "LINES",
    "LINE_BY_KEY",
    "ON_FOOT_WITHIN_DAYS",
    "SEVERITY",
    "Choice",
    "Flag",
    "Line",
    "Part",
    "Text",
    "Verdict",
    "Words",
    "short",
]

LINES: tuple[Line, ...] = (*ZONE_LINES, *SURROUNDING_LINES)
LINE_BY_KEY = {line.key: line for line in LINES}
ON_FOOT_WITHIN_DAYS = CONVENTION.on_foot_within_days
