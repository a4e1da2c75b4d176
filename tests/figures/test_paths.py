import math

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from runreport.figures.paths import band_path, dot_path, few, line_path, stairs


def array(*values):
    return np.array(values, dtype=float)


def test_a_line_goes_through_its_points():
    assert line_path(array(0, 50, 100), array(100, 12.345, 0)) == "M0 1000l500-877 500-123"


def test_nan_breaks_a_line_and_a_lone_point_is_a_dot():
    x = array(0, 10, 20, 30, 40)
    y = array(1, 2, math.nan, 4, math.nan)
    assert line_path(x, y) == "M0 10l100 10M300 40h0"


def test_a_band_goes_there_above_and_back_below():
    assert band_path(array(0, 100), array(60, 70), array(40, 30)) == "M0 400l1000-100 0 400-1000-100Z"


def test_points_without_a_place_are_left_out():
    assert dot_path(array(1, 2), array(math.nan, 5)) == "M20 50h0"


def test_stairs_hold_a_value_until_the_next():
    x, y = stairs(array(0, 1, 2), array(5, 6, 7))
    assert list(zip(x, y, strict=True)) == [(0, 5), (1, 5), (1, 6), (2, 6), (2, 7)]


@given(st.lists(st.floats(0, 100) | st.just(math.nan), min_size=1, max_size=40))
def test_a_path_reads_back_to_its_points(points_of, values):
    y = np.array(values)
    x = np.linspace(0, 100, y.size)
    kept = np.isfinite(y)
    found = np.array(points_of(line_path(x, y))).reshape(-1, 2) / 10
    assert np.allclose(found[:, 0], x[kept], atol=0.051)
    assert np.allclose(found[:, 1], y[kept], atol=0.051)


@given(st.integers(1, 3000), st.integers(20, 200), st.randoms(use_true_random=False))
def test_fewer_points_keep_ends_and_extremes(n, limit, random):
    y = np.array([random.random() for _ in range(n)])
    kept = few(y, limit)
    assert kept.size <= limit + 3
    assert {0, n - 1, int(y.argmin()), int(y.argmax())} <= set(kept.tolist())
    assert (np.diff(kept) > 0).all()


def test_fewer_points_keep_a_break():
    y = np.ones(1000)
    y[537] = math.nan
    assert 537 in few(y, 50)
