"""How figures are told. Nothing is measured here: the suite never times anything."""

import pytest

from bench.growth import growth
from bench.report import Row, print_rows, print_table

PAGE = Row("feed", 4.8, "ms", 16.0, 0.3, "<= 0.30 R", 1, True)
BUFFERS = Row("buffers: feed", 200, "pages")


def test_a_row_says_figure_reference_ratio_and_whether_that_is_enough(capsys):
    print_rows([PAGE, PAGE._replace(is_met=False), BUFFERS])
    met, missed, bare = (line.split() for line in capsys.readouterr().out.splitlines())
    assert met[:6] == ["feed", "4.8", "ms", "reference", "16", "ms"]
    assert met[6:] == ["0.300x", "1", "queries", "<=", "0.30", "R", "met"]
    assert missed[-2:] == ["NOT", "MET"]
    assert bare == ["buffers:", "feed", "200", "pages"]


def test_the_table_has_ratios_and_no_times(capsys):
    print_table([PAGE, BUFFERS])
    assert capsys.readouterr().out.splitlines()[2:] == [
        "| feed | 0.30 | 1 | <= 0.30 R | met |",
        "| buffers: feed | 200 pages |  |  |  |",
    ]


@pytest.mark.parametrize(
    ("ratio", "queries", "is_met"), [(0.33, 1, True), (0.36, 1, False), (0.30, 2, False)]
)
def test_more_data_may_cost_little_more_and_no_query(ratio, queries, is_met):
    [row] = growth([PAGE], [PAGE._replace(ratio=ratio, queries=queries)])
    assert (row.ratio, row.is_met) == (pytest.approx(ratio / 0.3), is_met)


@pytest.mark.parametrize(("pages", "is_met"), [(270, True), (290, False)])
def test_more_data_may_touch_few_more_pages(pages, is_met):
    [row] = growth([BUFFERS], [BUFFERS._replace(figure=pages)])
    assert (row.ratio, row.is_met) == (pages / 200, is_met)


def test_rows_of_one_scale_only_are_left_out():
    assert growth([PAGE], [PAGE._replace(name="other")]) == []
