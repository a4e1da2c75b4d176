import dataclasses

import numpy as np
import pytest
from sklearn.calibration import calibration_curve

from runreport.figures.logged import logged_chart
from runreport.figures.table import chart_table
from runreport.model import LoggedTable, Run, RunRef, StoreRef, TableKind
from runreport.pages.logged import logged_sections

COLUMNS = ("predicted", "observed", "count")
RUN = Run(ref=RunRef(StoreRef("plain", "runs"), "a"), name="a", experiment="e")


def chart_of(rows, columns=COLUMNS):
    return logged_chart(RUN, [LoggedTable("val", columns, rows, len(rows), TableKind.CALIBRATION)])


def test_that_the_line_is_the_curve_of_scikit_learn():
    random = np.random.default_rng(3)
    chances = random.uniform(0, 1, 400)
    truths = random.uniform(0, 1, 400) < chances**1.5
    observed, predicted = calibration_curve(truths, chances, n_bins=10)
    counts = np.histogram(chances, np.linspace(0, 1, 11))[0]
    rows = tuple(zip(predicted.tolist(), observed.tolist(), counts.tolist(), strict=True))
    chart = chart_of(rows[::-1])
    line = chart.marks[-1]
    assert line.x == pytest.approx(predicted)
    assert line.y == pytest.approx(observed)
    assert "n = 400" in chart.note
    off = np.average(np.abs(observed - predicted), weights=counts)
    assert float(chart.title.split(" off by ")[1].split()[0]) == pytest.approx(off, abs=5e-4)


def test_that_bins_without_cases_are_left_out_and_said():
    chart = chart_of(((0.1, 0.2, 10), (0.5, None, 0), (1.5, 0.5, 30), (0.9, 0.8, 30)))
    assert chart.title == "val: predicted chances are off by 0.1 on average"
    assert chart.note == (
        "Dashed: as predicted. 2 bins of 10 to 30 cases, n = 40. "
        "Of under 20 cases, shares vary by chance: 1 of the bins. "
        "Left out: 2, without cases or beyond 0 to 1."
    )
    assert len(chart_table(chart).rows) == 2


def test_that_the_page_has_the_cases_of_each_bin_too():
    table = LoggedTable("val", COLUMNS, ((0.1, 0.2, 10), (0.9, 0.8, 30)), 2, TableKind.CALIBRATION)
    charts, tables = logged_sections(dataclasses.replace(RUN, tables=(table,)))
    assert len(charts.panels.charts) == 1
    assert [[cell.text for cell in row] for row in tables.tables[0].rows][1] == ["0.9000", "0.8000", "30"]


@pytest.mark.parametrize(
    ("rows", "columns"), [((), COLUMNS), (((0.1, 0.2),), COLUMNS[:2]), (((None, None, None),), COLUMNS)]
)
def test_that_there_is_no_chart_of_what_is_no_calibration(rows, columns):
    assert chart_of(rows, columns) is None
