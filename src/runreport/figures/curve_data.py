"""The numbers of charts of curves, for a script that draws them again: one JSON text for a group of panels.

The text is small, since every run has one. Places on x that curves share are written once, a regular row of
them as (from, by, n), a row of stairs as (of, n). Values are told to the last bit.
"""

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
import orjson
from numpy.typing import NDArray

from runreport.figures.chart import Band, Chart, Line, Mark, Rule, Scale
from runreport.figures.column import Floats
from runreport.figures.numbers import plain
from runreport.figures.packed import packed_columns
from runreport.figures.paths import few
from runreport.language import say

MOST_NUMBERS = 40_000
"""In a group; beyond, each curve is thinned, and the text says so."""
FEWEST_POINTS = 50
TIME_STEPS = 2_000
"""Times are told to this part of how long they span, or finer."""


@dataclass(frozen=True, slots=True)
class CurveData:
    """The numbers of a group of charts, and what a page says of them before they are loaded."""

    text: str
    """JSON."""
    axes: tuple[str, ...]
    """What may run across beside the steps: `time` and `epoch`, where a curve has them."""
    thinned: int
    """About how many points each curve has left; 0 for all."""


def curve_data(charts: Sequence[Chart]) -> CurveData | None:
    """Return the curves of a group of charts as JSON; None where there are none.

    `x` and `t` are rows of places and of times, `panels` has an entry a chart, in order: null for a chart of
    other marks, else `lines` as [name, metric or 0 where that is its name, color, row of x, row of t or -1,
    row of epochs in x or -1, values, whether faint, dashed, held], `bands` as [color, row of x, low, high],
    `rules` as [name, value], `across` where that is not the steps, and `log` for a logarithmic axis up.
    """
    drawn = [chart.marks if _is_drawn(chart) else () for chart in charts]
    limit = _limit([mark for marks in drawn for mark in marks])
    if limit:
        drawn = [tuple(_thinned(mark, limit) for mark in marks) for marks in drawn]
    group = _Group([column for marks in drawn for mark in marks for column in _columns(mark)])
    if not group.has_values:
        return None
    panels = b",".join(
        group.panel(chart, marks) if marks else b"null" for chart, marks in zip(charts, drawn, strict=True)
    )
    times = group.times()
    text = b'{"x":[%s],%s"thinned":%d,"panels":[%s]}' % (b",".join(group.rows), times, limit, panels)
    has_epochs = any(isinstance(mark, Line) and mark.epochs for marks in drawn for mark in marks)
    axes = (*(["time"] if times else []), *(["epoch"] if has_epochs else []))
    return CurveData(text.decode(), axes, limit)


def _is_drawn(chart: Chart) -> bool:
    """Return whether a chart is curves over numbers, with bands and levels at most."""
    return (
        chart.x.scale is Scale.LINEAR
        and chart.y.scale in {Scale.LINEAR, Scale.LOG}
        and any(isinstance(mark, Line) for mark in chart.marks)
        and all(
            isinstance(mark, Line | Band) or (isinstance(mark, Rule) and not mark.is_vertical)
            for mark in chart.marks
        )
    )


def _columns(mark: Mark) -> tuple[tuple[float, ...], ...]:
    """Return the values of a mark that has many."""
    return (mark.y,) if isinstance(mark, Line) else (mark.low, mark.high) if isinstance(mark, Band) else ()


