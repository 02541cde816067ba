"""What somebody asks of a place, beside its being near; the address says it, so that it can be shared."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from urllib.parse import urlencode

from events.places.models import PlaceKind
from events.places.querysets import PlaceQuerySet
from events.places.rubric_lines import LINE_BY_KEY

LONGEST = 100
STAGES = range(5)
HOURS = range(17, 24)
SURFACES = LINE_BY_KEY["surface"].choices


@dataclass(frozen=True)
class Filters:
    """What the address asks; a value that does not exist asks nothing."""

    name: str = ""
    kind: str = ""
    is_checked: bool = False
    lit: int | None = None
    stage: int | None = None
    surface: str = ""
    is_step_free: bool = False

    @classmethod
    def in_address(cls, data: Mapping[str, str]) -> "Filters":
        kind, surface = data.get("kind", ""), data.get("surface", "")
        return cls(
            name=data.get("name", "").strip()[:LONGEST],
            kind=kind if kind in PlaceKind else "",
            is_checked=data.get("checked") == "now",
            lit=_number(data.get("lit", ""), HOURS),
            stage=_number(data.get("stage", ""), STAGES),
            surface=surface if any(surface == choice.value for choice in SURFACES) else "",
            is_step_free=data.get("step_free") == "yes",
        )

    def of(self, rows: PlaceQuerySet, today: date) -> PlaceQuerySet:
        """The rows that are as asked. Who asks for a stage asks for what is checked: unknown is not OK."""
        if self.name:
            rows = rows.saying(self.name)
        if self.kind:
            rows = rows.filter(kind=self.kind)
        if self.is_checked:
            rows = rows.open_on(today)
        if self.stage is not None:
            rows = rows.for_stage(self.stage, today)
        if self.lit is not None:
            rows = rows.lit_until(time(self.lit), today)
        if self.surface:
            rows = rows.on_surface(self.surface)
        return rows.filter(is_step_free=True) if self.is_step_free else rows

    @property
    def is_any(self) -> bool:
        return self != Filters()

    @property
    def is_narrow(self) -> bool:
        """Something beside the name is asked: what the page folds away otherwise."""
        return self != Filters(name=self.name)

    @property
    def asked(self) -> dict[str, str]:
        """The same as names and values of an address."""
        pairs = {
            "name": self.name,
            "kind": self.kind,
            "checked": "now" if self.is_checked else "",
            "lit": "" if self.lit is None else str(self.lit),
            "stage": "" if self.stage is None else str(self.stage),
            "surface": self.surface,
            "step_free": "yes" if self.is_step_free else "",
        }
        return {key: value for key, value in pairs.items() if value}

    @property
    def in_words(self) -> str:
        return urlencode(self.asked)


def _number(text: str, known: range) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 3 and int(text) in known else None
