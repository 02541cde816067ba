"""What more data costs: the same rows at two scales."""

from bench.report import Row

MOST_CPU = 1.15
MOST_BUFFERS = 1.4


def growth(small: list[Row], large: list[Row]) -> list[Row]:
    """Each row of ``large`` beside the row of the same name in ``small``."""
    before = {row.name: row for row in small}
    return [made for row in large if row.name in before for made in _compared(before[row.name], row)]


def _compared(small: Row, large: Row) -> list[Row]:
    if large.unit == "pages":
        ratio = large.figure / small.figure
        goal = f"buffers <= {MOST_BUFFERS}x"
        return [
            Row(large.name, large.figure, "pages", small.figure, ratio, goal, is_met=ratio <= MOST_BUFFERS)
        ]
    if large.ratio is None or small.ratio is None or large.queries is None:
        return []
    ratio = large.ratio / small.ratio
    is_met = ratio <= MOST_CPU and large.queries == small.queries
    goal = f"CPU <= {MOST_CPU}x, {small.queries} queries"
    return [Row(large.name, large.ratio, "R", small.ratio, ratio, goal, large.queries, is_met)]
