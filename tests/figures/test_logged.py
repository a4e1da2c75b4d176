"""Charts of what was logged whole."""

import itertools
import math

import pytest

from runreport.figures.chart import Bins, Line, Scale
from runreport.figures.histograms import MOST_BINS, bins_of, merged
from runreport.figures.inline import draw_inline
from runreport.figures.logged import by_name, logged_chart
from runreport.figures.table import chart_table
from runreport.model import LoggedTable, Run, RunRef, Scalar, Series, StoreRef, TableKind

ROC = ("false positive rate", "true positive rate")
BINS = ("low", "high", "count")


def table(kind: TableKind, columns: tuple[str, ...], *rows: tuple[Scalar, ...], name="t", step=None):
    return LoggedTable(name, columns, rows, len(rows), kind, step)


def run(*tables: LoggedTable, **metrics: float) -> Run:
    series = {name: Series.of([0, 5], [0.1, value]) for name, value in metrics.items()}
    return Run(RunRef(StoreRef("r", "s"), "k"), "k", "e", tables=tables, metrics=series)


def chart(*tables: LoggedTable, **metrics: float):
    one = run(*tables, **metrics)
    (series,) = by_name(one)
    return logged_chart(one, series)


def test_bins_are_drawn_as_wide_as_they_are_and_their_areas_are_the_counts() -> None:
    drawn = chart(table(TableKind.HISTOGRAM, BINS, (0, 1, 30), (1, 4, 30)))
    (bins,) = drawn.marks
    assert (bins.low, bins.high, bins.values) == ((0, 1), (1, 4), (30, 10))
    assert "areas are the counts" in drawn.note
    (shape,) = [shape for shape in draw_inline(drawn).shapes if shape.kind == "bar"]
    assert shape.d.startswith("M0 ")
    assert "H250V1000" in shape.d
    assert "H1000V1000" in shape.d
    assert drawn.alt.startswith("Histogram of values per unit by value for 2 bins. Highest from 0 to 1 30")
    assert chart_table(drawn).rows == (("0", "1", "30"), ("1", "4", "10"))


def test_bins_of_one_width_show_their_counts() -> None:
    drawn = chart(table(TableKind.HISTOGRAM, BINS, (0, 1, 5), (1, 2, 10), (2, 3, 5), name="w", step=4))
    assert drawn.marks[0].values == (5, 10, 5)
    assert drawn.title == "w at step 4: the middle half of 20 values lies between 0 and 2"


def test_many_narrow_bins_are_drawn_together_and_none_is_lost() -> None:
    edges = [0.0, *(1.1**power for power in range(150))]
    rows = [(low, high, 2) for low, high in itertools.pairwise(edges)]
    bins = bins_of(table(TableKind.HISTOGRAM, BINS, *rows))
    drawn = merged(bins)
    assert len(drawn) <= MOST_BINS
    assert sum(one.number for one in drawn) == 300
    assert (drawn[0].low, drawn[-1].high) == (0.0, edges[-1])
    assert all(one.high == following.low for one, following in itertools.pairwise(drawn))


def test_a_gap_between_bins_stays_a_gap() -> None:
    rows = [(0.0, 0.001, 1), (5.0, 5.001, 1), (9.0, 10.0, 1)]
    assert len(merged(bins_of(table(TableKind.HISTOGRAM, BINS, *rows)))) == 3


def test_steps_before_are_told_beside_the_last() -> None:
    steps = [table(TableKind.HISTOGRAM, BINS, (0, 1 + step, 8), step=step) for step in (9, 0, 3)]
    drawn = chart(*steps)
    assert "step 9" in drawn.title
    assert drawn.note == "The middle half before: step 0, between 0 and 1; step 3, between 0 and 4."


@pytest.mark.parametrize(
    "rows", [(), ((0, 0, 1),), ((0, 1, -1),), ((0, 1, 0),), ((0, 1, None),), ((0, math.nan, 1),), ((0, 1),)]
)
def test_what_are_no_bins_is_no_chart(rows: tuple[tuple[Scalar, ...], ...]) -> None:
    assert chart(table(TableKind.HISTOGRAM, BINS, *rows)) is None


