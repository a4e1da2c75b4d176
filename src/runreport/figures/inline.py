"""Charts as SVG path data and texts: plain values for a template, which the page's CSS colors.

Shapes are in thousandths of the chart's box and ticks in per cent of it, from left and from top, to be
stretched with `preserveAspectRatio="none"`. Strokes keep their width by `vector-effect: non-scaling-stroke`,
and texts stand beside the box, so neither is stretched with it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, islice
from math import isfinite
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from runreport.figures.chart import BASELINE, Chart, Intervals, Line, Mark, Points, Rule, Scale
from runreport.figures.inline_shapes import COLUMNS, beyond, grid_shapes, reach_of, shapes_of
from runreport.figures.numbers import counted, plain, short
from runreport.figures.paths import end_path, few, line_path
from runreport.figures.scales import Span, place, spans, unplaced
from runreport.figures.shape import Shape, color_class
from runreport.figures.table import axis_title
from runreport.language import say

SPARK_POINTS = 60


class Tick(NamedTuple):
    """A text beside an axis."""

    text: str
    at: float
    """Per cent from the left, or from the top."""


@dataclass(frozen=True, slots=True)
class LegendEntry:
    """What a color or a dash means."""

    text: str
    kind: str
    """`line`, `band`, `base`, `point` or `bar`."""
    color: str
    dashed: bool = False
    value: str = ""
    """The line's last value."""


@dataclass(frozen=True, slots=True)
class InlineChart:
    """A chart with everything placed."""

    key: str
    title: str
    alt: str
    note: str
    shapes: tuple[Shape, ...]
    """In order of painting."""
    x_ticks: tuple[Tick, ...]
    y_ticks: tuple[Tick, ...]
    """From the top."""
    x_label: str
    y_label: str
    legend: tuple[LegendEntry, ...]
    """Empty for a single mark, which needs none."""
    has_names_on_y: bool
    """Whether the y axis has names instead of numbers, which need more room."""
    arrows: tuple[tuple[str, float, float], ...] = ()
    """Sign, per cent from the left and from the top, of each point beyond the axes."""
    x_ends: str = ""
    """Lowest and highest value of the axis, and `log` on a logarithmic one; empty for names and times."""
    y_ends: str = ""


@dataclass(frozen=True, slots=True)
class Spark:
    """A small curve without axes."""

    path: str
    end: str
    """A line without length at the last point."""


def draw_inline(chart: Chart) -> InlineChart:
    """Return a chart as shapes and texts."""
    return draw_inlines([chart])[0]


def draw_inlines(charts: Sequence[Chart], columns: int = COLUMNS) -> list[InlineChart]:
    """Return each chart as shapes and texts.

    Args:
        charts: what to draw.
        columns: about so many points of each curve are drawn, every extreme of a stretch among them.
    """
    axes = [spans(chart) for chart in charts]
    shapes = iter(
        shapes_of(
            [
                (mark, *both)
                for chart, both in zip(charts, axes, strict=True)
                for mark in sorted(chart.marks, key=_depth)
            ],
            columns,
        )
    )
    return [
        _drawn(chart, x, y, chain.from_iterable(islice(shapes, len(chart.marks))))
        for chart, (x, y) in zip(charts, axes, strict=True)
    ]


def _drawn(chart: Chart, x: Span, y: Span, shapes: Iterable[Shape]) -> InlineChart:
    """Return a chart whose marks are shapes already, in order of painting."""
    return InlineChart(
        key=chart.key,
        title=chart.title,
        alt=chart.alt,
        note=_note(chart),
        shapes=(*grid_shapes(x, y), *shapes),
        x_ticks=_ticks(x, from_top=False),
        y_ticks=_ticks(y, from_top=y.scale is not Scale.CATEGORY),
        x_label=axis_title(chart.x),
        y_label=axis_title(chart.y),
        legend=_legend(chart.marks),
        has_names_on_y=y.scale is Scale.CATEGORY,
        arrows=_arrows(chart, x, y),
        x_ends=_ends(x),
        y_ends=_ends(y),
    )


def _arrows(chart: Chart, x: Span, y: Span) -> tuple[tuple[str, float, float], ...]:
    found: dict[tuple[str, float, float], None] = {}
    for mark in chart.marks:
        if isinstance(mark, Points | Intervals):
            spots = mark if isinstance(mark, Points) else reach_of(mark)
            turns, across, up = beyond(spots, x, y), place(x, spots.x), place(y, spots.y)
            for at in np.flatnonzero(np.isfinite(turns)).tolist():
                # Rows are counted from the top, values from below.
                down = float(up[at]) if y.scale is Scale.CATEGORY else 100 - float(up[at])
                found["▲▶▼◀"[int(turns[at])], round(float(across[at]), 2), round(down, 2)] = None
    return tuple(found)


