"""Names beside the points of a printed figure, where they have room."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from runreport.figures.chart import Line, Mark, Points
from runreport.figures.numbers import plain
from runreport.figures.print_room import lines_within
from runreport.figures.print_style import INK_3, SMALL, width_of
from runreport.figures.table import LONGEST_NAME

LINE = SMALL + 3
AWAY = 7.0
"""Pixels between a point and its name."""
LONGEST, LONGEST_PART = 200.0, 0.4
"""Pixels of a name, or part of the figure's width where that is more."""


@dataclass(frozen=True, slots=True)
class Box:
    """What a text or a point takes, in pixels from the lower left corner."""

    left: float
    bottom: float
    right: float
    top: float

    def meets(self, other: "Box") -> bool:
        """Return whether both have some room in common."""
        return (
            self.left < other.right
            and other.left < self.right
            and self.bottom < other.top
            and other.bottom < self.top
        )

    def is_in(self, other: "Box") -> bool:
        """Return whether all of it lies in the other."""
        return (
            self.left >= other.left
            and self.right <= other.right
            and self.bottom >= other.bottom
            and self.top <= other.top
        )


def name_points(figure: Figure, axes: Axes, marks: Sequence[Mark]) -> None:
    """Write the names of points beside them; one without room is left out, for the numbers tell it."""
    points = [mark for mark in marks if isinstance(mark, Points)]
    if not any(mark.names for mark in points):
        return
    width, height = (figure.get_size_inches() * figure.dpi).tolist()
    frame = axes.get_window_extent()
    # Left of the axes stand the texts of the ticks.
    room = Box(frame.x0, frame.y0, width, frame.y1 + LINE)
    spots = [spot for mark in points for spot in _spots(axes, mark)]
    # A line goes through its points, and would go through their names.
    heights = (LINE, -LINE, 0.0) if any(isinstance(mark, Line) for mark in marks) else (0.0, LINE, -LINE)
    taken = [Box(x - 5, y - 5, x + 5, y + 5) for (x, y), _ in spots]
    named = sorted({name for _, name in spots if name})
    texts = dict(zip(named, lines_within(named, max(LONGEST, LONGEST_PART * width)), strict=True))
    for (x, y), name in spots:
        text = texts.get(name, "")
        for align, box in _places(x, y, width_of(text), heights) if text else ():
            if box.is_in(room) and not any(box.meets(other) for other in taken):
                taken.append(box)
                at = box.left if align == "left" else box.right
                middle = (box.bottom + box.top) / 2
                figure.text(
                    at / width, middle / height, text, size=SMALL, color=INK_3, ha=align, va="center_baseline"
                )
                break


def _spots(axes: Axes, points: Points) -> Iterator[tuple[tuple[float, float], str]]:
    """Yield the place in pixels and the name of each point within the axes."""
    names = points.names or ("",) * len(points.x)
    box = axes.get_window_extent()
    places = axes.transData.transform(np.column_stack((points.x, points.y)))
    for (x, y), name in zip(places.tolist(), names, strict=True):
        if box.x0 - 1 <= x <= box.x1 + 1 and box.y0 - 1 <= y <= box.y1 + 1:
            yield (x, y), plain(name, LONGEST_NAME)


def _places(x: float, y: float, width: float, heights: Sequence[float]) -> Iterator[tuple[str, Box]]:
    """Yield how a name may be aligned, and where it stands then, at some heights above its point."""
    for up in heights:
        # Above or below, it may begin where its point is.
        away = AWAY if not up else 0.0
        bottom, top = y + up - LINE / 2, y + up + LINE / 2
        yield "left", Box(x + away, bottom, x + away + width, top)
        yield "right", Box(x - away - width, bottom, x - away, top)
