"""The axes of a printed figure: a grid, and texts beside it.

matplotlib's own axes make an artist for every tick and measure every text several times, which takes
longer than all else of a figure. Here all is placed already: spans say where ticks are, and what they say.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.axis import XAxis, YAxis
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch
from matplotlib.path import Path

from runreport.figures.chart import Scale
from runreport.figures.column import Floats
from runreport.figures.print_style import GRID, INK_3, SMALL
from runreport.figures.scales import Span, place

PAD = 5.0
"""Pixels between the axes and the texts beside them."""
BELOW = 9.0
"""Pixels between the axes and the texts below them, which keep clear of the lowest text beside them."""


@dataclass(frozen=True, slots=True)
class Frame:
    """A figure's size and the margins around its axes, in pixels."""

    width: float
    height: float
    left: float
    right: float
    top: float
    bottom: float

    def across(self, percent: Floats) -> Floats:
        """Return places along the x axis as parts of the figure's width."""
        return (self.left + percent / 100 * (self.width - self.left - self.right)) / self.width

    def up(self, percent: Floats) -> Floats:
        """Return places along the y axis, from below, as parts of the figure's height."""
        return (self.bottom + percent / 100 * (self.height - self.top - self.bottom)) / self.height


class _Across(XAxis):
    """An axis without ticks to cut off at the axes' edge."""

    def set_clip_path(self, path: Any, transform: Any = None) -> None:
        """Leave the ticks alone, so that none are made."""


class _Up(YAxis):
    """The same, up."""

    def set_clip_path(self, path: Any, transform: Any = None) -> None:
        """Leave the ticks alone, so that none are made."""


class _Places(Axes):
    """Axes that say where marks lie, and nothing else: making their own ticks takes longer than all marks."""

    def _init_axis(self) -> None:
        # The hook that matplotlib has for axes of other kinds.
        self.xaxis, self.yaxis = _Across(self, clear=False), _Up(self, clear=False)

    def grid(self, *_: Any, **__: Any) -> None:
        """Draw none."""

    def tick_params(self, *_: Any, **__: Any) -> None:
        """Set none."""


def draw_axes(figure: Figure, frame: Frame, x: Span, y: Span) -> Axes:
    """Return axes with their limits set, a grid and texts at the ticks."""
    left, right = frame.across(np.array([0.0, 100.0])).tolist()
    low, high = frame.up(np.array([0.0, 100.0])).tolist()
    axes = figure.add_axes((left, low, right - left, high - low), axes_class=_Places, facecolor="none")
    axes.set_axis_off()
    if x.scale is Scale.LOG:
        axes.set_xscale("log")
    if y.scale is Scale.LOG:
        axes.set_yscale("log")
    set_limits(axes, x, y)
    has_names = y.scale is Scale.CATEGORY
    places = _places(y)
    across, up = frame.across(_places(x)).tolist(), frame.up(100 - places if has_names else places).tolist()
    if has_names:
        _draw_grid(figure, [((at, low), (at, high)) for at in across])
    else:
        _draw_grid(figure, [((left, at), (right, at)) for at in up])
    look: dict[str, Any] = {"size": SMALL, "color": INK_3}
    for at, (_, text) in zip(across, x.ticks, strict=True):
        figure.text(at, low - BELOW / frame.height, text, ha="center", va="top", **look)
    for at, (_, text) in zip(up, y.ticks, strict=True):
        figure.text(left - PAD / frame.width, at, text, ha="right", va="center_baseline", **look)
    return axes


def set_limits(axes: Axes, x: Span, y: Span) -> None:
    """Set where the axes begin and end; names stand in order from the top."""
    axes.set_xlim(x.low, x.high)
    axes.set_ylim(*((y.high, y.low) if y.scale is Scale.CATEGORY else (y.low, y.high)))


def _places(span: Span) -> Floats:
    """Return where the ticks are, in per cent from the left or from below; names stand from the top."""
    return place(span, [value for value, _ in span.ticks])


def _draw_grid(figure: Figure, lines: list[tuple[tuple[float, float], tuple[float, float]]]) -> None:
    """Draw lines, below all else, from and to places in parts of the figure."""
    if lines:
        path = Path(np.array(lines).reshape(-1, 2), np.tile([Path.MOVETO, Path.LINETO], len(lines)))
        figure.add_artist(PathPatch(path, fill=False, edgecolor=GRID, linewidth=1, zorder=-1))
