"""The place a cursor stands for, and the cursors that somebody made up."""

import base64
import json
from datetime import UTC, datetime
from typing import NamedTuple

import pytest

from accounts.pagination import CursorPage, place_of

AT = "2026-06-16T09:00:00+00:00"
MOMENT = datetime(2026, 6, 16, 9, tzinfo=UTC)


def cursor_of(value) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


class Row(NamedTuple):
    """As much of a row as a page needs."""

    pk: int
    published_at: datetime


class Rows(list):
    """As much of a queryset as a page needs."""

    def order_by(self, *_names):
        return self


def next_after(pk: int) -> str:
    return CursorPage(Rows([Row(pk, MOMENT), Row(1, MOMENT)]), None, size=1).next or ""


def test_a_page_goes_on_after_its_last_row():
    assert place_of(next_after(7)) == (MOMENT, 7)


def test_a_cursor_does_not_tell_the_key():
    written, masked = json.loads(base64.urlsafe_b64decode(next_after(7) + "=="))
    assert written == AT
    assert masked > 1_000_000


@pytest.mark.parametrize(
    "cursor",
    [
        pytest.param(cursor_of([AT, float("inf")]), id="no whole number"),
        pytest.param(cursor_of(["0001-01-01T00:00:00+23:59", 7]), id="before the calendar"),
        pytest.param(cursor_of(["9999-12-31T23:59:59-23:59", 7]), id="after the calendar"),
        pytest.param(cursor_of(["2026-06-16T09:00:00", 7]), id="no zone"),
        pytest.param(base64.urlsafe_b64encode(b"[" * 100_000).decode(), id="nested deep"),
        pytest.param(cursor_of([AT]), id="half"),
        pytest.param("ü\0", id="no base64"),
        "",
        None,
    ],
)
def test_a_damaged_cursor_starts_at_the_top(cursor):
    assert place_of(cursor) is None
