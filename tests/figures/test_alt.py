import math
import re

import numpy as np
import pytest

from runreport.figures.alt import alt_text
from runreport.figures.chart import Axis, Bars, Chart, Intervals, Line, Points, Scale
from runreport.figures.compose import (
    curve_charts,
    effect_chart,
    front_charts,
    group_panels,
    progress_chart,
    ranking_chart,
    run_curves,
)

NUMBER = r"(−?\d[\d\u202f]*(?:\.\d+)?)"


@pytest.fixture
def charts(found, runs, infos, effect_of):
    numeric = effect_of(["0.1", "0.001", "0.1", "0.001"], [0.6, 0.8, 0.5, 0.79], True)
    words = effect_of(["adam", "sgd", "adam"], [0.6, 0.8, 0.5], False)
    return (
        *curve_charts(found, runs, infos),
        *group_panels(found, runs, infos["val_auc"]),
        ranking_chart(found, infos),
        progress_chart(found, runs, infos),
        front_charts(found, runs, infos)[0].chart,
        effect_chart(numeric, found, infos),
        effect_chart(words, found, infos),
        *(chart for run in runs.values() for chart in run_curves(run, infos)),
    )


def numbers_drawn(chart):
    """All numbers that the chart names, by means of the marks' own members."""
    values = []
    for mark in chart.marks:
        if isinstance(mark, Line) and mark.faint:
            continue
        if isinstance(mark, Line | Points):
            values += mark.y
        if isinstance(mark, Intervals | Bars):
            values += mark.values
    return np.array(values)


def read(text):
    return float(text.replace("−", "-").replace("\u202f", ""))


def test_every_alt_text_agrees_with_the_numbers_of_its_chart(charts):
    for chart in charts:
        said = re.search(rf"Highest (?:.* )?{NUMBER}, lowest (?:[^;]*? )?{NUMBER}[;.] ", chart.alt)
        values = numbers_drawn(chart)
        assert read(said[1]) == pytest.approx(values.max(), rel=6e-4), chart.alt
        assert read(said[2]) == pytest.approx(values.min(), rel=6e-4), chart.alt


def test_every_alt_text_counts_its_series_and_points(charts):
    for chart in charts:
        said = int(re.search(r"for (\d+) (?:series|points?|entry|entries)\.", chart.alt)[1])
        rows = [len(mark.values) for mark in chart.marks if isinstance(mark, Intervals)]
        points = sum(len(mark.x) for mark in chart.marks if isinstance(mark, Points))
        lines = sum(isinstance(mark, Line) and not mark.faint for mark in chart.marks)
        assert said == (rows[0] if rows else points or lines)


def test_alt_texts_are_short(charts):
    assert all(0 < len(chart.alt) <= 250 for chart in charts)


def test_very_long_names_are_cut_and_the_numbers_stay():
    lines = [Line("name " * 40 + str(n), (0, 1), (0.25 + n, 1.75 + n), n) for n in range(3)]
    chart = Chart("k", "t", "", Axis("step " * 60), Axis("metric " * 60), tuple(lines))
    text = alt_text(chart)
    assert len(text) <= 250
    assert " 3.75, " in text
    assert " 0.25" in text


def test_values_that_are_not_drawn_are_counted():
    chart = Chart("k", "t", "", Axis("step"), Axis("loss"), (Line("a", (0, 1, 2), (1, math.nan, math.inf)),))
    assert "2 values not drawn" in alt_text(chart)


def test_a_chart_without_any_number_says_that_it_is_empty():
    chart = Chart("k", "t", "", Axis("step"), Axis("", scale=Scale.LINEAR), ())
    assert "It is empty." in alt_text(chart)


@pytest.mark.parametrize(
    ("values", "alone", "beside"),
    [
        ((1.0, 2.0, 3.0), "; from 1 to 3.", "; a goes from 1 to 3."),
        ((720.0, 720.0, 720.0), "lowest 720.", "; a stays at 720."),
        ((0.5, math.nan, 0.50001), "; 1 value not drawn.", "; a stays at 0.5; 1 value not drawn."),
        ((2.0, 9.0, 2.0), "; begins and ends at 2.", "; a begins and ends at 2."),
    ],
)
def test_a_curve_goes_only_where_it_ends_elsewhere(values, alone, beside):
    steps = (0.0, 1.0, 2.0)
    one = Chart("k", "t", "", Axis("step"), Axis("a"), (Line("a", steps, values),))
    two = Chart("k", "t", "", Axis("step"), Axis("loss"), (*one.marks, Line("b", steps, (5.0, 6.0, 7.0), 1)))
    assert f"{alone} Table follows." in alt_text(one)
    assert f"{beside} Table follows." in alt_text(two)