def _limit(marks: Sequence[Mark]) -> int:
    """Return to how many points each curve is thinned; 0 where all fit."""
    sizes = [len(column) for mark in marks for column in _columns(mark)]
    return 0 if sum(sizes) <= MOST_NUMBERS else max(FEWEST_POINTS, MOST_NUMBERS // len(sizes))


def _thinned(mark: Mark, limit: int) -> Mark:
    """Return a mark with about so many of its points: the ends and every extreme of a stretch."""
    if not isinstance(mark, Line | Band) or len(mark.x) <= limit:
        return mark
    kept = few(np.asarray(_columns(mark)[-1]), limit).tolist()

    def of(column: tuple[float, ...]) -> tuple[float, ...]:
        return tuple(column[at] for at in kept) if column else ()

    if isinstance(mark, Band):
        return replace(mark, x=of(mark.x), low=of(mark.low), high=of(mark.high))
    return replace(mark, x=of(mark.x), y=of(mark.y), times=of(mark.times), epochs=of(mark.epochs))


class _Group:
    """What the panels of a group share."""

    def __init__(self, columns: Sequence[tuple[float, ...]]) -> None:
        # By the column itself, which stays: to look for one by its numbers takes long.
        self._texts = dict(zip(map(id, columns), packed_columns(columns), strict=True))
        self.has_values = bool(columns)
        self.rows: list[bytes] = []
        self._row_of: dict[bytes, int] = {}
        self._clocks: list[Floats] = []
        self._last_times: tuple[float, ...] = ()
        self._last_clock = -1

    def panel(self, chart: Chart, marks: Sequence[Mark]) -> bytes:
        lines = [self._line(mark) for mark in marks if isinstance(mark, Line)]
        bands = [self._band(mark) for mark in marks if isinstance(mark, Band)]
        rules = [[plain(mark.name), mark.value] for mark in marks if isinstance(mark, Rule)]
        more = b',"bands":[%s]' % b",".join(bands) if bands else b""
        more += b',"rules":%s' % orjson.dumps(rules) if rules else b""
        more += b',"across":%s' % _name(chart.x.label) if chart.x.label != say("step") else b""
        more += b',"log":1' if chart.y.scale is Scale.LOG else b""
        return b'{"lines":[%s]%s}' % (b",".join(lines), more)

    def times(self) -> bytes:
        """Return the rows of times, from the earliest on; nothing where there are none."""
        if not self._clocks:
            return b""
        start = min(float(clock.min()) for clock in self._clocks)
        unit = _unit(max(float(clock.max()) for clock in self._clocks) - start)
        rows = [np.rint((clock - start) / unit).astype(np.int64) for clock in self._clocks]
        texts = b",".join(_regular(row) or orjson.dumps(np.diff(row, prepend=0).tolist()) for row in rows)
        return b'"t":{"start":%s,"unit":%s,"rows":[%s]},' % (orjson.dumps(start), orjson.dumps(unit), texts)

    def _line(self, line: Line) -> bytes:
        x, y = line.x, line.y
        clock = self._clock(line.times)
        epochs = self._row(line.epochs) if line.epochs else -1
        metric = b"0" if line.metric in {"", line.name} else _metric(line.metric)
        flags = (line.faint, line.dashed, line.steps)
        ends = b"".join(b",1" if flag else b",0" for flag in flags) if any(flags) else b""
        name = _name(line.name)
        places = (line.color, self._row(x), clock, epochs)
        return b"[%s,%s,%d,%d,%d,%d,%s%s]" % (name, metric, *places, self._texts[id(y)], ends)

    def _band(self, band: Band) -> bytes:
        low, high = band.low, band.high
        return b"[%d,%d,%s,%s]" % (band.color, self._row(band.x), self._texts[id(low)], self._texts[id(high)])

    def _row(self, x: tuple[float, ...]) -> int:
        text = _places(x)
        row = self._row_of.setdefault(text, len(self.rows))
        if row == len(self.rows):
            self.rows.append(text)
        return row

    def _clock(self, times: tuple[float, ...]) -> int:
        """Return the row of times that these are, as near as can be seen; -1 where one is not known."""
        if not len(times) or not math.isfinite(sum(times)):
            return -1
        if times == self._last_times:
            return self._last_clock
        clock = np.asarray(times, dtype=np.float64)
        self._last_times, self._last_clock = times, self._clock_like(clock)
        return self._last_clock

    def _clock_like(self, clock: Floats) -> int:
        near = _unit(float(clock.max() - clock.min()))
        for place, known in enumerate(self._clocks):
            if known.size == clock.size and float(np.abs(known - clock).max()) <= near:
                return place
        self._clocks.append(clock)
        return len(self._clocks) - 1


def _unit(seconds: float) -> float:
    """Return the power of ten, a millisecond or more, that is at most a part of a time span."""
    wish = seconds / TIME_STEPS
    return 10.0 ** math.floor(math.log10(wish)) if wish > 1e-3 else 1e-3


@lru_cache(maxsize=256)
def _name(name: str) -> bytes:
    return orjson.dumps(plain(name))


@lru_cache(maxsize=256)
def _metric(name: str) -> bytes:
    """Return a metric's name as it is, whatever stands in it."""
    return json.dumps(name).encode("ascii")


@lru_cache(maxsize=64)
def _places(x: tuple[float, ...]) -> bytes:
    array = np.asarray(x, dtype=np.float64)
    regular = _regular(array)
    if regular:
        return regular
    begins = np.flatnonzero(np.diff(array, prepend=math.nan))
    if begins.size * 2 > len(x):
        return orjson.dumps([_whole(place) for place in array.tolist()])
    counts = np.diff(np.append(begins, len(x)))
    return orjson.dumps({"of": [_whole(place) for place in array[begins].tolist()], "n": counts.tolist()})


def _regular(row: Floats | NDArray[np.int64]) -> bytes:
    """Return a row whose numbers all lie as far apart; empty for others."""
    gaps = np.diff(row)
    if gaps.size < 2 or not (gaps == gaps[0]).all() or (row != row[0] + gaps[0] * np.arange(row.size)).any():
        return b""
    return orjson.dumps({"from": _whole(float(row[0])), "by": _whole(float(gaps[0])), "n": row.size})


def _whole(number: float) -> int | float:
    return int(number) if number.is_integer() and abs(number) < 2**53 else number
