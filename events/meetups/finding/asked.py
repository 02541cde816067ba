"""What somebody asks of dates, beside their being near; the address says it, so that it can be shared."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from accounts.permissions import Viewer
from accounts.users.stages import STAGES
from events.meetups.kinds import MeetupKind
from events.meetups.querysets import MeetupQuerySet

LAST_STAGE = len(STAGES) - 1
ORDERS = ("time", "distance")


@dataclass(frozen=True)
class Asked:
    """What the address asks; a value that does not exist asks nothing."""

    kind: str = ""
    stage: int | None = None
    needs_spotters: bool = False
    in_my_groups: bool = False
    order: str = ""
    since: date | None = None

    @classmethod
    def in_address(cls, data: Mapping[str, str]) -> "Asked":
        kind, stage, order = data.get("kind", ""), data.get("stage", ""), data.get("by", "")
        return cls(
            kind=kind if kind in MeetupKind else "",
            stage=int(stage) if stage in map(str, range(LAST_STAGE + 1)) else None,
            needs_spotters=data.get("needs") == "spotters",
            in_my_groups=data.get("groups") == "mine",
            order=order if order in ORDERS else "",
            since=_day(data.get("from", "")),
        )

    def of(self, rows: MeetupQuerySet, viewer: Viewer) -> MeetupQuerySet:
        """The rows that are as asked."""
        if self.kind:
            rows = rows.filter(session=self.kind)
        if self.stage is not None:
            rows = rows.for_stage(self.stage)
        if self.needs_spotters:
            rows = rows.lacking_spotters()
        return rows.of_groups(viewer.roles) if self.in_my_groups else rows

    @property
    def is_narrow(self) -> bool:
        return bool(self.kind or self.stage is not None or self.needs_spotters or self.in_my_groups)

    @property
    def asked(self) -> dict[str, str]:
        """What narrows the rows, as names and values of an address."""
        pairs = {
            "kind": self.kind,
            "stage": "" if self.stage is None else str(self.stage),
            "needs": "spotters" if self.needs_spotters else "",
            "groups": "mine" if self.in_my_groups else "",
        }
        return {key: value for key, value in pairs.items() if value}

    @property
    def in_words(self) -> str:
        return urlencode(self.asked)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None
