"""What a date takes over from its series when that changes, and what stays as somebody set it by hand."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from accounts.permissions import Refused
from events.meetups.making import TEXTS
from events.meetups.models import Meetup
from events.meetups.posting import Draft
from events.meetups.series.making import FACTS, day_in_full, deadline_of
from events.meetups.series.models import Series
from events.meetups.series.recurrence import moment_of
from events.meetups.walltime import NoSuchTime

OCCASION = {"starts_at", "ends_at", "zone", "session", "lowest_stage", "highest_stage", "capacity"}
OCCASION |= {"own_limit", "is_peer_led"}
"""What the place, the ratio and the leaders have a say in."""


@dataclass(frozen=True)
class Follower:
    """A date between the series as it was and as it is to be."""

    row: Meetup
    old: Series
    new: Series
    day: date

    @property
    def values(self) -> dict[str, Any]:
        """What the row is to say. A field follows only where it still says what the series said."""
        plain = {name: self._follow(name) for name in (*TEXTS, *FACTS)}
        zone = self.new.zone if self.row.zone_id == self.old.zone_id else self.row.zone
        starts_at = self._starts_at(zone.place.time_zone)
        return plain | {
            "zone": zone,
            "place": zone.place,
            "time_zone": zone.place.time_zone,
            "starts_at": starts_at,
            "ends_at": starts_at + self._length,
            "signup_until": self._deadline(starts_at),
        }

    @property
    def kept(self) -> tuple[str, ...]:
        """What the series says anew and this date does not, as it was changed by hand."""
        by_hand = {name: getattr(self.row, name) != getattr(self.old, name) for name in (*TEXTS, *FACTS)}
        changed = {name: getattr(self.new, name) != getattr(self.old, name) for name in by_hand}
        by_hand |= {"zone": self.row.zone_id != self.old.zone_id, "starts_at": not self.is_on_time}
        changed |= {
            "zone": self.new.zone_id != self.old.zone_id,
            "starts_at": self._wall_of(self.new, self.day) != self._wall_of(self.old, self._was_on),
        }
        return tuple(name for name in by_hand if by_hand[name] and changed[name])

    @property
    def is_on_time(self) -> bool:
        """It begins when its series says, on the clock of wherever it is."""
        return self.row.local_start == self._wall_of(self.old, self._was_on)

    @property
    def follows_leaders(self) -> bool:
        """Nor was anybody named by hand where the last one left the group."""
        return not self.row.leader_ids or set(self.row.leader_ids) == set(self.old.leader_ids)

    @property
    def leader_ids(self) -> list[int]:
        return self.new.leader_ids if self.follows_leaders else self.row.leader_ids

    @property
    def is_led_anew(self) -> bool:
        return set(self.leader_ids) != set(self.row.leader_ids)

    def draft(self, values: dict[str, Any]) -> Draft:
        names = ("zone", "session", "lowest_stage", "starts_at", "ends_at", "capacity", "own_limit")
        more = ("highest_stage", "is_peer_led", "signup_until")
        return Draft(
            **{name: values[name] for name in (*names, *more)},
            group_limit=self.new.group.runners_per_spotter,
            leaders=len(self.leader_ids),
        )

    def changed(self, values: dict[str, Any]) -> set[str]:
        return {name for name, value in values.items() if getattr(self.row, name) != value}

    @property
    def _was_on(self) -> date:
        return self.row.occurrence_on or self.day

    @property
    def _length(self) -> timedelta:
        length, was = self.row.ends_at - self.row.starts_at, timedelta(minutes=self.old.minutes)
        return timedelta(minutes=self.new.minutes) if length == was else length

    def _deadline(self, starts_at: datetime) -> datetime | None:
        """So many hours before as the series says; one set by hand stays as far before as it was."""
        mine = self.row.signup_until
        if mine == deadline_of(self.old, self.row.starts_at):
            return deadline_of(self.new, starts_at)
        return mine and mine + (starts_at - self.row.starts_at)

    def _follow(self, name: str) -> Any:
        mine, was = getattr(self.row, name), getattr(self.old, name)
        return getattr(self.new, name) if mine == was else mine

    def _starts_at(self, time_zone: str) -> datetime:
        """The clock on the wall stays what it is where the place lies in another zone."""
        local = self._wall_of(self.new, self.day) if self.is_on_time else self.row.local_start
        if local == self.row.local_start and time_zone == self.row.time_zone:
            return self.row.starts_at
        try:
            return moment_of(local.date(), local.time(), time_zone, self.new.fold)
        except NoSuchTime:
            words = _("On %(day)s the clocks skip this time. Leave that day out, or pick another time.")
            raise Refused(words % {"day": day_in_full(local.date())}) from None

    @staticmethod
    def _wall_of(series: Series, day: date) -> datetime:
        return datetime.combine(day, series.starts_clock)


def touches_occasion(changed: Collection[str]) -> bool:
    return not OCCASION.isdisjoint(changed)
