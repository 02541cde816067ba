"""Rows as an export shows them."""

from collections.abc import Callable, Mapping
from typing import Any

from django.db.models import QuerySet

type Rows = list[dict[str, Any]]
type Data = Mapping[str, Rows]


class Coded(str):
    """A value as programs read it, which knows its ``words`` for people."""

    words: Any = ""


def given(rows: QuerySet[Any], **columns: str) -> Rows:
    """The rows as plain values in the order in which they came to be: ``name="lookup"`` for each column."""
    found = rows.order_by("pk").values_list(*columns.values())
    as_given = [_as_given(rows.model, lookup) for lookup in columns.values()]
    return [
        {name: show(value) for name, show, value in zip(columns, as_given, row, strict=True)} for row in found
    ]


def _as_given(model: Any, lookup: str) -> Callable[[Any], Any]:
    """How the values of a column are given: those of a choice know what it says on our pages."""
    words = {} if "__" in lookup else dict(model._meta.get_field(lookup).flatchoices)
    return (lambda value: _coded(value, words)) if words else (lambda value: value)


def _coded(value: Any, words: Mapping[Any, Any]) -> Any:
    if value not in words or not isinstance(value, str):
        return value
    coded = Coded(value)
    coded.words = words[value]
    return coded
