"""Each mark of a chart on matplotlib's axes, in the chart's own numbers."""

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from numpy.typing import ArrayLike, NDArray

from runreport.figures.chart import BASELINE, Band, Bars, Bins, Intervals, Line, Mark, Points, Rule
from runreport.figures.column import Floats
from runreport.figures.paths import few
from runreport.figures.print_dots import draw_dots
from runreport.figures.print_style import DASHED, EDGE, GRID, INK_3, MARKERS, PALETTE, SURFACE

COLUMNS = 600
MARKS_A_LINE = 6
MANY_POINTS = 200
"""Beyond, they are dots, and those in one place are one."""


def draw_mark(axes: Axes, mark: Mark) -> None:
    """Draw one mark; numbers without a place on the axes are left out by matplotlib."""
    match mark:
        case Line():
            _draw_line(axes, mark)
        case Band():
            axes.fill_between(mark.x, mark.low, mark.high, color=PALETTE[mark.color], alpha=0.18, linewidth=0)
        case Points():
            _draw_points(axes, mark)
        case Bars():
            axes.bar(range(len(mark.values)), mark.values, width=0.7, color=PALETTE[mark.color], zorder=2)
        case Bins():
            widths = np.subtract(mark.high, mark.low)
            axes.bar(mark.low, mark.values, width=widths, align="edge", color=PALETTE[mark.color], zorder=2)
        case Intervals():
            for row in range(len(mark.values)):
                _draw_interval(axes, mark, row)
        case Rule():
            rule = axes.axvline if mark.is_vertical else axes.axhline
            rule(mark.value, color=PALETTE[BASELINE], linewidth=1.4, linestyle=DASHED, zorder=2)


def _draw_points(axes: Axes, points: Points) -> None:
    x, y = _inside(axes, points.x, points.y, PALETTE[points.color])
    shape = "s" if points.is_square else MARKERS[points.color] or "o"
    if len(x) > MANY_POINTS:
        draw_dots(axes, x, y, PALETTE[points.color], is_square=shape != "o")
        return
    _add_line(
        axes,
        x,
        y,
        linestyle="none",
        marker=shape,
        markersize=6,
        color=PALETTE[points.color],
        alpha=0.85,
        markeredgecolor=SURFACE,
        markeredgewidth=0.6,
        clip_on=False,
        zorder=4,
    )


def _draw_line(axes: Axes, line: Line) -> None:
    y = np.asarray(line.y)
    kept = few(y, COLUMNS)
    x, y = np.asarray(line.x)[kept], y[kept]
    style = "steps-post" if line.steps else "default"
    if line.faint:
        look = (
            {"color": PALETTE[line.color], "linestyle": DASHED}
            if line.dashed
            else {"color": EDGE, "alpha": 0.45}
        )
        _add_line(axes, x, y, linewidth=1, drawstyle=style, zorder=1.5, **look)
        return
    _add_line(
        axes,
        x,
        y,
        color=PALETTE[line.color],
        linewidth=2,
        linestyle=DASHED if line.dashed else "solid",
        drawstyle=style,
        zorder=3,
    )
    good = np.flatnonzero(np.isfinite(x) & np.isfinite(y))
    if good.size:
        _draw_shapes(axes, x[good], y[good], line)
    if good.size <= MANY_POINTS:
        # Larger than those of points that lie off at the same place, and behind them.
        _inside(axes, x[good], y[good], PALETTE[line.color], size=13, depth=4.4)


def _add_line(axes: Axes, x: ArrayLike, y: ArrayLike, **look: Any) -> None:
    """Add a line or markers; `plot` would also look for limits, which are set already, and for units."""
    axes.add_artist(Line2D(x, y, **look))


