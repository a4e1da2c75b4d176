"""The points of a run's metrics, gathered in the order in which they were logged."""

import math
from dataclasses import dataclass, field
from typing import Any

from runreport.model import Series

SYSTEM = "sys."
DURATION = "process duration"
"""Logged by the client itself, as `sys.*` are."""
_MOST_STEP = 1 << 63


@dataclass(slots=True)
class _Column:
    steps: list[int | None] = field(default_factory=list)
    epochs: list[int | None] = field(default_factory=list)
    values: list[float] = field(default_factory=list)
    times: list[float] = field(default_factory=list)
    last: list[int | None] = field(default_factory=list)


@dataclass(slots=True)
class Points:
    """Points by metric. A point without a step takes the last one that the run logged anything at."""

    columns: dict[str, _Column] = field(default_factory=dict)
    step: int | None = None
    """The last step seen."""

    def add(self, name: str, value: Any, step: Any, epoch: Any, time_ms: Any) -> None:
        """Add one point.

        Raises:
            ValueError: its value is no number, or its step no whole one.
        """
        number, whole = _number(value), _whole("step", step)
        if whole is not None:
            self.step = whole
        column = self.columns.get(name)
        if column is None:
            column = self.columns[name] = _Column()
        column.values.append(number)
        column.steps.append(whole)
        column.last.append(self.step)
        column.epochs.append(epoch if type(epoch) is int else None)
        column.times.append(_seconds(time_ms))

    def series(self) -> tuple[dict[str, Series], dict[str, Series]]:
        """Return the metrics and the readings of the machine, each in the order of first mention."""
        results: dict[str, Series] = {}
        system: dict[str, Series] = {}
        for name, column in self.columns.items():
            place = system if is_system(name) else results
            has_times = not all(map(math.isnan, column.times))
            place[name] = Series.of(_steps(column), column.values, column.times if has_times else None)
        return results, system


def is_system(name: str) -> bool:
    """Return whether a metric of this name is read from the machine by the client itself."""
    return name.startswith(SYSTEM) or name == DURATION


def full_name(name: str, context: Any) -> str:
    """Return a metric's or setting's name as Comet shows it: with its context, as in `train_loss`.

    Source: `_fullname` in comet_ml's `experiment.py`.
    """
    return f"{context}_{name}" if isinstance(context, str) and context else name


def _steps(column: _Column) -> list[int]:
    """Return the step of each point.

    Without any step in the whole series its epochs are taken, where every point has one, else the
    points are counted from 0.
    """
    steps = [step for step in column.steps if step is not None]
    if len(steps) == len(column.steps):
        return steps
    if not steps:
        epochs = [epoch for epoch in column.epochs if epoch is not None]
        if len(epochs) == len(column.epochs):
            return epochs
        if not any(last is not None for last in column.last):
            return list(range(len(column.steps)))
    return [last if last is not None else 0 for last in column.last]


def _number(value: Any) -> float:
    if type(value) is float or type(value) is int or type(value) is bool:
        try:
            return float(value)
        except OverflowError:
            return math.inf if value > 0 else -math.inf
    if isinstance(value, str):
        try:
            return float(value)
        except ValueError:
            pass
    raise ValueError("a metric's value is no number")


def _whole(what: str, value: Any) -> int | None:
    """Return a step, which some frameworks log as a float or as text."""
    if value is None:
        return None
    whole = value
    if isinstance(value, str | float):
        try:
            whole = int(value)
            is_whole = whole == float(value)
        except (ValueError, OverflowError):
            is_whole = False
    else:
        is_whole = type(value) is int
    if not is_whole or not -_MOST_STEP <= whole < _MOST_STEP:
        raise ValueError(f"a metric's {what} is no whole number")
    return int(whole)


def _seconds(time_ms: Any) -> float:
    """Return a time in seconds; NaN where there is none."""
    is_number = type(time_ms) is int or type(time_ms) is float
    return time_ms / 1000 if is_number and abs(time_ms) < _MOST_STEP else math.nan
