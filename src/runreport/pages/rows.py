"""Cells of metrics: values printed alike down a column, the best marked by more than color."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from runreport.analysis.findings import Estimate
from runreport.analysis.metrics import is_cost
from runreport.figures.outliers import rest_of
from runreport.language import say
from runreport.model import Better, MetricInfo
from runreport.pages.numbers import decimals, fixed, interval
from runreport.pages.sentences import DIRECTION
from runreport.pages.views import Cell, Column, RangeRow

ARROWS = {Better.HIGHER: "↑", Better.LOWER: "↓", Better.UNKNOWN: ""}


def missing() -> Cell:
    """Return the cell of a value that was not recorded."""
    return Cell("–", look="missing", said=say("not recorded"))


def metric_column(info: MetricInfo, extra: str = "") -> Column:
    """Return the head of a metric's column: label, unit and better direction."""
    says_nothing = info.better is Better.UNKNOWN and is_cost(info.name)
    direction = "" if says_nothing else f"{ARROWS[info.better]} {say(DIRECTION[info.better])}".strip()
    parts = [part for part in (info.unit, direction, extra) if part]
    return Column(info.label, ", ".join(parts), is_number=True)


@dataclass(frozen=True, slots=True)
class Marks:
    """Values that are best and second best in a column; ties share."""

    best: float | None
    second: float | None


def marks_of(values: Iterable[float | None], better: Better) -> Marks:
    """Return the best and the second best of the finite values; neither where the direction is unknown."""
    finite = sorted({value for value in values if value is not None and math.isfinite(value)})
    if better is Better.UNKNOWN or len(finite) < 2:
        return Marks(None, None)
    ordered = finite if better is Better.LOWER else finite[::-1]
    return Marks(ordered[0], ordered[1])


def value_cell(value: float | None, places: int, marks: Marks, sub: str = "") -> Cell:
    """Return the cell of a single value."""
    if value is None:
        return missing()
    text = fixed(value, places)
    if value == marks.best:
        return Cell(text, sub, look="best", said=say("best"))
    if value == marks.second:
        return Cell(text, sub, look="second", said=say("second best"))
    return Cell(text, sub)


def value_column(
    values: Sequence[float | None],
    better: Better,
    compared: Sequence[bool] | None = None,
    limit: int | None = None,
) -> tuple[Cell, ...]:
    """Return the cells of one metric down a table, in the order of the values.

    Where `compared` is given, only values at whose place it is true can be best. With a limit, only so many
    cells are made; what is best, and how all are printed, still goes by all values.
    """
    places = decimals(value for value in values if value is not None)
    able = [True] * len(values) if compared is None else compared
    marks = marks_of((value for value, is_able in zip(values, able, strict=True) if is_able), better)
    nothing = Marks(None, None)
    return tuple(
        value_cell(value, places, marks if is_able else nothing)
        for value, is_able in zip(values[:limit], able[:limit], strict=True)
    )


def half_width(estimate: Estimate | None) -> float | None:
    """Return half the length of an estimate's interval, where it has one."""
    if estimate is None or estimate.low is None or estimate.high is None:
        return None
    return (estimate.high - estimate.low) / 2


def estimate_column(
    estimates: Sequence[Estimate | None], best: Iterable[int], second: Iterable[int]
) -> tuple[Cell, ...]:
    """Return the cells of estimates; `best` and `second` are places in the sequence."""
    places = decimals((e.value for e in estimates if e is not None), (half_width(e) for e in estimates))
    first, next_ones = set(best), set(second)
    cells = []
    for place, estimate in enumerate(estimates):
        if estimate is None:
            cells.append(missing())
            continue
        look, said = (
            ("best", say("best"))
            if place in first
            else ("second", say("second best"))
            if place in next_ones
            else ("", "")
        )
        cells.append(
            Cell(
                fixed(estimate.value, places),
                interval(estimate.low, estimate.high, places),
                look=look,
                said=said,
            )
        )
    return tuple(cells)


def range_column(
    estimates: Sequence[Estimate | None], reference: Estimate | None, colors: Sequence[int], info: MetricInfo
) -> tuple[tuple[str, str] | None, tuple[Cell, ...]]:
    """Return the ends of a shared track and a cell for each estimate's interval on it; None where there is no width.

    The track ends where the metric does.
    """
    known = _on_one_scale([e for e in estimates if e is not None and math.isfinite(e.value)])
    ends = [end for e in known for end in (e.value, e.low, e.high) if end is not None]
    if len(known) < 2 or not ends or min(ends) == max(ends):
        return None, ()
    margin = (max(ends) - min(ends)) * 0.06
    low, high = min(ends) - margin, max(ends) + margin
    low = low if info.low is None else max(low, min(info.low, *ends))
    high = high if info.high is None else min(high, max(info.high, *ends))
    places = decimals([low, high], [(high - low) / 8])

    def at(value: float | None) -> str:
        return "" if value is None else f"{100 * (value - low) / (high - low):.1f}%"

    mark = at(reference.value) if reference in known else ""
    cells = []
    for estimate, color in zip(estimates, colors, strict=True):
        if estimate is None or not math.isfinite(estimate.value):
            cells.append(missing())
        elif estimate in known:
            cells.append(
                Cell(range=RangeRow(at(estimate.value), at(estimate.low), at(estimate.high), mark, color))
            )
        else:
            cells.append(Cell(say("off this scale"), look="missing"))
    return (fixed(low, places), fixed(high, places)), tuple(cells)


def _on_one_scale(estimates: list[Estimate]) -> list[Estimate]:
    """Return the estimates without the few that would press all others together."""
    kept = rest_of(estimate.value for estimate in estimates)
    return [e for e in estimates if kept is None or kept[0] <= e.value <= kept[1]]
