"""What a run logged step by step: curves, and whatever else than numbers.

A row is a record; its step is the item `_step`, else the record's own. W&B's own keys begin with `_`.
Up to 0.17 a nested value is JSON; the core spreads it over items, media such as tables among them, whose
parts share the part `_type`. Source: `core/internal/runhistory`, `wandb/sdk/data_types`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from runreport.readers.wandb.items import HISTORY_ITEMS, STATS_ITEMS, Items, items_of
from runreport.readers.wandb.keys import in_order
from runreport.readers.wandb.numbers import Numbers, as_number, numbers_of
from runreport.readers.wandb.records import Spans
from runreport.readers.wandb.tree import decoded, leaves, put
from runreport.readers.wandb.wire import inner, message, number, spans

TYPE = "_type"
STEP, TIME = ("_step",), ("_timestamp",)
_EXACT = 2.0**53

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Points:
    """Points of one metric in the order they were logged."""

    steps: Ints
    values: Floats
    times: Floats
    """Seconds since 1970, NaN where unknown."""


@dataclass(frozen=True, slots=True)
class Logged:
    """A picture, a table or the like, as a row has it."""

    name: str
    step: int | None
    value: Mapping[str, Any]
    """With `_type`."""


@dataclass(slots=True)
class History:
    """All rows of a log, or of a `wandb-history.jsonl`."""

    points: dict[str, list[Points]] = field(default_factory=dict)
    """By metric, a piece or more of each."""
    logged: list[Logged] = field(default_factory=list)
    others: int = 0
    """Values that are neither numbers nor media: texts, lists and truth values."""
    bad: int = 0
    """Rows that are damaged, or whose step is no whole number."""
    last_time: float | None = None

    def add(self, name: str, rows: "Rows", at: Ints, values: Floats) -> None:
        """Add points of a metric; those in rows without a usable step are left out."""
        kept = rows.is_good[at]
        at, values = at[kept], values[kept]
        if len(at):
            self.points.setdefault(name, []).append(Points(rows.steps[at], values, rows.times[at]))


@dataclass(frozen=True, slots=True)
class Rows:
    """Steps and times of rows."""

    steps: Ints
    times: Floats
    is_good: NDArray[np.bool_]
    """Whether the row has a step of 64 bits."""

    def step(self, row: int) -> int | None:
        """Return the step of a row; None where it has none."""
        return int(self.steps[row]) if self.is_good[row] else None


def history_of(data: bytes, records: Spans) -> History:
    """Return what the history records of a log hold."""
    items = items_of(data, records, HISTORY_ITEMS)
    numbers = numbers_of(items.data, items.start, items.end)
    rows = _rows(items, numbers, records)
    found = History(bad=items.bad + int((~rows.is_good).sum()), last_time=last_of(rows.times))
    is_own = np.asarray([key[:1] == () or key[0].startswith("_") for key in items.keys], np.bool_)
    free = ~is_own[items.key] if len(items.keys) else np.zeros(0, np.bool_)
    _take_spread_media(items, rows, free, found)
    _take_numbers(items, numbers, rows, free, found)
    for at in np.flatnonzero(free & ~numbers.is_number).tolist():
        name, row = ".".join(items.keys[items.key[at]]), int(items.record[at])
        add_value(found, name, rows, row, _value(items.text(at)))
    return found


def readings_of(data: bytes, records: Spans) -> History:
    """Return the readings of the machine in the stats records of a log, counted from 0."""
    items = items_of(data, records, STATS_ITEMS)
    numbers = numbers_of(items.data, items.start, items.end)
    times = np.asarray([_own_time(data, *record) for record in records.tolist()], np.float64)
    rows = Rows(np.arange(len(records)), times, np.ones(len(records), np.bool_))
    found = History(bad=items.bad, last_time=last_of(times))
    free = np.ones(len(items.record), np.bool_)
    _take_numbers(items, numbers, rows, free, found)
    for at in np.flatnonzero(~numbers.is_number).tolist():
        name, row = ".".join(items.keys[items.key[at]]), int(items.record[at])
        add_value(found, name, rows, row, _value(items.text(at)))
    return found


def add_value(found: History, name: str, rows: Rows, row: int, value: object) -> None:
    """Add a decoded value of a row: a number, nested numbers, media, or something else, which is counted."""
    nested = value if isinstance(value, Mapping) else None
    pairs = [(name, value)] if nested is None or TYPE in nested else leaves(nested, f"{name}.")
    for inner_name, leaf in pairs:
        point = as_number(leaf)
        if point is not None:
            found.add(inner_name, rows, np.asarray([row]), np.asarray([point]))
        elif isinstance(leaf, Mapping) and TYPE in leaf:
            found.logged.append(Logged(inner_name, rows.step(row), leaf))
        elif leaf is not None and leaf != {}:
            found.others += 1


def last_of(times: Floats) -> float | None:
    """Return the latest of some times; None where none is known."""
    known = times[np.isfinite(times)]
    return float(known.max()) if len(known) else None


def whole_steps(values: Sequence[object] | Floats) -> tuple[Ints, NDArray[np.bool_]]:
    """Return numbers as steps, and which of them are whole and of 64 bits."""
    numbers = np.asarray(values, dtype=np.float64)
    is_good = np.isfinite(numbers) & (np.abs(numbers) < 2.0**63)
    steps = np.where(is_good, numbers, 0).astype(np.int64)
    return steps, is_good & (steps == numbers)


def _rows(items: Items, numbers: Numbers, records: Spans) -> Rows:
    times = np.full(len(records), np.nan)
    if TIME in items.keys:
        at = items.key == items.keys.index(TIME)
        times[items.record[at]] = numbers.values[at]
    steps, is_good = np.arange(len(records)), np.ones(len(records), np.bool_)
    is_known = np.zeros(len(records), np.bool_)
    if STEP in items.keys:
        at = np.flatnonzero(items.key == items.keys.index(STEP))
        row = items.record[at]
        steps[row], is_good[row] = whole_steps(numbers.values[at])
        is_known[row] = True
        # A float does not hold every whole number: the few large steps are read once more.
        for one in at[np.abs(numbers.values[at]) >= _EXACT].tolist():
            value = _value(items.text(one))
            if isinstance(value, int) and -(2**63) <= value < 2**63:
                steps[items.record[one]], is_good[items.record[one]] = value, True
    for at_row in np.flatnonzero(~is_known).tolist():
        start, end = records[at_row].tolist()
        steps[at_row] = _own_step(items.data, start, end, default=at_row)
    return Rows(steps, times, is_good)


def _own_step(data: bytes, start: int, end: int, default: int) -> int:
    try:
        fields = message(data, start, end)
        return number(inner(fields, 2), 1) if 2 in fields else default
    except ValueError:
        return default


def _own_time(data: bytes, start: int, end: int) -> float:
    try:
        for which, kind, at, stop in spans(data, start, end):
            if which == 2 and kind == 2:
                stamp = message(data, at, stop)
                return number(stamp, 1) + number(stamp, 2) / 1e9
    except ValueError:
        return np.nan
    return np.nan


def _take_numbers(
    items: Items, numbers: Numbers, rows: Rows, free: NDArray[np.bool_], found: History
) -> None:
    at = np.flatnonzero(free & numbers.is_number)
    at = at[in_order(items.key[at], len(items.keys))]
    keys, first = np.unique(items.key[at], return_index=True)
    for key, place in zip(keys.tolist(), np.split(at, first[1:]) if len(at) else (), strict=True):
        found.add(".".join(items.keys[key]), rows, items.record[place], numbers.values[place])


def _take_spread_media(items: Items, rows: Rows, free: NDArray[np.bool_], found: History) -> None:
    """Take the parts of media out of the free items, and add each as one value."""
    roots = sorted((key[:-1] for key in items.keys if len(key) > 1 and key[-1] == TYPE), key=len)
    for root in roots:
        below = np.asarray(
            [key[: len(root)] == root and len(key) > len(root) for key in items.keys], np.bool_
        )
        is_part = below[items.key] & free
        typed = items.record[is_part & (items.key == items.keys.index((*root, TYPE)))]
        at = np.flatnonzero(is_part & np.isin(items.record, typed))
        free[at] = False
        values: dict[int, dict[str, Any]] = {}
        for one in at.tolist():
            row = int(items.record[one])
            put(values.setdefault(row, {}), items.keys[items.key[one]][len(root) :], _value(items.text(one)))
        found.logged += [Logged(".".join(root), rows.step(row), value) for row, value in values.items()]


def _value(text: bytes) -> Any:
    try:
        return decoded(text or b"null")
    except ValueError:
        return text.decode("utf-8", "replace")
