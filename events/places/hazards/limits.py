"""How long a report holds, from ``rubric.toml``, and what makes it stand out. Our convention, not science."""

from datetime import timedelta

from events.places.rubric_lines import CONVENTION

SOON = timedelta(hours=48)
"""Dates that begin within this time are told and show what is the matter."""
SEEN_WITHIN = timedelta(days=3)
REPORTS_A_DAY = 10
PIN_WITHIN_KM = 3
CAUTIONS_FOR_BANNER = 2
CONFIRMATIONS_FOR_BANNER = 2
DISPUTES_TO_CLOSE = 2


def hours_of(category: str) -> int:
    """Hours a report of this category holds after it was last seen; 0: until somebody resolves it."""
    return CONVENTION.hazard_hours(category)
