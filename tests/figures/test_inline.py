import math
import re
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from runreport.figures.chart import BASELINE, Axis, Band, Bars, Chart, Intervals, Line, Points, Rule, Scale
from runreport.figures.inline import draw_inline, draw_inlines, pushed_apart, sparkline

STEP, AUC = Axis("step"), Axis("AUC")


def chart(*marks, x=STEP, y=AUC, note=""):
    return Chart("key", "title", "alt", x, y, marks, note=note)


def shapes_of(drawn, kind):
    return [shape for shape in drawn.shapes if shape.kind == kind]


def test_a_line_is_placed_from_left_and_top():
    drawn = draw_inline(chart(Line("a", (0, 10), (0.0, 1.0), color=1), y=Axis("AUC", low=0, high=1)))
    (line,) = shapes_of(drawn, "line")
    assert (line.d, line.css) == ("M0 1000l1000-1000", "line k2")
    assert shapes_of(drawn, "end")[0].d == "M1000 0h0"


def test_ticks_run_from_the_top_and_the_grid_meets_them():
    drawn = draw_inline(chart(Line("a", (0, 10), (0.0, 1.0)), y=Axis("AUC", low=0, high=1)))
    top = drawn.y_ticks[0]
    assert (top.text, top.at) == ("1.0", 0)
    grid = [int(at) / 10 for at in re.findall(r"M0 (\d+)H1000", shapes_of(drawn, "grid")[0].d)]
    assert sorted(grid) == pytest.approx([tick.at for tick in drawn.y_ticks])


def test_the_baseline_is_dashed_and_the_others_without_a_name_are_faint():
    drawn = draw_inline(
        chart(
            Line("rule", (0, 1), (1, 1), BASELINE, dashed=True),
            Line("other", (0, 1), (2, 2), faint=True),
            Line("a", (0, 1), (3, 3)),
        )
    )
    assert [shape.css for shape in shapes_of(drawn, "line")] == ["line k1 faint", "line k6 dashed", "line k1"]
    assert [entry.text for entry in drawn.legend] == ["rule", "a"]


def test_every_kind_of_mark_is_drawn():
    curves = draw_inline(
        chart(
            Band("range", (0, 1), (1, 1), (2, 3)),
            Line("a", (0, 1), (1, 2)),
            Points("runs", (0, 1), (1, 2)),
            Rule("target", 1.5),
        )
    )
    assert {shape.kind for shape in curves.shapes} == {"grid", "band", "line", "end", "point", "base"}
    names = Axis("site", scale=Scale.CATEGORY, names=("a", "b"))
    bars = draw_inline(chart(Bars("n", (3.0, -1.0)), x=names))
    assert shapes_of(bars, "bar")[0].d.count("Z") == 2
    rows = draw_inline(chart(Intervals("m", (1, 2), (0.5, None), (1.5, None)), x=Axis("AUC"), y=names))
    assert [len(shapes_of(rows, kind)) for kind in ("range", "end")] == [1, 2]
    assert [(tick.text, tick.at) for tick in rows.y_ticks] == [("a", 25), ("b", 75)]
    assert rows.has_names_on_y


def test_the_note_counts_what_could_not_be_drawn():
    drawn = draw_inline(chart(Line("a", (0, 1, 2), (1, math.nan, 2)), note="One run."))
    assert drawn.note == "One run. 1 value cannot be drawn (not finite)."


def test_a_chart_of_nothing_but_nan_has_axes_and_no_marks():
    drawn = draw_inline(chart(Line("a", (0, 1), (math.nan, math.nan))))
    assert {shape.kind for shape in drawn.shapes} == {"grid"}


def test_the_legend_says_each_lines_last_value():
    line = Line("a", (0, 1, 2), (0.1, 0.79131, math.nan))
    assert [entry.value for entry in draw_inline(chart(line, Line("b", (0,), (2.0,)))).legend] == [
        "0.7913",
        "2",
    ]
    assert draw_inline(chart(line)).legend == ()


@given(st.lists(st.floats(0, 100), min_size=1, max_size=10))
def test_labels_at_the_ends_do_not_touch(places):
    moved = pushed_apart(sorted(places), 9, 100)
    assert all(b - a >= 9 - 1e-9 for a, b in pairwise(moved))
    assert max(moved) <= 100


def test_a_sparkline_spans_its_box_and_ends_where_the_curve_ends():
    spark = sparkline(np.array([0, 5, 10]), np.array([1.0, 3.0, 2.0]))
    assert (spark.path, spark.end) == ("M0 1000l500-1000 500 500", "M1000 500h0")


def test_a_sparkline_is_broken_by_nan_and_ends_at_the_last_number():
    spark = sparkline(np.array([0, 1, 2, 3, 4]), np.array([0.0, 1.0, math.nan, 0.5, math.nan]))
    assert (spark.path, spark.end) == ("M0 1000l250-1000M750 500h0", "M750 500h0")


def test_a_sparkline_shares_a_scale_where_it_is_given_one():
    assert sparkline(np.array([0, 1]), np.array([1.0, 2.0]), 0, 4).path == "M0 750l1000-250"


@pytest.mark.parametrize("values", [[math.nan], [math.inf, -math.inf]])
def test_a_sparkline_of_nothing_finite_is_empty(values):
    spark = sparkline(np.arange(len(values)), np.array(values))
    assert (spark.path, spark.end) == ("", "")


@given(st.lists(st.floats(), min_size=1, max_size=200))
def test_any_series_becomes_a_sparkline_inside_its_box(points_of, values):
    spark = sparkline(np.arange(len(values)), np.array(values))
    assert bool(spark.path) == bool(np.isfinite(values).any())
    assert all(0 <= number <= 1000 for point in points_of(spark.path) for number in point)


@given(
    st.lists(
        st.lists(st.one_of(st.floats(-1e6, 1e6), st.just(math.nan)), min_size=1, max_size=7),
        min_size=1,
        max_size=5,
    )
)
def test_curves_are_drawn_together_as_each_is_alone(rows):
    charts = [chart(Line("a", tuple(range(len(row))), tuple(row))) for row in rows]
    assert draw_inlines(charts) == [draw_inline(one) for one in charts]
    for drawn, row in zip(draw_inlines(charts), rows, strict=True):
        places = [0.0] if len(row) == 1 else np.linspace(0, 1000, len(row))
        (x_low, x_high), (low, high) = (map(float, ends.split()) for ends in (drawn.x_ends, drawn.y_ends))
        if len(row) > 1 and not any(map(math.isnan, row)):
            first, *steps = re.findall(r"-?\d+", shapes_of(drawn, "line")[0].d)
            downs = np.cumsum([int(at) for at in [steps[0], *steps[2::2]]])
            assert downs == pytest.approx([1000 * (high - value) / (high - low) for value in row], abs=1)
            assert np.cumsum([int(first), *map(int, steps[1::2])]) == pytest.approx(places, abs=1)
            assert (x_low, x_high) == (0, len(row) - 1)
