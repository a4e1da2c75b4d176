"""Charts as matplotlib figures, for chapters, cards and files; one pixel is one point.

The figure holds no title: the page's heading, or the file's name, says what it shows.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from matplotlib.figure import Figure

from runreport.figures.apart import told_apart
from runreport.figures.chart import Chart, Intervals, Line, Scale
from runreport.figures.inline import pushed_apart
from runreport.figures.numbers import plain
from runreport.figures.print_axes import BELOW, Frame, draw_axes, set_limits
from runreport.figures.print_files import to_pdf, to_png, to_svg
from runreport.figures.print_legend import Entry, draw_legend, height_of, lay_out, legend_entries, says_all
from runreport.figures.print_marks import draw_mark
from runreport.figures.print_names import name_points
from runreport.figures.print_room import cut_to, lines_within, rows_within
from runreport.figures.print_style import INK_3, PALETTE, SMALL, SURFACE, style, width_of
from runreport.figures.print_svg import inline_svg
from runreport.figures.scales import Span, place, spans
from runreport.figures.table import LONGEST_NAME, axis_title

__all__ = ["draw_print", "inline_svg", "to_pdf", "to_png", "to_svg"]

GAP = 8.0
TEXT = 18.0
"""Height of a line of text with its space."""
ROW = 34.0
"""Height of one row of intervals."""
NAMES_PART, LABELS_PART = 0.38, 0.3
"""The most that names on the y axis, and at the lines' ends, may take of the width."""
LONGEST_END = 40
"""Letters of a name at a line's end."""


@dataclass(frozen=True, slots=True)
class EndName:
    """A line's name beside its last point."""

    text: str
    value: float
    color: int


