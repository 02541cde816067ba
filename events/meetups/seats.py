"""What the counters of a meetup mean: who can still come, and how many spotters that needs. Pure."""

from dataclasses import dataclass, replace

from events.meetups.ratio import PERMIT_FROM

FEWEST = 2
"""Fewer people than this, and nobody runs backwards."""


@dataclass(frozen=True)
class Seats:
    """``ratio``: runners per spotter; None where nobody runs backwards, so that nobody needs a spotter.

    ``going`` and ``waiting`` only run; ``either`` take turns and hold a lane; ``offered`` hold one until they
    answer.
    """

    capacity: int
    ratio: int | None
    going: int
    waiting: int
    spotters: int
    offered: int = 0
    either: int = 0

    @property
    def asks_permit(self) -> bool:
        """So many may need a permit: who organizes is told to ask."""
        return self.capacity >= PERMIT_FROM

    @property
    def held(self) -> int:
        """Lanes somebody holds."""
        return self.going + self.waiting + self.offered + self.either

    @property
    def free(self) -> int:
        """Lanes nobody holds: so many can still say they run."""
        return max(0, self.capacity - self.held)

    @property
    def surplus(self) -> int:
        """How many more hold a lane than there are, since somebody took lanes away."""
        return max(0, self.held - self.capacity)

    @property
    def room(self) -> int:
        """How many more runners the spotters who are there could take, lanes apart."""
        if self.ratio is None:
            return self.capacity + self.waiting
        return max(0, self.spotting * self.ratio - self.going)

    @property
    def can_go_now(self) -> int:
        """How many more runners can go at once."""
        return min(self.free, self.room)

    @property
    def spotting(self) -> int:
        """Who spots, or takes turns with it."""
        return self.spotters + self.either

    @property
    def people(self) -> int:
        """Who is there on the day, as far as they have said so."""
        return self.going + self.waiting + self.either + self.spotters

    @property
    def lacks_people(self) -> bool:
        """One person alone runs nowhere backwards."""
        return self.ratio is not None and self.people < FEWEST

    @property
    def spotters_wanted(self) -> int:
        """Spotters missing for the runners who hold a lane."""
        return self._missing(self.going + self.waiting)

    @property
    def spotters_wanted_in_all(self) -> int:
        """Spotters missing if every lane were taken."""
        return self._missing(max(self.capacity, self.held) - self.either)

    @property
    def without_spotter(self) -> int:
        """Runners who were admitted and whose spotter has left since."""
        return 0 if self.ratio is None else max(0, self.going - self.spotting * self.ratio)

    @property
    def is_at_risk(self) -> bool:
        return self.without_spotter > 0

    @property
    def is_full(self) -> bool:
        return self.free == 0

    def with_runner(self) -> "Seats":
        """As they are once one more runs, with the spotter that takes."""
        missing = 0 if self.ratio is None else -(-(self.going + 1) // self.ratio) - self.spotting
        return replace(self, going=self.going + 1, spotters=self.spotters + max(0, missing))

    def with_either(self) -> "Seats":
        """As they are once one more takes turns."""
        return replace(self, either=self.either + 1)

    def _missing(self, runners: int) -> int:
        return 0 if self.ratio is None else max(0, -(-runners // self.ratio) - self.spotting)
