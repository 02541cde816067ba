"""The bell: the same rows as lines on a page, at a constant number of queries."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from accounts.notifications.kinds import KINDS
from accounts.notifications.mail import plain
from accounts.notifications.models import Notification
from accounts.permissions import Viewer


@dataclass(frozen=True)
class Line:
    """One line of the bell."""

    words: str
    url: str
    at: datetime
    is_unread: bool


def lines(notifications: Sequence[Notification], viewer: Viewer) -> list[Line]:
    """Words and links for what the viewer may still read; the rest is left out. One query for each kind."""
    targets = defaultdict(set)
    for row in notifications:
        targets[row.kind].add(row.target)
    subjects = {name: KINDS[name].find(viewer, found) for name, found in targets.items() if name in KINDS}
    return [
        _line(row, subjects[row.kind][row.target], viewer)
        for row in notifications
        if row.target in subjects.get(row.kind, {})
    ]


def _line(row: Notification, subject: object, viewer: Viewer) -> Line:
    kind = KINDS[row.kind]
    context = {"subject": subject, "recipient": viewer.user}
    words = " ".join(plain(f"{kind.templates}.bell.txt", context).split())
    return Line(words, kind.url(subject), row.created_at, row.read_at is None)
