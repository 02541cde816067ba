"""What the counters of a meetup mean: who can still come, and how many spotters that needs. Pure."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Seats:
    capacity: int
    ratio: int
    going: int
    waiting: int
    spotters: int

    @property
    def free(self) -> int:
        """Lanes nobody holds: so many can still say they run."""
        return max(0, self.capacity - self.going - self.waiting)

    @property
    def can_go_now(self) -> int:
        """How many more runners the spotters who are there can take."""
        return min(self.free, max(0, self.spotters * self.ratio - self.going))

    @property
    def spotters_wanted(self) -> int:
        """Spotters missing for the runners who hold a lane."""
        return max(0, _ceil(self.going + self.waiting, self.ratio) - self.spotters)

    @property
    def spotters_wanted_in_all(self) -> int:
        """Spotters missing if every lane were taken."""
        return max(0, _ceil(self.capacity, self.ratio) - self.spotters)

    @property
    def without_spotter(self) -> int:
        """Runners who were admitted and whose spotter has left since."""
        return max(0, self.going - self.spotters * self.ratio)

    @property
    def is_at_risk(self) -> bool:
        return self.without_spotter > 0

    @property
    def is_full(self) -> bool:
        return self.free == 0


def _ceil(number: int, by: int) -> int:
    return -(-number // by)


@dataclass(frozen=True)
class Promotions:
    """How many move up: from waiting to going, from the waitlist to going, from the waitlist to a lane."""

    waiting_go: int
    queued_go: int
    queued_wait: int


def promotions(seats: Seats, queued: int) -> Promotions:
    """Who moves up when a spotter came or a lane is free: first those who hold a lane, then the waitlist."""
    room = max(0, seats.spotters * seats.ratio - seats.going)
    waiting_go = min(seats.waiting, room)
    enter = min(queued, seats.free)
    queued_go = min(enter, room - waiting_go)
    return Promotions(waiting_go, queued_go, enter - queued_go)
