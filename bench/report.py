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
    queries: int | None = None
    is_met: bool | None = None

    @property
    def verdict(self) -> str:
        return "" if self.is_met is None else ("met" if self.is_met else "NOT MET")


def print_rows(rows: Iterable[Row]) -> None:
    for row in rows:
        reference = "" if row.reference is None else f"reference {row.reference:,.3g} {row.unit}"
        ratio = "" if row.ratio is None else f"{row.ratio:.3f}x"
        queries = "" if row.queries is None else f"{row.queries} queries"
        figure = f"{row.name:44} {row.figure:>9,.3g} {row.unit:5} {reference:22}"
        print(f"{figure} {ratio:>8} {queries:>10}  {row.goal}  {row.verdict}".rstrip())


def print_table(rows: Iterable[Row]) -> None:
    """The same as Markdown, for docs/performance.md. Without absolute times: they say nothing elsewhere."""
    print("| what | ratio to the reference | queries | goal | |\n| --- | --- | --- | --- | --- |")
    for row in rows:
        ratio = f"{row.figure:,.3g} {row.unit}" if row.ratio is None else f"{row.ratio:.2f}"
        queries = "" if row.queries is None else row.queries
        print(f"| {row.name} | {ratio} | {queries} | {row.goal} | {row.verdict} |")
