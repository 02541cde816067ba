"""Keyset pagination: a page starts after a row, never after a count of rows."""

import base64
import json
from datetime import UTC, datetime
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.crypto import salted_hmac

LONGEST_CURSOR = 200


class CursorPage[T: models.Model]:
    """One page of a queryset in descending order of ``(field, pk)``, or ascending.

    ``cursor`` is what the "more" link of the page before carried; a damaged one starts at the top.
    """

    def __init__(
        self,
        queryset: models.QuerySet[T],
        cursor: str | None,
        *,
        size: int = 20,
        field: str = "published_at",
        ascending: bool = False,
    ) -> None:
        sign, beyond = ("", "gt") if ascending else ("-", "lt")
        rows = queryset.order_by(f"{sign}{field}", f"{sign}pk")
        if place := place_of(cursor):
            at, pk = place
            # The first bound is what an index can start from; the second is exact where moments are equal.
            rows = rows.filter(Q(**{f"{field}__{beyond}e": at}))
            rows = rows.filter(Q(**{f"{field}__{beyond}": at}) | Q(**{f"pk__{beyond}": pk}))
        found = list(rows[: size + 1])
        self.items: list[T] = found[:size]
        self.next: str | None = _encode(self.items[-1], field) if len(found) > size else None

    def __iter__(self):
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)


def _encode(row: models.Model, field: str) -> str:
    at: datetime = getattr(row, field).astimezone(UTC)
    place = [at.isoformat(), _masked(row.pk, at)]
    return base64.urlsafe_b64encode(json.dumps(place).encode()).decode().rstrip("=")


def place_of(cursor: str | None) -> tuple[datetime, int] | None:
    """Return the row a cursor stands after, as ``(moment, pk)``; None for the top and for a damaged one."""
    if not cursor or len(cursor) > LONGEST_CURSOR:
        return None
    try:
        written, pk = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        moment: Any = datetime.fromisoformat(written)
        at = moment.astimezone(UTC)
        return (at, _masked(int(pk), at)) if moment.tzinfo else None
    except (ArithmeticError, ValueError, TypeError):
        return None


def _masked(pk: int, at: datetime) -> int:
    """Keys also count what nobody may see yet, so they leave masked; masking twice gives the key again."""
    mask = salted_hmac("accounts.pagination", at.isoformat(), algorithm="sha256").digest()[:7]
    return pk ^ int.from_bytes(mask)
