import numpy as np
import pytest

from runreport.figures.alt import described
from runreport.figures.chart import Axis, Chart, Intervals, Line, Points, Scale
from runreport.figures.compose import effect_chart
from runreport.figures.inline import draw_inline
from runreport.figures.outliers import fitted, rest_of
from runreport.figures.print_style import PALETTE
from runreport.figures.printed import draw_print
from runreport.figures.table import chart_table

CLOSE = (0.90, 0.91, 0.92, 0.93, 0.94, 0.95)


@pytest.mark.parametrize("values", [(), CLOSE[:3], CLOSE, (0.1, 0.3, 0.5, 0.7, 0.9), (1, 1, 1, 1, 1, 9)])
def test_that_values_without_a_far_one_keep_their_scale(values):
    assert rest_of(values) is None


def test_that_a_far_value_leaves_the_scale_and_infinities_do_not_count():
    assert rest_of((*CLOSE, 0.228, np.nan, np.inf)) == (0.90, 0.95)


def test_that_an_outlier_becomes_an_arrow_and_stays_in_the_numbers():
    values = (*CLOSE, 0.228)
    x = tuple(float(at) for at in range(len(values)))
    chart = fitted(Chart("k", "t", "", Axis("x"), Axis("AUC"), (Points("runs", x, values),)))
    assert chart.note == "1 run lies off this scale (arrow at the edge): 0.228."
    assert 0.8 < chart.y.low < 0.9
    assert draw_inline(chart).arrows == (("▼", 100.0, 100.0),)
    assert any("0.228" in row for row in chart_table(chart).rows)


def test_that_bars_that_leave_the_scale_end_at_arrows_and_are_said():
    values = (*CLOSE, 0.228)
    low = (*(value - 0.01 for value in CLOSE[1:]), 0.2, 0.2)
    rows = Intervals("means", values, low, tuple(value + 0.01 for value in values))
    names = tuple("abcdefg")
    chart = fitted(
        Chart("k", "t", "", Axis("AUC"), Axis("", scale=Scale.CATEGORY, names=names), (rows,)), "mean"
    )
    assert chart.note == (
        "1 mean lies off this scale (arrow at the edge): 0.228. "
        "Bars or single runs that end at an arrow go on, to 0.2."
    )
    assert [sign for sign, _, _ in draw_inline(chart).arrows] == ["◀", "◀"]
    figure = draw_print(chart)
    left = [line for line in figure.axes[0].lines if line.get_marker() == "<"]
    assert {float(line.get_ydata()[0]) for line in left} == {5.0, 6.0}


def test_that_the_alternative_says_which_values_lie_off_the_drawn_scale():
    names = tuple("abcdefgh")
    values = (*CLOSE, 0.228, 3.5)
    rows = Intervals("means", values, (None,) * 8, (None,) * 8)
    axes = Axis("AUC"), Axis("", scale=Scale.CATEGORY, names=names)
    chart = described(fitted(Chart("k", "t", "", *axes, (rows,)), "mean"))
    assert "; 2 values are off the drawn scale: h 3.5, g 0.228. Table follows." in chart.alt
    points = Points("runs", tuple(range(8)), values)
    chart = described(fitted(Chart("k", "t", "", Axis("x"), Axis("AUC"), (points,))))
    assert "2 values are off the drawn scale: 3.5, 0.228." in chart.alt
    whole = described(Chart("k", "t", "", Axis("x"), Axis("AUC"), (points,)))
    assert "off the drawn scale" not in whole.alt


def test_that_the_charts_of_findings_say_in_their_alternative_what_is_off(found, infos, effect_of):
    values = [*CLOSE, 0.228]
    chart = effect_chart(effect_of([str(at) for at in range(7)], values, True), found, infos)
    assert "1 value is off the drawn scale: 0.228" in chart.alt


def test_that_small_points_are_named_only_where_they_are_drawn(found, infos, effect_of):
    notes = [
        effect_chart(effect_of(["adam", "sgd"] * repeats, [0.5, 0.6] * repeats, False), found, infos).note
        for repeats in (3, 40)
    ]
    assert ["Small points" in note for note in notes] == [True, False]


def test_that_thousands_of_runs_are_written_as_elsewhere(found, infos, effect_of):
    effect = effect_of(["adam", "sgd"] * 600, [0.5, 0.6] * 600, False)
    assert "n = 1\N{NARROW NO-BREAK SPACE}200 in all" in effect_chart(effect, found, infos).note


def _with_mean(values, mean):
    x = tuple(float(at) for at in range(len(values)))
    marks = (Points("runs", x, values), Line("mean", x[: len(mean)], mean, color=1))
    return fitted(Chart("k", "t", "", Axis("depth"), Axis("AUC"), marks))


def test_that_a_line_of_means_stays_on_the_scale_where_that_does_not_flatten_it():
    chart = _with_mean((*CLOSE, 0.228), (0.87, 0.93, 0.94))
    assert chart.y.low < 0.87
    assert chart.note == "1 run lies off this scale (arrow at the edge): 0.228."


def test_that_a_line_of_means_that_leaves_the_scale_ends_at_an_arrow_and_is_said():
    chart = _with_mean((*CLOSE, 0.228), (0.228, 0.93, 0.94))
    assert chart.note.endswith("The line “mean” leaves this scale, to 0.228.")
    (axes,) = draw_print(chart).axes
    arrows = {line.get_color(): line.get_xydata().tolist() for line in axes.lines if line.get_marker() == "v"}
    assert arrows == {PALETTE[0]: [[6.0, chart.y.low]], PALETTE[1]: [[0.0, chart.y.low]]}


def test_that_what_the_scale_takes_in_for_a_line_is_not_said_to_be_off():
    # By the quartiles, 0.85 is off as well.
    values = (*(0.9,) * 6, *(0.91,) * 6, 0.87, 0.94, 0.85, 0.228)
    assert rest_of(values) == (0.87, 0.94)
    chart = _with_mean(values, (0.84, 0.9, 0.91))
    assert chart.y.low < 0.84
    assert chart.note == "1 run lies off this scale (arrow at the edge): 0.228."
