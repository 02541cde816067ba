"""Keyset pagination: a page starts after a row, never after a count of rows."""

import base64
import json
from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Q


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
            rows = rows.filter(Q(**{f"{field}__{beyond}": at}) | Q(**{field: at, f"pk__{beyond}": pk}))
        found = list(rows[: size + 1])
        self.items: list[T] = found[:size]
        self.next: str | None = _encode(self.items[-1], field) if len(found) > size else None

    def __iter__(self):
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)


def _encode(row: models.Model, field: str) -> str:
    at: datetime = getattr(row, field)
    return base64.urlsafe_b64encode(json.dumps([at.isoformat(), row.pk]).encode()).decode().rstrip("=")


def place_of(cursor: str | None) -> tuple[datetime, int] | None:
    """Return the row a cursor stands after, as ``(moment, pk)``; None for the top and for a damaged one."""
    if not cursor:
        return None
    try:
        at, pk = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        moment: Any = datetime.fromisoformat(at)
        return (moment, int(pk)) if moment.tzinfo else None
    except (ValueError, TypeError, UnicodeError):
        return None
