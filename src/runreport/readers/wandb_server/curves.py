"""Curves, and what was logged beside numbers, from the rows of a history."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from runreport.model import Series
from runreport.readers.wandb_server.history import STEP, Part
from runreport.readers.wandb_server.values import TYPE, is_media, leaves, number_in

_TIME = "_timestamp"
_NAN = math.nan
_END = f".{TYPE}"


@dataclass(frozen=True, slots=True)
class Logged:
    """Something that was logged beside numbers."""

    name: str
    step: int | None
    value: Mapping[str, Any]
    """With a `_type`."""


@dataclass(slots=True)
class Columns:
    """The points of one curve."""

    steps: list[int] = field(default_factory=list)
    values: list[float] = field(default_factory=list)
    times: list[float] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Curves:
    """What a history holds."""

    series: dict[str, Series]
    """By name, sorted."""
    logged: list[Logged]
    rows: int
    others: int
    """Values that are neither numbers nor media."""


def curves_of(parts: Sequence[Part]) -> Curves:
    """Return what the rows hold, which are in order of step; a truth value counts as 0 or 1."""
    columns: dict[str, Columns] = {}
    logged: list[Logged] = []
    others = 0
    for row in (row for part in parts for row in part):
        step, time = row[STEP], number_in(row.get(_TIME))
        for name, value in _values(row):
            number = value if type(value) is float else number_in(value)
            if number is not None:
                column = columns.get(name) or columns.setdefault(name, Columns())
                column.steps.append(step)
                column.values.append(number)
                column.times.append(_NAN if time is None else time)
            elif is_media(value):
                logged.append(Logged(name, step, value))
            else:
                others += value is not None
    return Curves(_series(columns), logged, sum(map(len, parts)), others)


def readings_in(rows: Iterable[Mapping[str, Any]]) -> dict[str, Series]:
    """Return the readings of the machine, counted from 0, for they have no steps of their own."""
    columns: dict[str, Columns] = {}
    for at, row in enumerate(rows):
        time = number_in(row.get(_TIME))
        for name, value in leaves(row):
            number = number_in(value)
            if number is not None and not name.startswith("_"):
                column = columns.setdefault(name, Columns())
                column.steps.append(at)
                column.values.append(number)
                column.times.append(_NAN if time is None else time)
    return _series(columns)


def _values(row: Mapping[str, Any]) -> Iterable[tuple[str, Any]]:
    """Yield a row's values by name; what W&B took apart, a file's fields each by itself, is whole again."""
    own = {name: value for name, value in row.items() if not name.startswith("_")}
    for name in [name.removesuffix(_END) for name in own if name.endswith(_END)]:
        below = f"{name}."
        own[name] = {part.removeprefix(below): own.pop(part) for part in [*own] if part.startswith(below)}
    return leaves(own)


def _series(columns: Mapping[str, Columns]) -> dict[str, Series]:
    found = {}
    for name, column in sorted(columns.items()):
        has_times = not all(map(math.isnan, column.times))
        found[name] = Series.of(column.steps, column.values, column.times if has_times else None)
    return found
