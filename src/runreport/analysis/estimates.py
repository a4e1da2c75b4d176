"""Means over repeats and differences of means, with intervals.

The distributions are those of `scipy.special`. What stands around them is the arithmetic of `ttest_ind` and
`ttest_rel` in `scipy.stats`, step by step: that takes as long to import as a thousand runs take to read. The
tests hold every number against it.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from math import isfinite, nan

import numpy as np
from numpy.typing import NDArray

from runreport.analysis.findings import Estimate
from runreport.language import text
from runreport.model import MetricInfo

LEVEL = 0.95
FEWEST = 3
"""Repeats under which there is no interval and no test."""
SAME = 1e-12
"""Means that differ by less than this share of themselves differ by rounding only."""

INTERVAL = text("95 % t interval over repeated training")
SINGLE = text("a single run")
TOO_FEW = text("mean of two runs; too few for an interval")
TOO_LARGE = text("mean; the numbers are too large for an interval")

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two groups' values of one metric."""

    first: tuple[float, ...]
    second: tuple[float, ...]
    is_paired: bool
    """Whether the values at one place belong together, as results of one seed do."""


@dataclass(frozen=True, slots=True)
class Contrast:
    """The first mean minus the second."""

    value: float
    low: float | None
    """Lower end of the 95 % interval; None where a group has under three repeats."""
    high: float | None
    p: float
    """Two-sided; NaN where there is no interval."""


def estimates_of(samples: Sequence[tuple[float, ...]]) -> list[Estimate]:
    """Return an estimate for each sample of finite values, in the order given.

    From three repeats on with Student's t interval for the mean, which covers the true mean in
    95 of 100 cases already at three repeats, where the normal and the bootstrap interval do not.

    Raises:
        ValueError: a sample is empty.
    """
    found: dict[int, Estimate] = {}
    for n, places in _by_length(samples).items():
        rows = np.array([samples[at] for at in places], dtype=np.float64)
        found.update(zip(places, _estimate_rows(rows, n), strict=True))
    return [found[at] for at in range(len(samples))]


def within(estimate: Estimate, info: MetricInfo) -> Estimate:
    """Return the estimate with an interval that ends where the metric does: no mean can lie beyond.

    A mean that lies beyond itself, as against a range that a person stated, ends its interval.
    """
    low, high = estimate.low, estimate.high
    if low is None or high is None:
        return estimate
    if info.low is not None and low < info.low:
        low = min(estimate.value, info.low)
    if info.high is not None and high > info.high:
        high = max(estimate.value, info.high)
    is_same = (low, high) == (estimate.low, estimate.high)
    return estimate if is_same else replace(estimate, low=low, high=high)


def contrasts_of(pairs: Sequence[Pair]) -> list[Contrast]:
    """Return the difference of means for each pair, in the order given.

    By Welch's t interval, or by the paired one, where both groups have three repeats or more.
    """
    kinds: dict[tuple[int, int, bool], list[int]] = defaultdict(list)
    for at, pair in enumerate(pairs):
        kinds[len(pair.first), len(pair.second), pair.is_paired].append(at)
    found: dict[int, Contrast] = {}
    for (n, m, is_paired), places in kinds.items():
        first = np.array([pairs[at].first for at in places], dtype=np.float64)
        second = np.array([pairs[at].second for at in places], dtype=np.float64)
        bears = min(n, m) >= FEWEST
        rows = _contrast_rows(first, second, is_paired) if bears else _bare_rows(first, second)
        found.update(zip(places, rows, strict=True))
    return [found[at] for at in range(len(pairs))]


def _by_length(samples: Sequence[tuple[float, ...]]) -> dict[int, list[int]]:
    lengths: dict[int, list[int]] = defaultdict(list)
    for at, sample in enumerate(samples):
        if not sample:
            raise ValueError("an estimate needs at least one value")
        lengths[len(sample)].append(at)
    return lengths


def _estimate_rows(rows: Floats, n: int) -> Iterator[Estimate]:
    if n == 1:
        for (value,) in rows.tolist():
            yield Estimate(value, None, None, 1, None, SINGLE, (value,))
        return
    with np.errstate(all="ignore"):
        means = _means(rows)
        spreads = np.where(np.ptp(rows, axis=1) == 0, 0.0, rows.std(axis=1, ddof=1))
    lows, highs = _interval(means, spreads, n) if n >= FEWEST else (np.full(len(rows), nan),) * 2
    for mean, spread, low, high, row in zip(means, spreads, lows, highs, rows.tolist(), strict=True):
        method = TOO_FEW if n < FEWEST else INTERVAL if isfinite(low) else TOO_LARGE
        yield Estimate(float(mean), _or_none(low), _or_none(high), n, _or_none(spread), method, tuple(row))


