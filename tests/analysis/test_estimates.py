import math

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.weightstats import CompareMeans, DescrStatsW

from runreport.analysis.estimates import Pair, contrasts_of, estimates_of, within
from runreport.model import MetricInfo

EIGHTHS = st.integers(-8000, 8000).map(lambda number: number / 8)
VALUES = st.lists(EIGHTHS, min_size=3, max_size=8).map(tuple)


def estimate(*values):
    (found,) = estimates_of([values])
    return found


def contrast(first, second, is_paired=False):
    (found,) = contrasts_of([Pair(tuple(first), tuple(second), is_paired)])
    return found


def test_an_interval_worked_out_by_hand():
    # Mean 5, sample variance (9 + 1 + 1 + 9) / 3, t for 3 degrees of freedom at 97.5 % is 3.182446.
    found = estimate(2.0, 4.0, 6.0, 8.0)
    margin = 3.1824463 * math.sqrt(20 / 3 / 4)
    assert found.value == 5.0
    assert found.spread == pytest.approx(math.sqrt(20 / 3))
    assert (found.low, found.high) == pytest.approx((5 - margin, 5 + margin), rel=1e-7)
    assert (found.n, found.values) == (4, (2.0, 4.0, 6.0, 8.0))
    assert found.method == "95 % t interval over repeated training"


@settings(deadline=None)
@given(VALUES)
def test_intervals_agree_with_statsmodels(values):
    found = estimate(*values)
    low, high = DescrStatsW(values).tconfint_mean(alpha=0.05)
    assert (found.low, found.high) == pytest.approx((low, high), abs=1e-9)


def test_under_three_repeats_there_is_no_interval():
    one, two = estimate(0.9), estimate(0.8, 0.9)
    assert (one.value, one.low, one.high, one.spread, one.n) == (0.9, None, None, None, 1)
    assert (two.low, two.high, two.n) == (None, None, 2)
    assert two.value == pytest.approx(0.85)
    assert two.spread == pytest.approx(np.std([0.8, 0.9], ddof=1))


def test_repeats_that_do_not_differ_have_an_interval_without_width():
    found = estimate(0.1, 0.1, 0.1)
    assert (found.value, found.low, found.high, found.spread) == (0.1, 0.1, 0.1, 0.0)


def test_numbers_at_the_limit_have_a_mean_and_no_interval():
    found = estimate(1e308, 1.5e308, 1.2e308)
    assert found.value == pytest.approx(1.2333333e308)
    assert (found.low, found.high) == (None, None)
    assert "too large" in found.method


def test_samples_of_different_sizes_come_back_in_their_order():
    samples = [(1.0,), (1.0, 2.0, 3.0), (4.0, 5.0), (7.0, 8.0, 9.0), (2.0,)]
    assert [found.values for found in estimates_of(samples)] == samples


def test_an_empty_sample_is_refused():
    with pytest.raises(ValueError, match="at least one value"):
        estimates_of([()])


@pytest.mark.parametrize("n", [3, 5, 10])
def test_the_interval_covers_the_truth_in_95_of_100_cases(n):
    draws = np.random.default_rng(7).normal(0.8, 0.05, (20_000, n))
    found = estimates_of([tuple(row) for row in draws.tolist()])
    covered = np.mean([one.low <= 0.8 <= one.high for one in found])
    assert 0.945 <= covered <= 0.955


@settings(deadline=None)
@given(VALUES, VALUES)
def test_differences_agree_with_welchs_test_in_statsmodels(first, second):
    assume(len(set(first)) > 1 or len(set(second)) > 1)
    found = contrast(first, second)
    means = CompareMeans(DescrStatsW(first), DescrStatsW(second))
    low, high = means.tconfint_diff(alpha=0.05, usevar="unequal")
    assert found.value == pytest.approx(np.mean(first) - np.mean(second), abs=1e-9)
    assert (found.low, found.high) == pytest.approx((low, high), abs=1e-9)
    assert found.p == pytest.approx(means.ttest_ind(usevar="unequal")[1], abs=1e-9)


def test_a_paired_difference_is_the_interval_of_the_single_differences():
    first, second = (0.81, 0.85, 0.90, 0.88), (0.80, 0.83, 0.86, 0.85)
    found = contrast(first, second, is_paired=True)
    differences = np.subtract(first, second)
    low, high = DescrStatsW(differences).tconfint_mean(alpha=0.05)
    assert found.value == pytest.approx(0.025)
    assert (found.low, found.high) == pytest.approx((low, high), rel=1e-9)
    assert found.p == pytest.approx(stats.ttest_1samp(differences, 0).pvalue, rel=1e-9)


