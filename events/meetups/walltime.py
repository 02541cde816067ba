"""Local wall time of a place, and the moment it means. Pure."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo


class NoSuchTime(ValueError):
    """The clocks go forward over this time: it does not happen on that day."""


class TwiceThatDay(ValueError):
    """The clocks go back: this time happens twice on that day."""


def moment(day: date, clock: time, time_zone: str, *, fold: int | None = None) -> datetime:
    """The one moment, in UTC, at which the clocks of ``time_zone`` show this.

    Raises NoSuchTime or TwiceThatDay rather than guess. ``fold`` says which, where they show it twice: 0 the
    first, 1 the second.
    """
    local = datetime.combine(day, clock, ZoneInfo(time_zone)).replace(fold=fold or 0)
    meant = local.astimezone(UTC)
    if meant.astimezone(local.tzinfo).replace(tzinfo=None) != local.replace(tzinfo=None):
        raise NoSuchTime(str(local))
    if fold is None and local.utcoffset() != local.replace(fold=1).utcoffset():
        raise TwiceThatDay(str(local))
    return meant


def wall(at: datetime, time_zone: str) -> datetime:
    """What the clocks of ``time_zone`` show at a moment, without a zone: templates leave it as it is."""
    return at.astimezone(ZoneInfo(time_zone)).replace(tzinfo=None)


def abbreviation(at: datetime, time_zone: str) -> str:
    """CET, or UTC+05:30 where the zone has no letters."""
    name = at.astimezone(ZoneInfo(time_zone)).strftime("%Z")
    return name if name.isalpha() else f"UTC{at.astimezone(ZoneInfo(time_zone)):%:z}"
