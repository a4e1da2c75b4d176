"""Names in a printed figure: at the lines' ends where they fit, else in a legend above."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle

from runreport.figures.chart import BASELINE, Band, Bars, Chart, Line, Points, Rule
from runreport.figures.numbers import plain
from runreport.figures.print_room import cut_to
from runreport.figures.print_style import DASHED, INK, MARKERS, PALETTE, SMALL, width_of

ROW = 18.0
KEY, GAP = 22.0, 7.0
"""Widths of a key and of the space behind it."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A key and its text, with its place in the legend."""

    text: str
    kind: str
    """`line`, `rule`, `area`, `point` or `square`."""
    color: int
    dashed: bool = False
    left: float = 0.0
    row: int = 0


def legend_entries(chart: Chart, *, with_lines: bool) -> list[Entry]:
    """Return what needs a key, in the order of the marks, each text once.

    Lines that look alike have none: a key would not tell one from another, and the numbers do.
    """
    entries: dict[str, Entry] = {}
    looks = Counter(
        (mark.color, mark.dashed) for mark in chart.marks if isinstance(mark, Line) and not mark.faint
    )
    for mark in chart.marks:
        name = plain(mark.name)
        match mark:
            case Line(faint=False) if with_lines and looks[mark.color, mark.dashed] > 1:
                continue
            case Line(faint=False) if with_lines and not says_all(chart):
                entries.setdefault(name, Entry(name, "line", mark.color, mark.dashed))
            case Band():
                entries.setdefault(name, Entry(name, "area", BASELINE))
            case Points():
                entries.setdefault(name, Entry(name, "square" if mark.is_square else "point", mark.color))
            case Rule():
                entries.setdefault(name, Entry(name, "rule", BASELINE, dashed=True))
            case Bars() if sum(isinstance(other, Bars) for other in chart.marks) > 1:
                entries.setdefault(name, Entry(name, "area", mark.color))
    return list(entries.values())


def says_all(chart: Chart) -> bool:
    """Return whether the y axis already names the only line."""
    names = [mark.name for mark in chart.marks if isinstance(mark, Line) and not mark.faint]
    return names == [chart.y.label]


def lay_out(entries: Sequence[Entry], width: float) -> list[Entry]:
    """Return the entries placed in rows from the left, a new row where one would not fit."""
    placed: list[Entry] = []
    left, row = 0.0, 0
    for entry in entries:
        text = cut_to(entry.text, width - KEY - GAP)
        needed = KEY + GAP + width_of(text)
        if left and left + needed > width:
            left, row = 0.0, row + 1
        placed.append(Entry(text, entry.kind, entry.color, entry.dashed, left, row))
        left += needed + 2 * GAP
    return placed


def height_of(entries: Sequence[Entry]) -> float:
    """Return the legend's height in pixels."""
    return ROW * (entries[-1].row + 1) if entries else 0.0


def draw_legend(figure: Figure, entries: Sequence[Entry], top: float) -> None:
    """Draw the legend with its upper edge at `top` pixels from below."""
    width, height = figure.get_size_inches() * 72
    for entry in entries:
        middle = (top - ROW * (entry.row + 0.5)) / height
        figure.add_artist(_key(entry, width, middle, height))
        at = (entry.left + KEY + GAP) / width
        figure.text(at, middle, entry.text, size=SMALL, color=INK, va="center_baseline")


def _key(entry: Entry, width: float, middle: float, height: float) -> Line2D | Rectangle:
    left, right = entry.left / width, (entry.left + KEY) / width
    color = PALETTE[entry.color]
    if entry.kind == "area":
        corner, size = (left, middle - 5 / height), (right - left, 10 / height)
        return Rectangle(corner, *size, facecolor=color, alpha=0.3, linewidth=0)
    if entry.kind in {"point", "square"}:
        middle_x = [(left + right) / 2]
        shape = "s" if entry.kind == "square" else MARKERS[entry.color] or "o"
        return Line2D(middle_x, [middle], linestyle="none", marker=shape, color=color)
    marker = MARKERS[entry.color] if entry.kind == "line" else ""
    return Line2D(
        [left, (left + right) / 2, right],
        [middle] * 3,
        color=color,
        linewidth=2,
        linestyle=DASHED if entry.dashed else "solid",
        marker=marker,
        markevery=[1],
    )
