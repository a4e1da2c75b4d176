"""Where an axis starts and ends, where its ticks are, and where a value lies on it."""

import math
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from runreport.figures.chart import Axis, Band, Bars, Bins, Chart, Intervals, Line, Mark, Points, Rule, Scale
from runreport.figures.column import FAR, Column, Floats, ends_of
from runreport.figures.dates import time_ticks
from runreport.figures.numbers import fixed, plain, scientific, short
from runreport.language import active

NEAR = 1e-290
"""Numbers that differ by less have one place: a share of the difference would be none."""

_NEXT = {1: 2, 2: 5, 5: 10}


class Span(NamedTuple):
    """An axis with everything decided."""

    scale: Scale
    low: float
    high: float
    ticks: tuple[tuple[float, str], ...]
    """(value, text), in order."""


def place(span: Span, values: ArrayLike) -> Floats:
    """Return where values lie, in per cent of the axis; clipped to it; NaN where they have no place."""
    array = values.array if isinstance(values, Column) else np.asarray(values, dtype=np.float64)
    low, high = span.low, span.high
    # The sum of both infinities is no number; the largest floats, MLflow's infinities, leave every axis.
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        if span.scale is not Scale.LOG and math.isfinite(array.sum()) and math.isfinite(high - low):
            return np.minimum(np.maximum((array - low) * (100 / (high - low)), 0.0), 100.0)
        if span.scale is Scale.LOG:
            array = np.where(array > 0, np.log10(array), math.nan)
            low, high = math.log10(low), math.log10(high)
        array = np.where(np.isinf(array), math.nan, array)
        return np.asarray(np.clip((array - low) / (high - low) * 100, 0, 100), dtype=np.float64)


def down_from_top(span: Span, values: ArrayLike) -> Floats:
    """Return places on an axis that runs up, in per cent from the top."""
    return 100 - place(span, values)


def place_rows(spans: Sequence[Span], rows: Floats) -> Floats:
    """Return where finite numbers lie, as `place` does; shape (rows, n), each row on its own linear axis."""
    lows = np.array([span.low for span in spans])[:, np.newaxis]
    scales = np.array([100 / (span.high - span.low) for span in spans])[:, np.newaxis]
    with np.errstate(invalid="ignore", over="ignore"):
        places: Floats = np.minimum(np.maximum((rows - lows) * scales, 0.0), 100.0)
    return places


def spans(chart: Chart, x_target: int = 5, y_target: int = 4) -> tuple[Span, Span]:
    """Return the chart's two axes; the targets say about how many ticks are wanted."""
    xs, ys = extremes(chart.marks)
    has_curve = any(isinstance(mark, Line | Band | Bins) for mark in chart.marks)
    is_bare = any(isinstance(mark, Points) for mark in chart.marks)
    return (
        span(chart.x, xs, x_target, is_tight=has_curve and not is_bare),
        span(chart.y, ys, y_target, is_tight=False),
    )


def extremes(marks: Iterable[Mark]) -> tuple[list[float], list[float]]:
    """Return every lowest, highest and lowest positive finite number on x, and on y."""
    found: tuple[list[float], list[float]] = ([], [])
    for mark in marks:
        for is_y, numbers in numbers_of(mark):
            ends = ends_of(numbers)
            if ends is not None:
                found[is_y].extend(ends)
                continue
            array = np.asarray(numbers, dtype=np.float64)
            finite = np.clip(array[np.isfinite(array)], -FAR, FAR)
            if finite.size:
                found[is_y].extend((float(finite.min()), float(finite.max())))
            if finite.size and found[is_y][-2] <= 0 < found[is_y][-1]:
                found[is_y].append(float(finite[finite > 0].min()))
    return found


def numbers_of(mark: Mark) -> tuple[tuple[bool, Sequence[float]], ...]:
    """Return (whether it lies on y, numbers) for every column of numbers in a mark."""
    match mark:
        case Line() | Points():
            return (False, mark.x), (True, mark.y)
        case Band():
            return (False, mark.x), (True, mark.low), (True, mark.high)
        case Bars():
            return (False, (0.0, len(mark.values) - 1.0)), (True, (*mark.values, 0.0))
        case Bins():
            return (False, (*mark.low, *mark.high)), (True, (*mark.values, 0.0))
        case Intervals():
            ends = [end for end in (*mark.low, *mark.high) if end is not None]
            singles = [value for values in mark.points for value in values]
            return (False, [*mark.values, *ends, *singles]), (True, (0.0, len(mark.values) - 1.0))
        case Rule():
            return ((not mark.is_vertical, (mark.value,)),)


