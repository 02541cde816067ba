"""What the operators' page says about telling people: no person, no address, no text."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.jobs.overview import ago
from accounts.notifications.dead_letters import Failure
from accounts.notifications.kinds import KINDS
from accounts.notifications.models import Announcement, FailingAddress, Notification

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise


class Box(StrEnum):
    """What can fail for good: a letter to one person, or telling everybody of one change."""

    LETTERS = "letters"
    NEWS = "news"

    @property
    def rows(self) -> Any:
        return {Box.LETTERS: Notification.objects, Box.NEWS: Announcement.objects}[self]


@dataclass(frozen=True)
class FailureLine:
    """Dead letters that share kind and error, in words."""

    box: Box
    kind: str
    label: "_StrOrPromise"
    error: str
    number: str
    written: str


def overview(now: datetime) -> dict[str, Any]:
    """All that the page shows, in as many queries for many rows as for none."""
    dead = {box: box.rows.given_up().failures() for box in Box}
    put_away = {box: box.rows.put_away().failures() for box in Box}
    return {
        "letters": _waiting(*Notification.objects.owed().number_and_oldest(), now),
        "news": _waiting(*Announcement.objects.untold().number_and_oldest(), now),
        "paused": FailingAddress.objects.all_paused().count(),
        "dead": _lines(dead, now),
        "dead_number": sum(each.number for found in dead.values() for each in found),
        "put_away": _lines(put_away, now),
    }


def _waiting(number: int, oldest: datetime | None, now: datetime) -> tuple[int, str]:
    return number, ago(oldest, now) if oldest else ""


def _lines(failures: dict[Box, list[Failure]], now: datetime) -> list[FailureLine]:
    """The one that something was added to last stands first."""
    found = [(box, failure) for box, each in failures.items() for failure in each]
    found.sort(key=lambda pair: (pair[1].newest, pair[1].kind, pair[1].error), reverse=True)
    return [_line(box, failure, now) for box, failure in found]


def _line(box: Box, failure: Failure, now: datetime) -> FailureLine:
    kind = KINDS.get(failure.kind)
    return FailureLine(
        box=box,
        kind=failure.kind,
        label=kind.label if kind else failure.kind,
        error=failure.error,
        number=_number(box, failure.number),
        written=_written(ago(failure.oldest, now), ago(failure.newest, now)),
    )


def _number(box: Box, number: int) -> str:
    if box == Box.LETTERS:
        words = ngettext("%(n)d letter", "%(n)d letters", number)
    else:
        words = ngettext("%(n)d announcement", "%(n)d announcements", number)
    return words % {"n": number}


def _written(oldest: str, newest: str) -> str:
    if oldest == newest:
        return newest
    return _("oldest: %(oldest)s, newest: %(newest)s") % {"oldest": oldest, "newest": newest}
