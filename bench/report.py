"""A figure beside the reference of the same run: machines differ, ratios hardly."""

from collections.abc import Iterable
from typing import NamedTuple


class Row(NamedTuple):
    """``ratio`` is figure / reference; either may be missing. ``goal`` says in words what is enough."""

    name: str
    figure: float
    unit: str
    reference: float | None = None
    ratio: float | None = None
    goal: str = ""


def print_rows(rows: Iterable[Row]) -> None:
    for row in rows:
        reference = "" if row.reference is None else f"reference {row.reference:,.3g} {row.unit}"
        ratio = "" if row.ratio is None else f"{row.ratio:.2f}x"
        print(f"{row.name:44} {row.figure:>10,.3g} {row.unit:4} {reference:24} {ratio:>7}  {row.goal}")