def unplaced(chart: Chart, marks: Sequence[Mark]) -> int:
    """Return how many values of marks have no place on a chart's axes: not finite, or on log not positive."""
    count = 0
    for mark in marks:
        for is_y, numbers in numbers_of(mark):
            is_log = (chart.y if is_y else chart.x).scale is Scale.LOG
            ends = ends_of(numbers)
            if ends is not None and not (is_log and ends[0] <= 0):
                continue
            array = np.asarray(numbers, dtype=np.float64)
            good = np.isfinite(array)
            if is_log:
                good &= array > 0
            count += int(array.size - np.count_nonzero(good))
    return count


def span(axis: Axis, numbers: list[float], target: int, *, is_tight: bool) -> Span:
    """Return the axis from its own limits, or else from the numbers on it; tight: without room around."""
    if axis.scale is Scale.CATEGORY:
        count = max(len(axis.names), 1)
        ticks = tuple((float(place), plain(name, 80)) for place, name in enumerate(axis.names))
        low = -0.5 if axis.low is None else axis.low
        return Span(axis.scale, low, count - 0.5 if axis.high is None else axis.high, ticks)
    if axis.scale is Scale.LOG:
        return _log_span(axis, [number for number in numbers if number > 0], target)
    low, high = _limits(axis, numbers)
    if axis.scale is Scale.TIME:
        room = 0.0 if is_tight else (high - low) * 0.02
        low, high = low - room, high + room
        return Span(axis.scale, low, high, time_ticks(low, high, target))
    step = nice_step((high - low) / target)
    if not is_tight:
        low = low if axis.low is not None else math.floor(low / step + 1e-9) * step
        high = high if axis.high is not None else math.ceil(high / step - 1e-9) * step
    # Negative zeros are zeros here, and whichever came first is remembered for both.
    return _linear_span(low + 0.0, high + 0.0, step, active().code)


@lru_cache(maxsize=4096)
def _linear_span(low: float, high: float, step: float, _language: str) -> Span:
    """Return one span for the same round ends, which most charts of a metric have in common."""
    return Span(Scale.LINEAR, low, high, _linear_ticks(low, high, step))


def nice_step(wish: float) -> float:
    """Return what is nearest to `wish` (> 0), by ratio, of 1, 2, 5 times a power of ten."""
    power = 10.0 ** math.floor(math.log10(wish))
    ratio = wish / power
    return power * next((factor for factor in (1, 2, 5) if ratio < math.sqrt(factor * _NEXT[factor])), 10)


def _limits(axis: Axis, numbers: list[float]) -> tuple[float, float]:
    low = axis.low if axis.low is not None else min(numbers, default=0.0)
    high = axis.high if axis.high is not None else max(numbers, default=low + 1.0)
    largest = max(abs(low), abs(high))
    if high - low > max(largest * 1e-12, NEAR):
        return low, high
    room = largest * 0.1 if largest > NEAR else 1.0
    return (low if axis.low is not None else low - room), high + room


def _linear_ticks(low: float, high: float, step: float) -> tuple[tuple[float, str], ...]:
    first, last = math.ceil(low / step - 1e-6), math.floor(high / step + 1e-6)
    places = [number * step for number in range(first, last + 1)]
    largest = max(abs(low), abs(high))
    if largest >= 1e6 or step < 1e-4:
        digits = min(max(math.ceil(math.log10(largest / step)) + 1, 2), 12)
        return tuple((place, short(place, digits)) for place in places)
    decimals = max(0, -math.floor(math.log10(step) + 1e-9))
    return tuple((place, fixed(place, decimals)) for place in places)


def _log_span(axis: Axis, numbers: list[float], target: int) -> Span:
    low = axis.low or min(numbers, default=1.0)
    high = axis.high or max(numbers, default=10.0)
    if high <= low * (1 + 1e-9):
        low, high = low / 2, high * 2
    first, last = math.floor(math.log10(low)), math.ceil(math.log10(high))
    stride = max(1, math.ceil((last - first) / (target + 1)))
    factors = (1,) if high / low >= 100 else (1, 2, 5)
    wanted = [factor * 10.0**power for power in range(first, last + 1, stride) for factor in factors]
    room = (math.log10(high) - math.log10(low)) * 0.03
    low = low if axis.low else 10.0 ** max(math.log10(low) - room, -307)
    high = high if axis.high else 10.0 ** min(math.log10(high) + room, 307)
    inside = [tick for tick in wanted if low * (1 - 1e-9) <= tick <= high * (1 + 1e-9)]
    places = inside if len(inside) > 1 else [low, high]
    write = _power if min(places) < 1e-4 or max(places) >= 1e6 else short
    return Span(axis.scale, low, high, tuple((place, write(place)) for place in places))


def _power(value: float) -> str:
    return scientific(value, 2)
