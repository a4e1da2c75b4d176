"""Each mark of a chart as SVG path data with the classes that style it."""

from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from runreport.figures.chart import BASELINE, Band, Bars, Bins, Intervals, Line, Mark, Points, Rule, Scale
from runreport.figures.column import Floats
from runreport.figures.inline_lines import PlainLine, is_plain, line_shapes, plain_lines
from runreport.figures.paths import SIZE, band_path, box_path, coordinate, dot_path, few, line_path
from runreport.figures.scales import Span, down_from_top, place
from runreport.figures.shape import Shape, color_class

COLUMNS = 400
"""A line has at most about so many points, unless told otherwise; few screens show more of it."""
BAR_WIDTH = 0.7
"""Part of its place that a bar takes."""


def grid_shapes(x: Span, y: Span) -> tuple[Shape, ...]:
    """Return the grid: across where y has numbers, down where x has them and y has names."""
    if y.scale is Scale.CATEGORY:
        down = [f"M{coordinate(at)} 0V{SIZE}" for at in place(x, [value for value, _ in x.ticks]).tolist()]
        return (Shape("".join(down), "grid"),)
    return (_lines_across(y),)


@lru_cache(maxsize=4096)
def _lines_across(y: Span) -> Shape:
    downs = down_from_top(y, [value for value, _ in y.ticks]).tolist()
    return Shape("".join([f"M0 {coordinate(down)}H{SIZE}" for down in downs]), "grid")


def shapes_of(marks: Sequence[tuple[Mark, Span, Span]], columns: int = COLUMNS) -> list[tuple[Shape, ...]]:
    """Return the shapes of each mark, in order of painting; none where nothing can be placed.

    A line or band has at most about `columns` points: its ends, and every extreme of a stretch.
    """
    found: dict[int, tuple[Shape, ...]] = {}
    plain: dict[int, PlainLine] = {}
    for at, (mark, x, y) in enumerate(marks):
        if isinstance(mark, Line) and is_plain(mark, x, y, columns):
            plain[at] = mark, x, y
        else:
            found[at] = _shapes(mark, x, y, columns)
    found.update(zip(plain, plain_lines([*plain.values()]), strict=True))
    return [found[at] for at in range(len(marks))]


def _shapes(mark: Mark, x: Span, y: Span, columns: int) -> tuple[Shape, ...]:
    match mark:
        case Line():
            shapes = line_shapes(mark, x, y, columns)
        case Band():
            kept = few(np.asarray(mark.high), columns)
            sides = (place(x, mark.x), down_from_top(y, mark.low), down_from_top(y, mark.high))
            shapes = (Shape(band_path(*(side[kept] for side in sides)), "band", color_class(mark.color)),)
        case Points():
            kept = np.isnan(beyond(mark, x, y))
            across, down = place(x, mark.x)[kept], down_from_top(y, mark.y)[kept]
            kind = "point square" if mark.is_square else "point"
            shapes = (Shape(dot_path(across, down), kind, color_class(mark.color)),)
        case Bars():
            shapes = (Shape(_bars(mark, x, y), "bar", color_class(mark.color)),)
        case Bins():
            shapes = (Shape(_bins(mark, x, y), "bar", color_class(mark.color)),)
        case Intervals():
            shapes = tuple(shape for row in range(len(mark.values)) for shape in _interval(mark, row, x, y))
        case Rule():
            shapes = (Shape(_rule(mark, x, y), "base", color_class(BASELINE)),)
    return tuple(shape for shape in shapes if shape.d)


def beyond(mark: Points, x: Span, y: Span) -> Floats:
    """Return the quarter turns from up of the arrows for points beyond the axes, shape (n,).

    0 points up, 1 to the right, 2 down, 3 to the left; NaN stands for points within.
    """
    turns = np.full(len(mark.x), np.nan)
    for span, values, low, high in ((x, mark.x, 3, 1), (y, mark.y, 2, 0)):
        array = np.asarray(values, dtype=np.float64)
        slack = 1e-9 * max(abs(span.low), abs(span.high))
        turns[array < span.low - slack] = low
        turns[(array > span.high + slack) & np.isfinite(array)] = high
    return turns


def reach_of(mark: Intervals) -> Points:
    """Return the values of intervals, their ends and the single values behind them, at their rows."""
    rows = [
        (end, float(row))
        for row, value in enumerate(mark.values)
        for end in (value, mark.low[row], mark.high[row], *(mark.points[row] if mark.points else ()))
        if end is not None
    ]
    return Points(mark.name, tuple(end for end, _ in rows), tuple(row for _, row in rows))


def _within(span: Span, values: Sequence[float]) -> list[float]:
    """Return the values that lie on a scale."""
    slack = 1e-9 * max(abs(span.low), abs(span.high))
    return [value for value in values if span.low - slack <= value <= span.high + slack]


def _bars(bars: Bars, x: Span, y: Span) -> str:
    zero = float(down_from_top(y, (0.0,))[0])
    pieces = []
    for index, height in enumerate(down_from_top(y, bars.values).tolist()):
        if np.isfinite(height):
            left, right = place(x, [index - BAR_WIDTH / 2, index + BAR_WIDTH / 2]).tolist()
            pieces.append(box_path(left, right, min(height, zero), max(height, zero)))
    return "".join(pieces)


def _bins(bins: Bins, x: Span, y: Span) -> str:
    zero = float(down_from_top(y, (0.0,))[0])
    edges = zip(
        place(x, bins.low).tolist(),
        place(x, bins.high).tolist(),
        down_from_top(y, bins.values).tolist(),
        strict=True,
    )
    return "".join(
        box_path(left, right, min(height, zero), max(height, zero))
        for left, right, height in edges
        if np.isfinite(left + right + height)
    )


def _interval(mark: Intervals, row: int, x: Span, y: Span) -> tuple[Shape, ...]:
    """Return one row: its range, the single values behind it, and its value."""
    color = color_class(mark.colors[row] if mark.colors else 0)
    height = float(place(y, row))
    low, high = mark.low[row], mark.high[row]
    shapes = []
    if low is not None and high is not None:
        shapes.append(Shape(line_path(place(x, (low, high)), np.full(2, height)), "range", color))
    if mark.points:
        singles = place(x, _within(x, mark.points[row]))
        shapes.append(Shape(dot_path(singles, np.full(singles.size, height)), "point", color))
    value = place(x, _within(x, mark.values[row : row + 1]))
    shapes.append(Shape(dot_path(value, np.full(value.size, height)), "end", color))
    return tuple(shapes)


def _rule(rule: Rule, x: Span, y: Span) -> str:
    at = float(place(x if rule.is_vertical else y, rule.value))
    if not np.isfinite(at):
        return ""
    return f"M{coordinate(at)} 0V{SIZE}" if rule.is_vertical else f"M0 {coordinate(100 - at)}H{SIZE}"