def _ends(span: Span) -> str:
    if span.scale not in {Scale.LINEAR, Scale.LOG}:
        return ""
    return f"{span.low:.9g} {span.high:.9g}{' log' if span.scale is Scale.LOG else ''}"


def sparkline(
    steps: NDArray[np.int64],
    values: NDArray[np.float64],
    low: float | None = None,
    high: float | None = None,
) -> Spark:
    """Return a small curve for a table's cell; both texts are empty where no value is finite.

    Args:
        steps: shape (n,), ascending.
        values: shape (n,); NaN and infinities break the line.
        low: value at the bottom, to share a scale between rows; None for the lowest here.
        high: value at the top.
    """
    if steps.size > SPARK_POINTS:
        kept = few(values, SPARK_POINTS)
        steps, values = steps[kept], values[kept]
    finite = np.isfinite(values)
    good = values if finite.all() else values[finite]
    if not good.size:
        return Spark("", "")
    bottom = float(good.min()) if low is None else low
    top = float(good.max()) if high is None else high
    x = _stretched(steps, float(steps[0]), float(steps[-1]))
    y = 100 - _stretched(values, bottom, top)
    return Spark(line_path(x, y), end_path(x, y))


def _stretched(
    numbers: NDArray[np.int64] | NDArray[np.float64], low: float, high: float
) -> NDArray[np.float64]:
    """Return where numbers lie between low and high, 0 to 100; in the middle where these are one."""
    if not np.isfinite(high - low):
        numbers, low, high = numbers / 4, low / 4, high / 4
    if high <= low:
        return np.where(np.isfinite(numbers), 50.0, np.nan)
    scaled = (numbers - low) * (100 / (high - low))
    return np.where(np.isfinite(scaled), scaled, np.nan)


def _depth(mark: Mark) -> float:
    """Return the order of painting; of the lines, the one with the first color comes last."""
    if isinstance(mark, Line):
        return 1 if mark.faint else 4 - mark.color / 10
    return 2 if isinstance(mark, Rule) else 3 if isinstance(mark, Points | Intervals) else 0


def _note(chart: Chart) -> str:
    missing = unplaced(chart, chart.marks)
    if not missing:
        return chart.note
    is_log = Scale.LOG in {chart.x.scale, chart.y.scale}
    why = say("not finite, or not above zero on a logarithmic axis") if is_log else say("not finite")
    said = say("{values} cannot be drawn ({why}).", values=counted(missing, "value"), why=why)
    return f"{chart.note} {said}".strip()


@lru_cache(maxsize=4096)
def _ticks(span: Span, *, from_top: bool) -> tuple[Tick, ...]:
    places = place(span, [value for value, _ in span.ticks]).tolist()
    texts = [text for _, text in span.ticks]
    if from_top:
        places = [100 - at for at in reversed(places)]
        texts.reverse()
    return tuple(Tick(text, round(at, 2)) for text, at in zip(texts, places, strict=True))


def _legend(marks: Sequence[Mark]) -> tuple[LegendEntry, ...]:
    if len(marks) < 2:
        return ()
    entries: dict[tuple[str, str], LegendEntry] = {}
    for mark in marks:
        entry = _entry(mark)
        if entry is not None:
            entries.setdefault((entry.kind, entry.text), entry)
    return tuple(entries.values())


def _entry(mark: Mark) -> LegendEntry | None:
    if isinstance(mark, Intervals) or (isinstance(mark, Line) and mark.faint):
        return None
    name = plain(mark.name)
    if isinstance(mark, Rule):
        return LegendEntry(name, "base", color_class(BASELINE), dashed=True, value=short(mark.value))
    kind = {"Line": "line", "Band": "band", "Points": "point", "Bars": "bar", "Bins": "bar"}[
        type(mark).__name__
    ]
    if isinstance(mark, Line):
        return LegendEntry(name, kind, color_class(mark.color), mark.dashed, _last(mark))
    return LegendEntry(name, kind, color_class(mark.color))


def _last(line: Line) -> str:
    return next((short(value) for value in reversed(line.y) if isfinite(value)), "")


def pushed_apart(places: Sequence[float], room: float, end: float) -> list[float]:
    """Return ascending places moved so that neighbors are `room` apart, and none lies beyond `end`."""
    moved: list[float] = []
    for at in places:
        moved.append(max(at, moved[-1] + room) if moved else at)
    limit = end
    for index in range(len(moved) - 1, -1, -1):
        moved[index] = min(moved[index], limit)
        limit = moved[index] - room
    return moved
