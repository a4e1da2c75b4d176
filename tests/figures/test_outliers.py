import numpy as np
import pytest

from runreport.figures.chart import Axis, Chart, Points
from runreport.figures.inline import draw_inline
from runreport.figures.outliers import fitted, rest_of
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
