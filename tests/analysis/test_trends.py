import numpy as np
import pytest
from scipy import stats

from runreport.analysis.trends import Trend, trend_of


@pytest.mark.parametrize(
    ("size", "word"),
    [
        (0.09, ""),
        (0.1, "weakly"),
        (0.39, "weakly"),
        (0.4, "moderately"),
        (0.69, "moderately"),
        (0.7, "strongly"),
        (0.89, "strongly"),
        (0.9, "very strongly"),
        (1.0, "very strongly"),
    ],
)
@pytest.mark.parametrize("sign", [1, -1])
def test_that_the_word_follows_the_size_alone(size, word, sign):
    for low, high in ((-0.2, 0.4), (0.05, 0.9)):
        assert Trend(sign * size, low, high).strength == word


def test_that_the_interval_is_worked_out_by_hand():
    # Ranks 1..8 against 2 1 4 3 6 5 8 7: rho = 1 - 6 * 8 / (8 * 63) = 0.9048. Its z is 1.4979, the
    # standard error sqrt((1 + 0.9048 ** 2 / 2) / 5) = 0.5310, so z from 0.4571 to 2.5387.
    found = trend_of(range(8), [2, 1, 4, 3, 6, 5, 8, 7], 0.05)
    assert found.rho == pytest.approx(0.904762, abs=1e-6)
    assert (found.low, found.high) == pytest.approx((0.4277, 0.9876), abs=1e-3)
    assert found.is_clear


@pytest.mark.parametrize("n", [8, 9, 50, 1001])
def test_that_it_is_scipys_rank_correlation(n):
    rng = np.random.default_rng(n)
    for digits in (0, 1, 17):
        for slope in (0.0, 0.3, -2.0):
            settings = rng.normal(size=n).round(digits)
            values = (slope * settings + rng.normal(size=n)).round(digits)
            found = trend_of(settings.tolist(), values.tolist(), 0.05)
            expected = stats.spearmanr(settings, values).statistic
            assert found.rho == pytest.approx(expected, rel=1e-12, abs=1e-15)
    signs = [-0.0, 0.0, 1e-308, 1e308, -1e308, -0.0, 0.0, 7.0]
    expected = stats.spearmanr(range(8), signs).statistic
    assert trend_of(range(8), signs, 0.05).rho == pytest.approx(expected, rel=1e-12)


def test_that_the_interval_covers_the_true_correlation_about_as_often_as_it_says():
    rng = np.random.default_rng(1)
    # For two normal numbers with Pearson's r, Spearman's rho is 6 / pi * asin(r / 2).
    true = 6 / np.pi * np.arcsin(0.25)
    covered = 0
    for _ in range(400):
        x = rng.normal(size=30)
        y = 0.5 * x + np.sqrt(0.75) * rng.normal(size=30)
        found = trend_of(x.tolist(), y.tolist(), 0.05)
        covered += found.low <= true <= found.high
    assert stats.binomtest(covered, 400, 0.95).pvalue > 0.001


def test_that_more_settings_make_the_interval_wider():
    values = [3, 1, 2, 5, 4, 7, 6, 9, 8, 10]
    one, many = (trend_of(range(10), values, alpha) for alpha in (0.05, 0.005))
    assert many.low < one.low < one.rho < one.high < many.high


def test_that_one_order_in_all_runs_has_no_interval_and_is_clear():
    found = trend_of(range(8), range(8), 0.05)
    assert (found.rho, found.interval) == (pytest.approx(1), None)
    assert found.is_clear


@pytest.mark.parametrize(
    ("settings", "values"),
    [(range(7), range(7)), ([0, 1] * 5, range(10)), (range(10), [1.0] * 10)],
)
def test_that_too_little_has_no_trend(settings, values):
    assert trend_of(settings, values, 0.05) is None