def draw_print(chart: Chart, width_px: int = 720) -> Figure:
    """Return the chart as a figure `width_px` wide, as high as it needs; its label is the alt text."""
    with style(chart.key):
        chart, x, y = _fitted(spans(chart, x_target=max(3, width_px // 150)), chart, width_px)
        names, keys = _end_names(chart, width_px)
        entries = lay_out(legend_entries(chart, with_lines=not names), width_px)
        frame = _frame(chart, width_px, (x, y), names, entries)
        figure = Figure(figsize=(frame.width / 72, frame.height / 72), dpi=72, facecolor=SURFACE)
        figure.set_label(chart.alt)
        axes = draw_axes(figure, frame, x, y)
        for mark in chart.marks:
            draw_mark(axes, mark)
        # Once more: bars and shadings set limits of their own.
        set_limits(axes, x, y)
        name_points(figure, axes, chart.marks)
        _write_titles(figure, chart, frame)
        _write_names(figure, names, keys, frame, y)
        draw_legend(figure, entries, frame.height - _title_height(chart))
        return figure


def _fitted(both: tuple[Span, Span], chart: Chart, width: float) -> tuple[Chart, Span, Span]:
    """Return the axes with names wrapped or cut to their room; the chart says what of."""
    x, y = both
    if y.scale is Scale.CATEGORY:
        names = rows_within(chart.y.names, width * NAMES_PART, has_keys=not chart.y.label)
        y = _with_names(y, names.texts)
        chart = replace(chart, y=replace(chart.y, label=names.keys)) if names.keys else chart
    if x.scale is Scale.CATEGORY:
        room = (width - 60) / max(len(chart.x.names), 1) - GAP
        x = _with_names(x, lines_within(chart.x.names, room))
    return chart, x, y


def _with_names(span: Span, names: Sequence[str]) -> Span:
    ticks = tuple((value, name) for (value, _), name in zip(span.ticks, names, strict=True))
    return Span(span.scale, span.low, span.high, ticks)


def _end_names(chart: Chart, width: float) -> tuple[list[EndName], str]:
    """Return the names that stand at the lines' ends, from below, and what they are values of.

    None where they would not fit, or not tell the lines apart.
    """
    lines = [mark for mark in chart.marks if isinstance(mark, Line) and not mark.faint]
    ends = [np.flatnonzero(np.isfinite(line.y)) for line in lines]
    ended = [(line, float(line.y[end[-1]])) for line, end in zip(lines, ends, strict=True) if end.size]
    if says_all(chart) or not ended or len({line.x[-1] for line in lines if line.x}) > 1:
        return [], ""
    room = width * LABELS_PART
    whole = [plain(line.name, LONGEST_NAME) for line, _ in ended]

    def fit(text: str) -> str:
        return text if width_of(text, weight="bold") < room else plain(text, LONGEST_END)

    told = told_apart(whole, fit)
    if told.keys and not _has_head(chart, told.keys, width):
        told = told_apart(whole, fit, has_keys=False)
    is_clear = len(set(told.texts)) == len(set(whole))
    if not is_clear or max(width_of(text, weight="bold") for text in told.texts) >= room:
        return [], ""
    names = [EndName(text, value, line.color) for text, (line, value) in zip(told.texts, ended, strict=True)]
    return sorted(names, key=lambda name: name.value), told.keys


def _has_head(chart: Chart, keys: str, width: float) -> bool:
    """Return whether what names are values of has room above them, beside the y axis's title."""
    return bool(chart.y.label) and width_of(axis_title(chart.y)) + 3 * GAP + width_of(keys) < width


def _frame(
    chart: Chart, width: float, both: tuple[Span, Span], names: Sequence[EndName], entries: Sequence[Entry]
) -> Frame:
    x, y = both
    rows = next((len(mark.values) for mark in chart.marks if isinstance(mark, Intervals)), 0)
    inner = rows * ROW if rows else 150 + width * 0.16
    left = max((width_of(text) for _, text in y.ticks), default=0.0) + 1.5 * GAP
    right = max((width_of(name.text, weight="bold") + 1.5 * GAP for name in names), default=GAP)
    before, beyond = _overhang(x, width - left - right)
    top = _title_height(chart) + height_of(entries) + GAP
    bottom = TEXT * (2 if chart.x.label else 1) + BELOW - 3
    return Frame(width, inner + top + bottom, max(left, before), max(right, beyond), top, bottom)


def _overhang(x: Span, inner: float) -> tuple[float, float]:
    """Return how far the x ticks' texts reach beyond both ends of an axis `inner` pixels long."""
    places = place(x, [value for value, _ in x.ticks]) / 100 * inner
    halves = [width_of(text) / 2 + 2 for _, text in x.ticks]
    before = max((half - at for half, at in zip(halves, places, strict=True)), default=0.0)
    return before, max((at + half - inner for half, at in zip(halves, places, strict=True)), default=0.0)


def _title_height(chart: Chart) -> float:
    return TEXT if chart.y.label else 0.0


def _write_titles(figure: Figure, chart: Chart, frame: Frame) -> None:
    """Write what the axes are: y above its ticks, x below them at the right; neither is turned."""
    y_title = cut_to(axis_title(chart.y), frame.width)
    x_title = cut_to(axis_title(chart.x), frame.width)
    figure.text(0, 1 - 3 / frame.height, y_title, size=SMALL, color=INK_3, va="top")
    right = 1 - frame.right / frame.width if x_title else 1
    figure.text(right, 4 / frame.height, x_title, size=SMALL, color=INK_3, ha="right", va="bottom")


def _write_names(figure: Figure, names: Sequence[EndName], keys: str, frame: Frame, y: Span) -> None:
    inner = frame.height - frame.top - frame.bottom
    heights = [float(at) / 100 * inner + frame.bottom for at in place(y, [name.value for name in names])]
    left = (frame.width - frame.right + GAP) / frame.width
    if keys:
        start = min(left, 1 - width_of(keys) / frame.width)
        figure.text(start, 1 - 3 / frame.height, keys, size=SMALL, color=INK_3, va="top")
    for name, at in zip(names, pushed_apart(heights, SMALL + 3, frame.height - frame.top), strict=True):
        text = figure.text(left, at / frame.height, name.text, size=SMALL, color=PALETTE[name.color])
        text.set(weight="bold", va="center_baseline")
