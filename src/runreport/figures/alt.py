"""Text alternatives made from a chart's own numbers, so that they cannot disagree with it."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace

from runreport.figures.chart import Band, Bars, Bins, Chart, Intervals, Line, Points, Rule, Scale
from runreport.figures.column import ends_of
from runreport.figures.numbers import counted, plain, short
from runreport.figures.scales import unplaced
from runreport.language import say, say_count

LONGEST = 250
MOST_OFF = 3
"""Values off the scale that are said one by one."""
_NAME_LENGTHS = (60, 40, 24, 12)
_ATTEMPTS = (*((length, True) for length in _NAME_LENGTHS), (_NAME_LENGTHS[-1], False))

Named = tuple[str, float]


def described(chart: Chart) -> Chart:
    """Return the chart with its text alternative."""
    return replace(chart, alt=alt_text(chart))


def alt_text(chart: Chart) -> str:
    """Return what kind of chart it is, its extremes with names, its trend, what is off scale and missing.

    At most `LONGEST` characters: names are cut first, then the trend is left out.
    """
    for length, with_trend in _ATTEMPTS:
        text = _text(chart, length, with_trend=with_trend)
        if len(text) <= LONGEST:
            return text
    return f"{text[: LONGEST - 1]}…"


def _text(chart: Chart, length: int, *, with_trend: bool) -> str:
    has_rows = _has_rows(chart)
    by = plain(chart.x.label, length) if chart.x.label and not has_rows else ""
    what = plain(chart.x.label if has_rows else chart.y.label, length)
    clauses = [
        _extremes(chart, length),
        _trend(chart) if with_trend else "",
        _off_scale(chart, length),
        _missing(chart),
    ]
    said = "; ".join(clause for clause in clauses if clause)
    said = f"{said}." if said else say("It is empty.")
    places = {"kind": _kind(chart), "what": what, "size": _size(chart), "said": said}
    if by:
        return say("{kind} of {what} by {by} for {size}. {said} Table follows.", by=by, **places)
    return say("{kind} of {what} for {size}. {said} Table follows.", **places)


def _has_rows(chart: Chart) -> bool:
    return any(isinstance(mark, Intervals) for mark in chart.marks)


def _kind(chart: Chart) -> str:
    kinds = {type(mark) for mark in chart.marks}
    if kinds == {Line}:
        return say("Line chart")
    if Intervals in kinds:
        return say("Interval chart")
    if Bins in kinds:
        return say("Histogram")
    if Bars in kinds:
        return say("Bar chart")
    return say("Scatter plot") if Points in kinds else say("Line chart")


def _size(chart: Chart) -> str:
    for mark in chart.marks:
        if isinstance(mark, Bins):
            return counted(len(mark.values), "bin")
        if isinstance(mark, Intervals | Bars):
            return counted(len(mark.values), "entry", "entries")
    points = sum(len(mark.x) for mark in chart.marks if isinstance(mark, Points))
    return counted(points, "point") if points else counted(len(_lines(chart)), "series", "series")


def _lines(chart: Chart) -> list[Line]:
    return [mark for mark in chart.marks if isinstance(mark, Line) and not mark.faint]


def named_values(chart: Chart) -> Iterator[Named]:
    """Yield (name, value) for every number that the chart names; NaN and infinities too.

    Faint lines, bands, rules and the single values behind a mean have no name of their own.
    """
    for mark in chart.marks:
        match mark:
            case Line(faint=False) | Points():
                yield from ((mark.name, value) for value in mark.y)
            case Bars():
                yield from zip(chart.x.names, mark.values, strict=True)
            case Bins():
                ends = zip(mark.low, mark.high, strict=True)
                names = (
                    say("from {start} to {end}", start=short(low), end=short(high)) for low, high in ends
                )
                yield from zip(names, mark.values, strict=True)
            case Intervals():
                yield from zip(chart.y.names, mark.values, strict=True)
            case Line() | Band() | Rule():
                continue


def _extremes(chart: Chart, length: int) -> str:
    ends = list(_ends(chart))
    if not ends:
        return ""
    highest, lowest = max(ends, key=_value), min(ends, key=_value)
    if len({name for name, _ in ends}) == 1:
        return say("Highest {highest}, lowest {lowest}", highest=short(highest[1]), lowest=short(lowest[1]))
    return say(
        "Highest {highest}, lowest {lowest}", highest=_said(highest, length), lowest=_said(lowest, length)
    )


def _ends(chart: Chart) -> Iterator[Named]:
    """Yield the highest and the lowest finite value under each name, or all values of short charts."""
    lines = _lines(chart)
    if len(lines) == len(chart.marks):
        for line in lines:
            ends = ends_of(line.y)
            finite = _finite(line.y) if ends is None else ends[:2]
            if finite:
                yield from ((line.name, max(finite)), (line.name, min(finite)))
        return
    yield from ((name, value) for name, value in named_values(chart) if math.isfinite(value))


def _finite(numbers: Sequence[float]) -> Sequence[float]:
    return numbers if ends_of(numbers) else [number for number in numbers if math.isfinite(number)]


def _value(named: Named) -> float:
    return named[1]


def _said(named: Named, length: int) -> str:
    return f"{plain(named[0], length)} {short(named[1])}"


def _trend(chart: Chart) -> str:
    lines = _lines(chart)
    first = min(lines, key=lambda line: line.color, default=None)
    finite = _finite(first.y) if first else ()
    if first is None or len(finite) < 2:
        return ""
    start, end = short(finite[0]), short(finite[-1])
    is_alone = len(lines) == 1 and chart.y.label == first.name
    if start == end:
        return level_words(finite, "" if is_alone else plain(first.name, 40))
    if not is_alone:
        return say("{name} goes from {start} to {end}", name=plain(first.name, 40), start=start, end=end)
    return say("from {start} to {end}", start=start, end=end)


def level_words(values: Sequence[float], name: str = "") -> str:
    """Return whether a curve that ends as it began stayed there; nothing where its extremes say so already.

    Args:
        values: finite, in order, one or more.
        name: of the curve; empty where that is clear.
    """
    value = short(values[0])
    is_level = short(min(values)) == short(max(values))
    if not name:
        return "" if is_level else say("begins and ends at {value}", value=value)
    if is_level:
        return say("{name} stays at {value}", name=name, value=value)
    return say("{name} begins and ends at {value}", name=name, value=value)


def _off_scale(chart: Chart, length: int) -> str:
    """Return how many values lie beyond the drawn scale, and the first of them, farthest first."""
    axis = chart.x if _has_rows(chart) else chart.y
    if axis.low is None and axis.high is None:
        return ""
    low = -math.inf if axis.low is None else axis.low
    high = math.inf if axis.high is None else axis.high
    slack = 1e-9 * max((abs(end) for end in (low, high) if math.isfinite(end)), default=0.0)
    off = [
        (max(low - value, value - high), name, value)
        for name, value in named_values(chart)
        if math.isfinite(value) and not low - slack <= value <= high + slack
    ]
    if not off or axis.scale is Scale.CATEGORY:
        return ""
    off.sort(key=lambda one: (-one[0], one[1]))
    is_named = len({name for name, _ in named_values(chart)}) > 1
    return off_scale_words(
        [_said((name, value), length) if is_named else short(value) for _, name, value in off]
    )


def off_scale_words(values: Sequence[str]) -> str:
    """Return how many values have no place on a scale, and the first of them, without an end stop."""
    more = say(" and {off} more", off=len(values) - MOST_OFF) if len(values) > MOST_OFF else ""
    return say_count(
        len(values),
        "{n} value is off the drawn scale: {values}",
        "{n} values are off the drawn scale: {values}",
        values=", ".join(values[:MOST_OFF]) + more,
    )


def _missing(chart: Chart) -> str:
    missing = unplaced(chart, [mark for mark in chart.marks if not isinstance(mark, Rule)])
    return say("{values} not drawn", values=counted(missing, "value")) if missing else ""
