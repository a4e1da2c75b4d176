"""The look of printed figures: one place for colors, sizes and matplotlib's settings.

The colors are the tokens of the page's light scheme; `print_svg` turns each back into its token.
"""

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from pathlib import Path

import matplotlib as mpl
from matplotlib.font_manager import FontProperties, findfont
from matplotlib.ft2font import FT2Font, LoadFlags
from matplotlib.textpath import text_to_path

INK, INK_3, EDGE, GRID, SURFACE = "#191e24", "#5d6772", "#848d97", "#dde1e4", "#ffffff"
PALETTE = ("#1f3c8c", "#cb4a0e", "#178068", "#b02fbd", "#553f00", "#4f5763")
"""Five series, and gray for the baseline and all others."""
MARKERS = ("o", "s", "^", "D", "v", "")
"""A shape beside each color, so that no curve is told by its color alone."""
TOKENS = {
    INK: "currentColor",
    INK_3: "var(--ink-3, currentColor)",
    EDGE: "var(--line-strong, currentColor)",
    GRID: "var(--line, currentColor)",
    SURFACE: "var(--surface, none)",
    **{color: f"var(--c{place}, currentColor)" for place, color in enumerate(PALETTE, start=1)},
}

FONT = "DejaVu Sans"
"""Comes with matplotlib: the same measures, and so the same bytes, on every machine."""
FAMILIES = "system-ui, 'Segoe UI', Roboto, 'Noto Sans', 'DejaVu Sans', Arial, sans-serif"
"""What a viewer sets the texts of an SVG file in; narrower than the measured one, so texts fit."""
SIZE, SMALL = 12.0, 11.0
"""Of names and of ticks, in pixels."""
DASHED = (0, (5, 4))

_is_set = ContextVar("_is_set", default=False)


@contextmanager
def style(key: str = "") -> Iterator[None]:
    """Set matplotlib's defaults and ours, whatever the user's own settings are; `key` seeds the ids.

    Inside of another, only the key is set, which takes a hundredth of the time.
    """
    if not _is_set.get():
        with _whole_style():
            _is_set.set(True)
            try:
                with style(key):
                    yield
            finally:
                _is_set.set(False)
        return
    before = mpl.rcParams["svg.hashsalt"]
    mpl.rcParams["svg.hashsalt"] = key or "runreport"
    try:
        yield
    finally:
        mpl.rcParams["svg.hashsalt"] = before


@contextmanager
def _whole_style() -> Iterator[None]:
    """Set all but the key.

    A character without a glyph is drawn as a box, and needs no warning: SVG keeps it as text.
    """
    with mpl.rc_context(), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing from font")
        # As `rcdefaults` does, which first reads the files of all styles. To ask for a backend loads one.
        mpl.rcParams.update(
            {name: mpl.rcParamsDefault[name] for name in mpl.rcParamsDefault if name != "backend"}
        )
        mpl.rc("font", family=[FONT], size=SIZE)
        mpl.rc("text", parse_math=False, color=INK)
        mpl.rc("svg", fonttype="none")
        mpl.rc("pdf", fonttype=42)
        mpl.rc("path", simplify=False)
        mpl.rc("lines", solid_capstyle="round", solid_joinstyle="round")
        yield


def width_of(text: str, size: float = SMALL, weight: str = "normal") -> float:
    """Return the width of a text in pixels; of several lines, that of the widest."""
    return max(extent_of(line, size, weight)[0] for line in text.split("\n"))


@lru_cache(maxsize=4096)
def extent_of(line: str, size: float, weight: str | int) -> tuple[float, float, float]:
    """Return width, height and descent of a line in pixels, as matplotlib measures it."""
    if not line:
        return 0.0, 0.0, 0.0
    face, signs = _face_of(weight)
    if not signs.issuperset(map(ord, line)):
        # It has other fonts for what this one lacks.
        font = FontProperties(family=[FONT], size=size, weight=weight)
        width, height, descent = text_to_path.get_text_width_height_descent(line, font, False)
        return float(width), float(height), float(descent)
    face.set_text(line, 0.0, flags=LoadFlags.NO_HINTING)
    scale = size / text_to_path.FONT_SCALE
    width, height = face.get_width_height()
    return width / 64 * scale, height / 64 * scale, face.get_descent() / 64 * scale


@lru_cache(maxsize=16)
def _face_of(weight: str | int) -> tuple[FT2Font, frozenset[int]]:
    """Return our font as one that measures, and which signs it has.

    Its file is held in memory: matplotlib's own reads it anew for each sign of each text, which takes three
    times as long.
    """
    file = findfont(FontProperties(family=[FONT], weight=weight))
    face = FT2Font(io.BytesIO(Path(file).read_bytes()))
    face.set_size(text_to_path.FONT_SCALE, text_to_path.DPI)
    return face, frozenset(face.get_charmap())