def samples_of_every_kind():
    """Yield two samples of many rows: apart, tied, constant, tiny, near the largest float, hardly apart."""
    rng = np.random.default_rng(20)
    for n, m in ((3, 3), (3, 7), (4, 4), (5, 5), (9, 8), (40, 40), (300, 17)):
        for scale in (1e-300, 1e-9, 1.0, 1e6, 1e150, 1e307):
            first, second = rng.normal(0.5, 0.2, (30, n)), rng.normal(0.6, 0.4, (30, m))
            yield first * scale, second * scale
            yield first.round(1) * scale, second.round(1) * scale
            yield np.where(first > 0.5, 1.0, 1 + 2e-16) * scale, second * scale
            yield np.full_like(first, 0.1) * scale, second * scale
            yield np.full_like(first, 0.1) * scale, np.full_like(second, 0.3) * scale
            yield first * scale, np.full_like(second, 0.1)


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@pytest.mark.parametrize("is_paired", [False, True])
def test_every_number_is_that_of_scipys_tests(is_paired):
    for first, second in samples_of_every_kind():
        if is_paired and first.shape != second.shape:
            continue
        rows = zip(first.tolist(), second.tolist(), strict=True)
        pairs = [Pair(tuple(one), tuple(other), is_paired) for one, other in rows]
        test = (
            stats.ttest_rel(first, second, axis=1)
            if is_paired
            else stats.ttest_ind(first, second, axis=1, equal_var=False)
        )
        low, high = test.confidence_interval(0.95)
        for at, found in enumerate(contrasts_of(pairs)):
            varying = (first[at] - second[at],) if is_paired else (first[at], second[at])
            is_spread = any(np.ptp(sample) > 0 for sample in varying)
            if is_spread and math.isfinite(low[at]) and math.isfinite(high[at]) and found.value:
                expected = (low[at], high[at], test.pvalue[at])
                assert (found.low, found.high, found.p) == pytest.approx(expected, rel=1e-12, abs=0)


def test_pairing_finds_a_small_steady_difference_that_welch_does_not():
    first, second = (0.70, 0.80, 0.90), (0.69, 0.788, 0.889)
    assert contrast(first, second, is_paired=True).low > 0
    assert contrast(first, second).low < 0


def test_too_few_repeats_give_a_difference_without_interval():
    found = contrast((0.9, 0.8), (0.7, 0.6, 0.5))
    assert found.value == pytest.approx(0.25)
    assert (found.low, found.high) == (None, None)
    assert math.isnan(found.p)


def test_groups_without_any_spread_differ_surely_or_not_at_all():
    apart = contrast((0.9,) * 3, (0.8,) * 3)
    assert (apart.low, apart.high, apart.p) == (pytest.approx(0.1), pytest.approx(0.1), 0.0)
    same = contrast((0.1,) * 3, (0.1,) * 5)
    assert (same.value, same.low, same.high, same.p) == (0.0, 0.0, 0.0, 1.0)


@pytest.mark.parametrize("is_paired", [True, False])
def test_differences_by_rounding_alone_tell_nothing(is_paired):
    first = (0.1 + 0.2, 0.1 + 0.2, 0.1 + 0.2)
    found = contrast(first, (0.3, 0.3, 0.3), is_paired)
    assert first[0] != 0.3
    assert found.p == 1.0
    assert found.low <= 0 <= found.high


@settings(deadline=None)
@given(VALUES, st.integers(0, 80), st.integers(0, 80))
def test_an_interval_ends_where_the_metric_does(values, below, above):
    low, high = min(values) - below / 8, max(values) + above / 8
    whole, cut = estimate(*values), within(estimate(*values), MetricInfo("auc", "AUC", low=low, high=high))
    # The mean of values at the limit can lie beyond it by rounding.
    assert cut.low == max(whole.low, min(low, whole.value))
    assert cut.high == min(whole.high, max(high, whole.value))
    assert (cut.value, cut.spread, cut.n, cut.values) == (whole.value, whole.spread, whole.n, whole.values)


def test_an_interval_holds_its_mean_where_a_stated_range_does_not():
    cut = within(estimate(1.1, 1.2, 1.3), MetricInfo("auc", "AUC", low=0.0, high=1.0))
    assert cut.low < cut.value == cut.high == pytest.approx(1.2)


def test_without_a_range_or_an_interval_nothing_is_cut():
    for found in (estimate(0.9, 0.99, 1.0), estimate(0.99, 1.0)):
        assert within(found, MetricInfo("auc", "AUC")) is found
    single = estimate(1.0)
    assert within(single, MetricInfo("auc", "AUC", low=0.0, high=1.0)) is single
