"""The metrics file of one run: a row a point, or a row a step with a column a metric.

Columns are `name`, `step`, `value` and, if wanted, `time`; or `step`, perhaps `time`, and one column
for each metric. Without steps, points are counted from 0 in the order written.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from runreport.model import Series
from runreport.readers.plain.grid import Faults, Grid, csv_grid, json_grid
from runreport.readers.plain.values import SECONDS_BELOW, number, seconds, text, whole

NAME, VALUE = "name", "value"
STEPS = ("step", "epoch")
TIMES = ("time", "timestamp")
Steps = Sequence[int | None]
Times = Sequence[float | None]
MAX_DIGITS = 18
ENDS = (b"\n", b"\r")


@dataclass(frozen=True, slots=True)
class Curves:
    """What a metrics file holds."""

    series: Mapping[str, Series]
    """By metric, in the order in which they first come."""
    faults: tuple[tuple[str, int], ...] = ()
    """What is wrong, a sentence a kind, with the first line that it concerns."""


@dataclass(frozen=True, slots=True)
class _Points:
    """The points of one metric in the order written."""

    steps: list[int] = field(default_factory=list)
    values: list[float] = field(default_factory=list)
    times: list[float] = field(default_factory=list)


def curves_in(data: bytes, *, is_json: bool, is_growing: bool = False) -> Curves:
    """Return the curves in a metrics file.

    Args:
        data: the whole file, CSV or JSON Lines.
        is_json: which of the two.
        is_growing: whether its run still runs; a last line without its end is then being written, and
            left out.
    """
    faults = Faults()
    if is_growing and not data.endswith(ENDS):
        kept = data[: max(data.rfind(end) for end in ENDS) + 1]
        if data:
            faults.add("torn", "the last line is still being written, and is left out", kept.count(b"\n") + 1)
        data = kept
    grid = json_grid(data, faults) if is_json else csv_grid(data, faults)
    series = {name: _series(points) for name, points in _gathered(grid, faults).items() if points.steps}
    return Curves(series, tuple(faults.told()))


def _gathered(grid: Grid, faults: Faults) -> dict[str, _Points]:
    steps = _steps(grid, faults)
    times = _times(grid, faults)
    if NAME in grid.columns and VALUE in grid.columns:
        return _long(grid, steps, times, faults)
    return _wide(grid, steps, times, faults)


def _long(grid: Grid, steps: Steps | None, times: Times, faults: Faults) -> dict[str, _Points]:
    names = faults.convert(grid, NAME, text, str)
    values = faults.convert(grid, VALUE, number, float)
    _count_empty(grid, faults, NAME, VALUE)
    found: dict[str, _Points] = {}
    for row, (name, value) in enumerate(zip(names, values, strict=True)):
        if name and value is not None:
            _append(found.setdefault(name, _Points()), row, value, steps, times)
    return found


def _wide(grid: Grid, steps: Steps | None, times: Times, faults: Faults) -> dict[str, _Points]:
    taken = {_first_of(STEPS, grid), _first_of(TIMES, grid), ""}
    found: dict[str, _Points] = {}
    for name in grid.columns:
        if name not in taken:
            points = found.setdefault(name, _Points())
            for row, value in enumerate(faults.convert(grid, name, number, float)):
                if value is not None:
                    _append(points, row, value, steps, times)
    return found


def _append(points: _Points, row: int, value: float, steps: Steps | None, times: Times) -> None:
    step = len(points.steps) if steps is None else steps[row]
    if step is None:
        return
    time = times[row]
    points.steps.append(step)
    points.values.append(value)
    points.times.append(math.nan if time is None else time)


def _steps(grid: Grid, faults: Faults) -> Steps | None:
    """Return the step of each row; None where the file has no steps."""
    column = _first_of(STEPS, grid)
    if not column:
        return None
    _count_empty(grid, faults, column)
    return faults.convert(grid, column, whole, _quick_whole)


def _quick_whole(cell: str) -> int:
    if len(cell) > MAX_DIGITS:
        raise ValueError("may be beyond 64 bits")
    return int(cell)


def _quick_seconds(cell: str) -> float:
    """Return what `seconds` does, for ISO 8601 and for seconds since 1970 as most programs write them."""
    if cell[4:5] == "-":
        moment = datetime.fromisoformat(cell)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
    value = float(cell)
    if len(cell) == len("20260301") or not 0 <= value < SECONDS_BELOW:
        raise ValueError("may be no number of seconds")
    return value


def _times(grid: Grid, faults: Faults) -> Times:
    column = _first_of(TIMES, grid)
    return faults.convert(grid, column, seconds, _quick_seconds) if column else [None] * len(grid.lines)


def _count_empty(grid: Grid, faults: Faults, *names: str) -> None:
    for name in names:
        for cell, line in zip(grid.columns[name], grid.lines, strict=True):
            if cell is None or cell == "":
                faults.add(f"no {name}", f"the row has no `{name}`, and is left out", line)


def _first_of(names: Sequence[str], grid: Grid) -> str:
    return next((name for name in names if name in grid.columns), "")


def _series(points: _Points) -> Series:
    has_times = not all(map(math.isnan, points.times))
    return Series.of(points.steps, points.values, points.times if has_times else None)
