"""Figures as bytes: SVG, PNG and PDF files, the same for the same figure."""

import io
from collections.abc import Callable, Mapping

from matplotlib.backends.backend_svg import RendererSVG
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties

from runreport.figures.print_style import FAMILIES, FONT, extent_of, style

PIXEL_RATIO = 2


def to_svg(figure: Figure, key: str) -> bytes:
    """Return the figure as a standalone SVG file with its texts as text; `key` seeds its ids."""
    metadata = {"Date": None, "Creator": None, "Description": _alt(figure)}
    width, height = figure.get_size_inches() * 72
    file = io.StringIO()
    with style(key):
        # As `savefig` does, which makes a renderer that measures each text anew.
        renderer = _Renderer(width, height, file, metadata=metadata)  # type: ignore[no-untyped-call]
        figure.draw(renderer)
        renderer.finalize()  # type: ignore[no-untyped-call]
    return file.getvalue().replace(f"font-family: '{FONT}'", f"font-family: {FAMILIES}").encode()


class _Renderer(RendererSVG):
    """Draws a figure as SVG; what a text measures is known from laying the figure out."""

    def get_text_width_height_descent(
        self, text: str, font: FontProperties, _ismath: bool | str
    ) -> tuple[float, float, float]:
        """Return the extent of a line in pixels; every text is in our font, and none is mathematics."""
        return extent_of(text, font.get_size_in_points(), font.get_weight())


def to_png(figure: Figure, key: str = "") -> bytes:
    """Return the figure as PNG, two dots for each pixel; characters without a glyph are boxes."""
    return _saved(figure, key, "png", {"Software": None, "Description": _alt(figure)}, dpi=72 * PIXEL_RATIO)


def to_pdf(figure: Figure, key: str = "") -> bytes:
    """Return the figure as PDF with embedded TrueType fonts, and without a date."""
    nobody = {"CreationDate": None, "Creator": None, "Producer": None}
    return _saved(figure, key, "pdf", {**nobody, "Subject": _alt(figure)})


def _alt(figure: Figure) -> str | None:
    return str(figure.get_label()) or None


def _saved(figure: Figure, key: str, kind: str, metadata: dict[str, str | None], dpi: float = 72) -> bytes:
    buffer = io.BytesIO()
    with style(key):
        figure.savefig(buffer, format=kind, metadata=metadata, dpi=dpi)
    return buffer.getvalue()


WRITERS: Mapping[str, Callable[[Figure, str], bytes]] = {"svg": to_svg, "png": to_png, "pdf": to_pdf}
"""By the ending of the file's name."""