def test_a_roc_curve_has_chance_and_its_whole_square() -> None:
    drawn = chart(table(TableKind.ROC, ROC, (0, 0), (0.1, 0.6), (0.2, 0.7), (1, 1)))
    dashed = [mark for mark in drawn.marks if isinstance(mark, Line) and mark.dashed]
    assert [(line.x, line.y) for line in dashed] == [((0, 1), (0, 1))]
    assert (drawn.x.low, drawn.x.high, drawn.y.low, drawn.y.high) == (0, 1, 0, 1)
    assert drawn.title == "t: finds 0.6 of the cases at a false positive rate of 0.1 or less"
    assert "area" not in f"{drawn.title}{drawn.alt}{drawn.note}"


def test_an_area_is_stated_where_the_record_has_it_for_this_very_curve() -> None:
    rows = ((0, 0), (1, 1))
    stated = table(TableKind.ROC, (*ROC, "auc"), (0, 0, 0.83), (1, 1, 0.83))
    assert chart(stated).title == "t: area under the curve 0.83"
    named = table(TableKind.ROC, ROC, *rows, name="val/roc_curve", step=5)
    assert chart(named, **{"val/roc_auc": 0.91}).title == "val/roc_curve at step 5: area under the curve 0.91"
    for metrics in ({"test/roc_auc": 0.91}, {"val_auc": 0.9}):
        assert "area" not in chart(named, **metrics).title
    older = table(TableKind.ROC, ROC, *rows, name="val/roc_curve", step=2)
    assert "area" not in chart(older, **{"val/roc_auc": 0.91}).title


def test_a_precision_recall_curve_says_how_far_precision_stays_high() -> None:
    columns = ("recall", "precision", "threshold")
    drawn = chart(table(TableKind.PR, columns, (0.0, 1.0, 0.9), (0.5, 0.92, 0.6), (1.0, 0.4, 0.1)))
    assert drawn.title == "t: precision stays at 0.9 or more up to a recall of 0.5"
    low = chart(table(TableKind.PR, columns, (0.0, 0.3, 0.9), (0.5, 0.6, 0.6)))
    assert low.title == "t: precision reaches 0.6 at most"


def test_a_column_of_names_tells_curves_apart_and_earlier_steps_stand_behind() -> None:
    columns = ("x", "y", "class")
    rows = ((0, 1, "cat"), (1, 2, "cat"), (0, 5, "dog"), (1, None, "dog"))
    old = table(TableKind.LINE, columns, *rows, step=1)
    drawn = chart(old, table(TableKind.LINE, columns, *rows, step=2))
    named = [mark for mark in drawn.marks if not mark.faint]
    assert [(line.name, line.x) for line in named] == [("cat", (0, 1)), ("dog", (0, 1))]
    assert math.isnan(named[1].y[1])
    assert sum(mark.faint for mark in drawn.marks) == 2
    assert drawn.note.startswith("Faint: step 1.")


def test_a_line_over_decades_has_an_axis_of_decades() -> None:
    drawn = chart(table(TableKind.LINE, ("x", "y"), (1e-5, 1.0), (1e-2, 2.0), (0.1, 1.5)))
    assert (drawn.x.scale, drawn.y.scale) == (Scale.LOG, Scale.LINEAR)
    assert drawn.title == "t: highest 2 at 0.01"


def test_tables_without_their_columns_are_no_charts() -> None:
    for kind in TableKind:
        assert chart(table(kind, ("a", "b"), (1, 2))) is None


def test_points_that_the_reader_left_out_are_counted() -> None:
    cut = LoggedTable("t", ("x", "y"), ((0, 1), (1, 2)), 900, TableKind.LINE)
    assert "898 further points in the store." in chart(cut).note


def test_bins_can_be_printed_too() -> None:
    from runreport.figures.printed import draw_print

    drawn = chart(table(TableKind.HISTOGRAM, BINS, (0, 1, 30), (1, 4, 30)))
    assert isinstance(drawn.marks[0], Bins)
    assert draw_print(drawn, 400)