def _means(rows: Floats) -> Floats:
    """Return the mean of each row; exact where all its values are the same, finite near the limit."""
    means = rows.mean(axis=1)
    means = np.where(np.isfinite(means), means, (rows / rows.shape[1]).sum(axis=1))
    return np.where(np.ptp(rows, axis=1) == 0, rows[:, 0], means)


def _interval(means: Floats, spreads: Floats, n: int) -> tuple[Floats, Floats]:
    with np.errstate(all="ignore"):
        margins = _t_quantile(n - 1) * spreads / np.sqrt(n)
        return means - margins, means + margins


@cache
def _t_quantile(freedom: int) -> float:
    from scipy.special import stdtrit

    return float(stdtrit(freedom, (1 + LEVEL) / 2))


def _contrast_rows(first: Floats, second: Floats, is_paired: bool) -> Iterator[Contrast]:
    from scipy.special import stdtr, stdtrit

    # Samples without spread are settled by themselves.
    with np.errstate(all="ignore"):
        if is_paired:
            values, errors, freedom = _paired(first - second)
            constant = np.ptp(first - second, axis=1) == 0
        else:
            values, errors, freedom = _welch(first, second)
            constant = (np.ptp(first, axis=1) == 0) & (np.ptp(second, axis=1) == 0)
        tail = (1 - LEVEL) / 2
        lows = stdtrit(freedom, tail) * errors + values
        highs = stdtrit(freedom, 1 - tail) * errors + values
        ps = 2 * stdtr(freedom, -np.abs(values / errors))
        means, others = _means(first), _means(second)
        numbers = np.column_stack([means - others, lows, highs, ps])
        same = np.abs(means - others) <= SAME * np.maximum(np.abs(means), np.abs(others))
    for row, is_constant, is_same in zip(numbers.tolist(), constant, same, strict=True):
        yield _settled(*row, is_constant=bool(is_constant), is_same=bool(is_same))


def _paired(differences: Floats) -> tuple[Floats, Floats, Floats]:
    """Return the mean of each row of differences, its standard error and the degrees of freedom."""
    n = differences.shape[1]
    return differences.mean(axis=1), np.sqrt(_variances(differences) / n), np.array(n - 1.0)


def _welch(first: Floats, second: Floats) -> tuple[Floats, Floats, Floats]:
    """Return the differences of the rows' means, standard errors and degrees of freedom.

    Source: Welch (1947), The generalization of "Student's" problem when several different population
    variances are involved, Biometrika 34, 28-35.
    """
    n, m = first.shape[1], second.shape[1]
    one, other = _variances(first) / n, _variances(second) / m
    freedom = (one + other) ** 2 / (one**2 / (n - 1) + other**2 / (m - 1))
    values = first.mean(axis=1) - second.mean(axis=1)
    # Without any spread there are no degrees of freedom, and any will do.
    return values, np.sqrt(one + other), np.where(np.isnan(freedom), 1.0, freedom)


def _variances(rows: Floats) -> Floats:
    n = rows.shape[1]
    squares = (rows - rows.mean(axis=1, keepdims=True)) ** 2
    variances: Floats = squares.mean(axis=1) * (n / (n - 1))
    return variances


def _settled(
    value: float, low: float, high: float, p: float, *, is_constant: bool, is_same: bool
) -> Contrast:
    """Return the contrast, also where repeats did not differ at all and no test is defined."""
    if is_same:
        spread = 0.0 if is_constant or not isfinite(low) else max(abs(low), abs(high))
        return Contrast(0.0, 0.0 - spread, spread, 1.0)
    if is_constant:
        return Contrast(value, value, value, 0.0)
    if not (isfinite(low) and isfinite(high)):
        return Contrast(value, None, None, nan)
    return Contrast(value, low, high, p)


def _bare_rows(first: Floats, second: Floats) -> Iterator[Contrast]:
    with np.errstate(all="ignore"):
        values = _means(first) - _means(second)
    for value in values:
        yield Contrast(float(value), None, None, nan)


def _or_none(number: float) -> float | None:
    return float(number) if isfinite(number) else None
