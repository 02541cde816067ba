"""What an upload came to, for the page."""

from dataclasses import dataclass, field

from events.places.importing.outcomes import Imported, Lent, Merged, Outcome
from events.places.models import Place
from events.places.opendata import REASONS, Reason, Skip

SHOWN = 200


@dataclass
class ImportReport:
    """The new drafts, and the first of what was joined or left out."""

    total: Imported = field(default_factory=Imported)
    places: list[Place] = field(default_factory=list)
    merged: list[Merged] = field(default_factory=list)
    skips: list[Skip] = field(default_factory=list)

    def hear(self, outcome: Outcome) -> None:
        match outcome:
            case Place():
                self.places.append(outcome)
            case Merged() if len(self.merged) < SHOWN:
                self.merged.append(outcome)
            case Skip() if len(self.skips) < SHOWN:
                self.skips.append(outcome)
            case Lent():
                pass

    @property
    def reasons(self) -> list[tuple[str, int]]:
        """How many were left out for each reason, the commonest first."""
        return [(str(REASONS[Reason(code)]), count) for code, count in self.total.skipped.most_common()]

    @property
    def unshown(self) -> int:
        return self.total.left_out - len(self.skips)
