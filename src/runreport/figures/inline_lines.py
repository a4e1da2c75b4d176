"""Curves of an inline drawing: those of as many points together, since a page has many of them."""

from collections.abc import Iterator, Sequence
from functools import lru_cache

import numpy as np

from runreport.figures.chart import Line, Scale
from runreport.figures.column import FAR, Floats, array_of, ends_of, made_alike
from runreport.figures.paths import end_path, few, line_path, stairs, unbroken_paths
from runreport.figures.scales import Span, down_from_top, place, place_rows
from runreport.figures.shape import Shape, color_class

PlainLine = tuple[Line, Span, Span]
"""A line, and the axes that it is drawn on."""


def is_plain(line: Line, x: Span, y: Span, columns: int) -> bool:
    """Return whether all points of a line are drawn as they are, on a linear axis up."""
    return (
        1 < len(line.y) <= columns
        and not line.steps
        and y.scale is Scale.LINEAR
        and 0 < y.high - y.low < FAR
        and ends_of(line.y) is not None
        and ends_of(line.x) is not None
        and (x.scale is not Scale.LOG or min(line.x) > 0)
    )


def plain_lines(lines: Sequence[PlainLine]) -> list[tuple[Shape, ...]]:
    """Return the shapes of lines that are plain, those of as many points drawn at once."""
    return made_alike(lines, lambda one: len(one[0].y), _drawn_at_once)


def _drawn_at_once(lines: Sequence[PlainLine]) -> Iterator[tuple[Shape, ...]]:
    across = np.array([_across(x, line.x) for line, x, _ in lines])
    rows = np.array([array_of(line.y) for line, _, _ in lines])
    paths = unbroken_paths(across, 100 - place_rows([y for _, _, y in lines], rows))
    for (line, _, _), (path, end) in zip(lines, paths, strict=True):
        yield _shapes(line, path, end)


def line_shapes(line: Line, x: Span, y: Span, columns: int) -> tuple[Shape, ...]:
    """Return the shapes of any line: one of about `columns` points, its ends and every extreme among them."""
    across, down = _across(x, line.x), down_from_top(y, line.y)
    if down.size > columns:
        kept = few(down, columns)
        across, down = across[kept], down[kept]
    end = end_path(across, down)
    if line.steps and across.size:
        across, down = stairs(across, down)
    return _shapes(line, line_path(across, down), end)


def _shapes(line: Line, path: str, end: str) -> tuple[Shape, ...]:
    color = color_class(line.color)
    curve = Shape(path, "line", color, line.dashed, line.faint)
    return (curve,) if line.faint else (curve, Shape(end, "end", color))


@lru_cache(maxsize=16)
def _across(span: Span, values: tuple[float, ...]) -> Floats:
    """Return places along x, which most curves of a page share."""
    return place(span, values)
