"""What was tried in vain and waits for an operator. The reason it was dropped for says so, nothing else."""

from dataclasses import dataclass
from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Count, Max, Min, Q

GAVE_UP = "gave up"
PUT_AWAY = "put away"


@dataclass(frozen=True)
class Failure:
    """Rows of one kind that failed with one kind of error: how many, and when they were written."""

    kind: str
    error: str
    number: int
    oldest: datetime
    newest: datetime


class DeadLetterQuerySet(models.QuerySet):
    """Rows that are due, and may be dropped for good."""

    due_field = "due_at"

    def given_up(self) -> Self:
        """What was tried in vain, and no operator has dealt with."""
        return self.filter(dropped_because__startswith=GAVE_UP)

    def put_away(self) -> Self:
        """What was tried in vain, and an operator does not want to see any more."""
        return self.filter(dropped_because__startswith=PUT_AWAY)

    def failures(self) -> list[Failure]:
        """These dropped rows by kind and error, in one query."""
        rows = self.order_by().values_list("kind", "dropped_because")
        found = rows.annotate(number=Count("pk"), oldest=Min("created_at"), newest=Max("created_at"))
        return [Failure(kind, because.partition(": ")[2], *counted) for kind, because, *counted in found]

    def number_and_oldest(self) -> tuple[int, datetime | None]:
        """How many, and since when the oldest is there."""
        found = self.order_by().aggregate(number=Count("pk"), oldest=Min("created_at"))
        return found["number"], found["oldest"]

    def try_again(self, kind: str, error: str, now: datetime) -> int:
        """What failed so is due now, with all its tries. Return how many; of two who ask, one gets 0."""
        fresh = {self.due_field: now, "attempts": 0, "dropped_because": ""}
        return self._dropped(GAVE_UP, kind, error).update(**fresh)

    def put_failure_away(self, kind: str, error: str) -> int:
        return self._dropped(GAVE_UP, kind, error).update(dropped_because=_because(PUT_AWAY, error))

    def take_failure_back(self, kind: str, error: str) -> int:
        return self._dropped(PUT_AWAY, kind, error).update(dropped_because=_because(GAVE_UP, error))

    def _dropped(self, what: str, kind: str, error: str) -> Self:
        return self.filter(kind=kind, dropped_because=_because(what, error))


def dropped_in_vain() -> Q:
    """Whether an operator put it away or not."""
    return Q(dropped_because__startswith=GAVE_UP) | Q(dropped_because__startswith=PUT_AWAY)


def _because(what: str, error: str) -> str:
    return f"{what}: {error}"
