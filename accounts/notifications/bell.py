"""The bell: rows as lines on a page, at a constant number of queries."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from accounts.notifications.kinds import KINDS, Kind
from accounts.notifications.models import Notification
from accounts.notifications.wording import plain
from accounts.permissions import Viewer


@dataclass(frozen=True)
class Line:
    """One line of the bell or of a weekly letter."""

    public_id: str
    words: str
    url: str
    heading: str
    at: datetime
    is_unread: bool
    rank: int = 1


@dataclass(frozen=True)
class Matter:
    """Lines about one thing, the newest first."""

    heading: str
    url: str
    lines: list[Line]

    @property
    def is_unread(self) -> bool:
        return any(line.is_unread for line in self.lines)

    @property
    def rank(self) -> int:
        return max(line.rank for line in self.lines)


def readable(notifications: Sequence[Notification], viewer: Viewer) -> dict[int, Any]:
    """``{key of row: subject}`` for what the viewer may still read. One question for each kind."""
    targets = defaultdict(set)
    for row in notifications:
        targets[row.kind].add(row.target)
    found = {name: KINDS[name].find(viewer, wanted) for name, wanted in targets.items() if name in KINDS}
    return {
        row.pk: found[row.kind][row.target] for row in notifications if row.target in found.get(row.kind, {})
    }


def lines(notifications: Iterable[Notification], viewer: Viewer, *, stale: bool = True) -> list[Line]:
    """Words and links for what the viewer may still read; the rest is left out.

    ``stale=False`` leaves out too what comes too late to be told.
    """
    rows = list(notifications)
    subjects = readable(rows, viewer)
    found = [(row, subjects[row.pk]) for row in rows if row.pk in subjects]
    return [_line(row, subject) for row, subject in found if stale or not _is_stale(row, subject)]


def _is_stale(row: Notification, subject: Any) -> bool:
    return KINDS[row.kind].is_stale(subject)


def matters(found: Sequence[Line]) -> list[Matter]:
    """Lines that lead to the same page, together; the matter with the newest line first."""
    about: dict[str, Matter] = {}
    for line in found:
        about.setdefault(line.url, Matter(line.heading, line.url, [])).lines.append(line)
    return list(about.values())


def words_of(kind: Kind, subject: Any) -> str:
    """The line in the active language."""
    return " ".join(plain(f"{kind.templates}.bell.txt", {"subject": subject}).split())


def _line(row: Notification, subject: Any) -> Line:
    kind = KINDS[row.kind]
    return Line(
        public_id=row.public_id,
        words=words_of(kind, subject),
        url=kind.url(subject),
        heading=str(kind.heading(subject)),
        at=row.created_at,
        is_unread=row.read_at is None,
        rank=kind.rank,
    )
