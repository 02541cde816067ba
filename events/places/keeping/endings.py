"""When the check of a zone ends, and on which days people are reminded of it."""

from dataclasses import dataclass
from datetime import date

from events.places.models import Zone

# Days before the end: our convention; a year's rule and its first reminder are those of parkrun.
BEFORE_CHECK_ENDS = (28, 14, 7, 1)
BEFORE_SEASON_ENDS = (14, 1)


@dataclass(frozen=True)
class Ending:
    """What ends first: the whole check, or its lines about light and crowd."""

    zone: Zone
    day: date
    is_season: bool

    def left(self, today: date) -> int:
        return (self.day - today).days

    def reminder_due(self, today: date) -> int | None:
        """The reminder that belongs to this day, by its number of days; None if none is due yet or any more.

        A site that slept for a while tells the one it missed last.
        """
        steps = BEFORE_SEASON_ENDS if self.is_season else BEFORE_CHECK_ENDS
        due = [step for step in steps if 0 < self.left(today) <= step]
        return min(due, default=None)


def ending_of(zone: Zone, today: date) -> Ending:
    """The season counts while it lies ahead and ends before the check does."""
    if zone.expires_on is None:
        raise ValueError(f"zone {zone.pk} was never checked")
    season = zone.season_ends_on
    if season is not None and today < season < zone.expires_on:
        return Ending(zone, season, is_season=True)
    return Ending(zone, zone.expires_on, is_season=False)
