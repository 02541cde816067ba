"""What a change does to the dates of a series: shown before it is saved, and again after."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from events.meetups.series.models import Series


class What(StrEnum):
    """What becomes of one date."""

    NEW = "new"
    MOVES = "moves"
    CHANGES = "changes"
    STAYS = "stays"
    VANISHES = "vanishes"
    SINGLE = "single"
    UNMADE = "unmade"


LABELS = {
    "title": _("title"),
    "description": _("description"),
    "bring": _("what to bring"),
    "access_note": _("accessibility"),
    "session": _("what you will do"),
    "lowest_stage": _("lowest stage"),
    "highest_stage": _("highest stage"),
    "capacity": _("lanes"),
    "own_limit": _("runners to a spotter"),
    "is_peer_led": _("whether the leader runs along"),
    "audience": _("who sees it"),
    "zone": _("place"),
    "starts_at": _("time"),
}


@dataclass(frozen=True)
class Line:
    """One date: its day in the series, when it begins on the clock there, before and after."""

    what: What
    day: date
    before: datetime | None = None
    after: datetime | None = None
    people: int = 0
    kept: tuple[str, ...] = ()
    """Fields that were changed by hand and stay as they are, though the series says otherwise now."""
    at: datetime | None = None
    """When it is to begin, or was: which clock that was, is said by this and the zone."""
    time_zone: str = ""
    reason: str = ""
    """Why it cannot be made yet."""

    @property
    def kept_in_words(self) -> str:
        return ", ".join(str(LABELS[name]) for name in self.kept)


@dataclass(frozen=True)
class Changes:
    """All of it. ``asked``: how many people are asked whether they still come."""

    lines: tuple[Line, ...] = ()
    asked: int = 0
    later: tuple[date, ...] = ()
    """Days within the year that are made when their time comes."""
    series: Series | None = field(default=None, compare=False)

    def of(self, *kinds: What) -> list[Line]:
        return [line for line in self.lines if line.what in kinds]


def previewed(change: Callable[[], Changes]) -> Changes:
    """What ``change`` would do: it is done and rolled back, so that it cannot differ from what is saved."""
    with transaction.atomic():
        found = change()
        transaction.set_rollback(True)
    return found
