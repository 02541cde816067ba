"""What becomes of one thing on a map."""

from collections import Counter
from dataclasses import dataclass, field

from events.places.models import Place
from events.places.opendata import Skip


@dataclass(frozen=True)
class Merged:
    """The same place drawn twice by one source; ``into`` is the entry that stands for both."""

    ref: str
    name: str
    into: str


@dataclass(frozen=True)
class Lent:
    """A path whose tags went to the places it touches. It was counted before, as whatever it is itself."""

    ref: str
    places: tuple[str, ...]


type Outcome = Place | Merged | Skip | Lent


@dataclass
class Imported:
    """How many drafts an import made, how many it joined, and how much it left out for which reason."""

    added: int = 0
    merged: int = 0
    lent: int = 0
    skipped: Counter[str] = field(default_factory=Counter)

    def count(self, outcome: Outcome) -> None:
        match outcome:
            case Place():
                self.added += 1
            case Merged():
                self.merged += 1
            case Lent():
                self.lent += 1
            case Skip():
                self.skipped[outcome.reason.value] += 1

    @property
    def left_out(self) -> int:
        return self.skipped.total()

    @property
    def read(self) -> int:
        return self.added + self.merged + self.left_out
