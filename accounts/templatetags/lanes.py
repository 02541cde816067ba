"""The straight as numbers and words: who runs, who waits, where a spotter is wanted."""

from dataclasses import dataclass
from math import ceil

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

DRAWN_IN_ONE_LINE = 12


@dataclass(frozen=True)
class Lanes:
    """Runner places of one meetup: ``going`` have a spotter, ``waiting`` do not, the rest is free.

    ``ratio`` is how many runners one spotter looks after. ``either`` run and spot by turns: they are among
    ``going`` and among ``spotters``. ``offered`` lanes wait for the answer of the next in line.
    """

    going: int
    waiting: int
    capacity: int
    spotters: int
    ratio: int = 1
    either: int = 0
    offered: int = 0

    @property
    def spotting_first(self) -> int:
        """Who of ``either`` spots while the others run: their lanes rest as long."""
        without = self.going - (self.spotters - self.either) * self.ratio
        return min(max(ceil(without / (self.ratio + 1)), 0), self.either)

    @property
    def paired(self) -> int:
        """Lanes in which somebody runs at the same time."""
        return self.going - self.spotting_first

    @property
    def spotters_at_once(self) -> int:
        return self.spotters - self.either + self.spotting_first

    @property
    def taken(self) -> int:
        return self.going + self.waiting

    @property
    def free(self) -> int:
        return max(self.capacity - self.taken - self.offered, 0)

    @property
    def spotters_wanted(self) -> int:
        """Spotters missing for the runners who are already there."""
        missing = ceil(self.taken / self.ratio) - self.spotters
        return max(missing, 1) if self.waiting else max(missing, 0)

    @property
    def room(self) -> int:
        """Runners who would have a spotter at once."""
        return max(min(self.spotters * self.ratio - self.going, self.free), 0)

    @property
    def spotter_places(self) -> int:
        return ceil(self.capacity / self.ratio)

    def picture_in_words(self) -> str:
        """What a screen reader says instead of the strip."""
        with_spotter = ngettext(
            "%(going)d of %(capacity)d lane has a runner and a spotter",
            "%(going)d of %(capacity)d lanes have a runner and a spotter",
            self.capacity,
        ) % {"going": self.going, "capacity": self.capacity}
        waiting = ngettext(
            "%(count)d runner is waiting for a spotter",
            "%(count)d runners are waiting for a spotter",
            self.waiting,
        ) % {"count": self.waiting}
        return f"{with_spotter}, {waiting}"

    def need(self) -> tuple[str, str]:
        """What is needed next: first words in bold, then the rest."""
        if not self.taken and not self.spotters:
            return _("Nobody yet."), _("Be the first to spot.")
        if self.waiting:
            return self._wanted(), self._free_lanes() if self.free else self._all_taken()
        if not self.free:
            return _("Full."), ratio_in_words(self.ratio)
        if self.room:
            more = ngettext("%(count)d more can run.", "%(count)d more can run.", self.room)
            return more % {"count": self.room}, _(
                "After that, bring a spotter or rotate."
            ) if self.room < self.free else ""
        return _("A spotter opens the next lane."), self._free_lanes()

    def counts(self) -> str:
        """The figures of the straight, as one sentence."""
        going = ngettext("%(count)d going", "%(count)d going", self.going) % {"count": self.going}
        waiting = ngettext("%(count)d waiting", "%(count)d waiting", self.waiting) % {"count": self.waiting}
        free = ngettext("%(count)d lane free", "%(count)d lanes free", self.free) % {"count": self.free}
        return f"{going}, {waiting}, {free}."

    def _wanted(self) -> str:
        words = ngettext("%(count)d spotter wanted.", "%(count)d spotters wanted.", self.spotters_wanted)
        return words % {"count": self.spotters_wanted}

    def _free_lanes(self) -> str:
        return ngettext("%(count)d lane free.", "%(count)d lanes free.", self.free) % {"count": self.free}

    def _all_taken(self) -> str:
        words = ngettext(
            "All lanes are taken, %(count)d runner waits.",
            "All lanes are taken, %(count)d runners wait.",
            self.waiting,
        )
        return words % {"count": self.waiting}


def ratio_in_words(ratio: int) -> str:
    words = ngettext("One spotter to one runner.", "One spotter to %(count)d runners.", ratio)
    return words % {"count": ratio}


@dataclass(frozen=True)
class Row:
    """One lane of the meter. ``spotter`` and ``across`` are "full", "gap" or nothing."""

    number: int
    state: str
    runner: str
    spotter: str
    across: str
    words: str
    mine: bool


def rows_of(lanes: Lanes, *, mine: str = "", place: int = 0) -> list[Row]:
    """Rows of the meter; ``mine`` (as the keys below) lights the viewer's own, who waits at their place."""
    own = {
        "going": lanes.paired,
        "either": lanes.going,
        "waiting": lanes.going + (place or lanes.waiting),
        "offered": lanes.taken + 1,
        "spotting": 1,
    }.get(mine, 0) - 1
    return [_row(lanes, index, mine if index == own else "") for index in range(lanes.capacity)]


def _row(lanes: Lanes, index: int, mine: str) -> Row:
    team, seat = divmod(index, lanes.ratio)
    size = min(lanes.ratio, lanes.capacity - team * lanes.ratio)
    state = _state(lanes, index)
    spotter = "" if state == "turn" else "full" if team < lanes.spotters_at_once else "gap"
    middle = seat == (size - 1) // 2
    return Row(
        number=index + 1,
        state="ready" if state == "free" and spotter == "full" else state,
        runner="gap" if state in ("free", "kept") else "full",
        spotter=spotter if middle and size % 2 else "",
        across=spotter if middle and not size % 2 else "",
        words=_row_words(lanes, state, spotter, mine),
        mine=bool(mine),
    )


def _state(lanes: Lanes, index: int) -> str:
    """Pairs first, then the lanes that rest by turns, then who waits, then what is kept for somebody."""
    ends = (
        ("pair", lanes.paired),
        ("turn", lanes.going),
        ("wait", lanes.taken),
        ("kept", lanes.taken + lanes.offered),
    )
    return next((state for state, end in ends if index < end), "free")


def _row_words(lanes: Lanes, state: str, spotter: str, mine: str) -> str:
    if mine == "spotting":
        return _("You spot here")
    if mine == "either":
        return _("You, by turns: run and spot")
    if state == "kept":
        return _("Kept for you") if mine else _("Offered to the next in line")
    if state == "turn":
        return _("By turns: runs and spots")
    if state == "wait" or (state == "pair" and spotter == "gap"):
        return _("You, waiting for a spotter") if mine else _("Waiting for a spotter")
    if state == "pair":
        if mine:
            return _("You and your spotter")
        return _("Runner and spotter") if lanes.ratio == 1 else _("Runner, spotter shared")
    return _("Free, a spotter is there") if spotter == "full" else _("Free")