def _draw_shapes(axes: Axes, x: Floats, y: Floats, line: Line) -> None:
    """Draw the color's shape at the line's end and at a few points before, other ones for each color.

    A line between two points has both, as a slope does. A best-so-far goes through points of single runs:
    there, the shapes are frames around these.
    """
    color = line.color
    part = (np.arange(MARKS_A_LINE) + color / len(MARKERS)) / MARKS_A_LINE
    along = np.append(part if MARKERS[color] else (), 1.0) if x.size > 2 else np.linspace(0, 1, x.size)
    places = np.unique((along * (x.size - 1)).round().astype(int))
    places = places[~_beyond(x[places], axes.get_xlim()).any(0) & ~_beyond(y[places], axes.get_ylim()).any(0)]
    look: dict[str, Any] = {"markersize": 6.5, "markeredgecolor": SURFACE, "markeredgewidth": 1}
    if line.steps:
        look = {"markersize": 11, "markerfacecolor": SURFACE, "markeredgecolor": PALETTE[color]}
    _add_line(
        axes,
        x[places],
        y[places],
        linestyle="none",
        marker=MARKERS[color] or "o",
        color=PALETTE[color],
        clip_on=False,
        zorder=3.5 if line.steps else _depth(color) + 0.05,
        **look,
    )


def _depth(color: int) -> float:
    """Return the order of painting of a line: the first color comes last, above single points."""
    return 5 - color / 10


def _draw_interval(axes: Axes, mark: Intervals, row: int) -> None:
    color = PALETTE[mark.colors[row] if mark.colors else 0]
    axes.axhline(row, color=GRID, linewidth=1, zorder=1)
    low, high = mark.low[row], mark.high[row]
    if low is not None and high is not None:
        _add_line(axes, (low, high), (row, row), color=color, linewidth=2.5, zorder=3)
    value, _ = _inside(axes, (mark.values[row],), (row,), color)
    reach = [end for end in (low, high, *(mark.points[row] if mark.points else ())) if end is not None]
    _inside(axes, reach, np.full(len(reach), row), color)
    singles = mark.points[row] if mark.points else ()
    singles = tuple(np.asarray(singles)[~_beyond(singles, axes.get_xlim()).any(0)]) if singles else ()
    if len(singles) > 1 and len(value):
        _add_line(
            axes,
            singles,
            np.full(len(singles), row + 0.24),
            linestyle="none",
            marker="o",
            markersize=3.5,
            color=INK_3,
            alpha=0.7,
            markeredgewidth=0,
            clip_on=False,
            zorder=2.5,
        )
    if len(value):
        _add_line(
            axes,
            value,
            (row,),
            marker="o",
            markersize=8,
            color=color,
            markeredgecolor=SURFACE,
            clip_on=False,
            zorder=4,
        )


def _beyond(values: ArrayLike, limits: tuple[float, float]) -> NDArray[np.bool_]:
    """Return whether values lie below, and above, an axis; shape (2, n)."""
    array = np.asarray(values, dtype=np.float64)
    slack = 1e-9 * max(abs(limits[0]), abs(limits[1]))
    return np.stack((array < min(limits) - slack, array > max(limits) + slack))


def _inside(
    axes: Axes, x: ArrayLike, y: ArrayLike, color: str, *, size: float = 8, depth: float = 4.5
) -> tuple[Floats, Floats]:
    """Return the points within the axes; draw those beyond as arrows at the edge."""
    across, up = np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64)
    (first, last), (one, other) = axes.get_xlim(), sorted(axes.get_ylim())
    (left, right), (below, above) = _beyond(across, (first, last)), _beyond(up, axes.get_ylim())
    for marker, off in (("<", left), (">", right), ("v", below), ("^", above)):
        if off.any():
            spots = np.clip(across[off], first, last), np.clip(up[off], one, other)
            _add_line(
                axes,
                *spots,
                linestyle="none",
                marker=marker,
                markersize=size,
                color=color,
                clip_on=False,
                zorder=depth,
            )
    kept = ~(left | right | below | above)
    return across[kept], up[kept]
