"""Scales that outliers must not flatten: a value far beyond the rest stands at the edge, and is said.

The rule, also of the leaderboard's ranges: among five values or more, one is off the scale where it
lies beyond the quartiles by more than `REACH` times their distance, and the values that stay would
otherwise take less than `LEAST_PART` of the axis. On a logarithmic axis the logarithms count.
"""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from runreport.figures.chart import Axis, Chart, Intervals, Line, Points, Scale
from runreport.figures.numbers import short
from runreport.language import say, say_count

FEWEST = 5
REACH = 4.0
LEAST_PART = 1 / 3
MOST_SAID = 5
_ROOM = 0.06


def rest_of(values: Iterable[float]) -> tuple[float, float] | None:
    """Return the lowest and highest value that stay on the scale; None where all do.

    Values that are not finite do not count.
    """
    ordered = sorted(value for value in values if math.isfinite(value))
    if len(ordered) < FEWEST:
        return None
    lower, upper = ordered[len(ordered) // 4], ordered[-1 - len(ordered) // 4]
    reach = max(REACH * (upper - lower), 1e-12 * max(abs(lower), abs(upper)))
    kept = [value for value in ordered if lower - reach <= value <= upper + reach]
    whole, part = ordered[-1] - ordered[0], kept[-1] - kept[0]
    # Where all that stay are one value, there is nothing to see more of.
    if len(kept) == len(ordered) or part <= 0 or not part < LEAST_PART * whole < math.inf:
        return None
    return kept[0], kept[-1]


def fitted(chart: Chart, noun: str = "run") -> Chart:
    """Return the chart with its value axis set to the values without outliers, and these said in the note.

    Nothing leaves the chart: marks keep all numbers, so that its table and text alternative hold them.
    """
    is_rows = chart.y.scale is Scale.CATEGORY
    axis, values = (chart.x if is_rows else chart.y), _values(chart)
    if axis.scale is Scale.CATEGORY or axis.low is not None or axis.high is not None:
        return chart
    is_log = axis.scale is Scale.LOG
    known = [value for value in values if math.isfinite(value) and (value > 0 or not is_log)]
    kept = rest_of(map(math.log10, known) if is_log else known)
    if kept is None:
        return chart
    low, high = (10.0 ** kept[0], 10.0 ** kept[1]) if is_log else kept
    ends = [end for end in _ends(chart) if math.isfinite(end)]
    cut = _cut(axis, low, high, ends)
    off = sorted(_beyond(cut, known))
    if not off:
        return chart
    parts = (chart.note, off_words(off, noun), _reach_words(chart, cut, off), *_line_words(chart, cut))
    note = " ".join(part for part in parts if part)
    return replace(chart, note=note, x=cut) if is_rows else replace(chart, note=note, y=cut)


def off_words(off: Sequence[float], noun: str, where: str = "") -> str:
    """Return what is off a scale, with its values: `1 run lies off this scale (arrow at the edge): 0.228`."""
    said = ", ".join(short(value) for value in off[:MOST_SAID])
    more = say(" and {off} more", off=len(off) - MOST_SAID) if len(off) > MOST_SAID else ""
    of = {"where": where or say("arrow at the edge"), "values": said + more}
    if noun == "run":
        return say_count(
            len(off),
            "{n} run lies off this scale ({where}): {values}.",
            "{n} runs lie off this scale ({where}): {values}.",
            **of,
        )
    if noun == "setting":
        return say_count(
            len(off),
            "{n} setting lies off this scale ({where}): {values}.",
            "{n} settings lie off this scale ({where}): {values}.",
            **of,
        )
    return say_count(
        len(off),
        "{n} mean lies off this scale ({where}): {values}.",
        "{n} means lie off this scale ({where}): {values}.",
        **of,
    )


def _beyond(axis: Axis, values: Iterable[float]) -> Iterator[float]:
    """Yield the finite values that lie off an axis with limits."""
    low, high = axis.low or 0.0, axis.high or 0.0
    return (value for value in values if math.isfinite(value) and not low <= value <= high)


def _line_words(chart: Chart, axis: Axis) -> Iterator[str]:
    """Yield how far each line that has a name goes on beyond the scale."""
    for line in chart.marks:
        if isinstance(line, Line) and not line.faint:
            ends = sorted(set(_beyond(axis, line.y)))
            if ends:
                yield say("The line “{name}” leaves this scale, to {said}.", name=line.name, said=_said(ends))


def _said(values: Sequence[float]) -> str:
    said = ", ".join(short(value) for value in values[:MOST_SAID])
    more = len(values) - MOST_SAID
    return said + (say(" and {ends} more", ends=more) if more > 0 else "")


def _reach_words(chart: Chart, axis: Axis, off: Sequence[float]) -> str:
    """Return how far bars and single values go beyond the scale of means that lie on it."""
    marks = [mark for mark in chart.marks if isinstance(mark, Intervals)]
    reached = (
        end
        for mark in marks
        for row, value in enumerate(mark.values)
        if value not in off
        for end in (mark.low[row], mark.high[row], *(mark.points[row] if mark.points else ()))
        if end is not None
    )
    ends = set(_beyond(axis, reached))
    if not ends:
        return ""
    return say("Bars or single runs that end at an arrow go on, to {said}.", said=_said(sorted(ends)))


def _cut(axis: Axis, low: float, high: float, ends: Sequence[float]) -> Axis:
    """Return the axis from low to high with a little room; ranges' ends within reach stay whole."""
    if axis.scale is Scale.LOG:
        room = (high / low) ** _ROOM
        return replace(axis, low=low / room, high=high * room)
    span = high - low
    # An interval may reach beyond its value, but not so far that it flattens the rest again.
    low = min([low, *(end for end in ends if low - span <= end)])
    high = max([high, *(end for end in ends if end <= high + span)])
    room = (high - low) * _ROOM
    return replace(axis, low=low - room, high=high + room)


def _values(chart: Chart) -> list[float]:
    """Return the numbers that the outliers are looked for among: of runs, or the means of rows."""
    points = [value for mark in chart.marks if isinstance(mark, Points) for value in mark.y]
    rows = [value for mark in chart.marks if isinstance(mark, Intervals) for value in mark.values]
    return points or rows or [value for mark in chart.marks if isinstance(mark, Line) for value in mark.y]


def _ends(chart: Chart) -> list[float]:
    """Return what should stay on the scale where it can: ends of bars, single values, lines."""
    lines = [mark for mark in chart.marks if isinstance(mark, Line) and not mark.faint]
    marks = [mark for mark in chart.marks if isinstance(mark, Intervals)]
    ends = [end for mark in marks for end in (*mark.low, *mark.high) if end is not None]
    singles = [value for mark in marks for values in mark.points for value in values]
    return [*ends, *singles, *(value for line in lines for value in line.y)]
