"""Very many points on matplotlib's axes: as few dots as can be told apart, darker where more points lie."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import PathPatch
from matplotlib.path import Path

from runreport.figures.column import Floats

SIZE = 4.0
"""Width of a dot, and of the cells that hold one dot at most, in pixels."""
DEEPEST = 4
"""Points in one place beyond which a dot gets no darker."""
_APART = 1e-4
"""Length of the line that is a dot: renderers to pixels leave out lines without any."""


def draw_dots(axes: Axes, x: Floats, y: Floats, color: str, *, is_square: bool) -> None:
    """Draw points, shape (n,) each, in the chart's numbers; those without a place are left out.

    A dot stands where the first of the points lies that share its cell. As a path of its own for each
    depth it takes a tenth of the bytes of markers, and ten thousand points no more than their cells.
    """
    figure = axes.get_figure(root=True)
    if figure is None:
        return
    spots = np.asarray(axes.transData.transform(np.column_stack((x, y))))
    spots = spots[np.isfinite(spots).all(axis=1)]
    cells = np.floor(spots / SIZE).astype(np.int64)
    _, first, counts = np.unique(cells, axis=0, return_index=True, return_counts=True)
    depths = np.minimum(counts, DEEPEST)
    for depth in np.unique(depths).tolist():
        # Not `add_patch`, which measures every line of it for limits that are set already.
        axes.add_artist(
            PathPatch(
                _dots(spots[first[depths == depth]] / figure.dpi),
                transform=figure.dpi_scale_trans,
                fill=False,
                edgecolor=color,
                linewidth=SIZE,
                capstyle="projecting" if is_square else "round",
                alpha=1 - 0.5**depth,
                snap=False,
                clip_on=False,
                zorder=4,
            )
        )


def _dots(inches: Floats) -> Path:
    """Return a path with a line of hardly any length at each place, shape (n, 2)."""
    ends = inches + np.array([_APART / 72, 0.0])
    vertices = np.stack((inches, ends), axis=1).reshape(-1, 2)
    return Path(vertices, np.tile(np.array([Path.MOVETO, Path.LINETO], np.uint8), len(inches)))
