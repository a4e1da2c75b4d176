"""A figure as SVG inside a page: no `style` attribute, no foreign ids, colors from the page's tokens.

The page's content policy refuses styles in the markup, and a figure's own style sheet would reach the
whole page; presentation attributes do neither, and `var()` in them follows light and dark.
"""

import re
from xml.sax.saxutils import quoteattr

from matplotlib.figure import Figure

from runreport.figures.print_files import to_svg
from runreport.figures.print_style import INK, TOKENS

_BACKGROUND = re.compile(r'\s*<g id="patch_1">.*?</g>', re.DOTALL)
"""The first thing that is drawn."""
_METADATA = re.compile(r"\s*<metadata>.*?</metadata>", re.DOTALL)
_STYLE_SHEET = re.compile(r"\s*<defs>\s*<style.*?</style>\s*</defs>", re.DOTALL)
_HEAD = re.compile(r"<svg[^>]*viewBox=\"([^\"]*)\"[^>]*>")
_STYLE = re.compile(r' style="([^"]*)"')
_FONT = re.compile(r"(?:(?P<weight>bold|\d{3}) )?(?P<size>[\d.]+px) ")
_IDS = (' id="', "url(#", 'href="#')
_LINK = "xlink:href="
_PATH = re.compile(r' d="([^"]*)"')
_PLACE = re.compile(r'( [xy]="-?\d+\.\d\d)\d+"')
_FINE = re.compile(r"(?<=\.\d\d)\d+")
_BLANK = re.compile(r"\s+(?=[A-Za-z])|(?<=[A-Za-z])\s+")
_DOT = re.compile(r"M([-\d.]+ [-\d.]+)L\1(?=[M]|$)")
_COLOR = re.compile(r'="(#[0-9a-f]{6})"')


def inline_svg(figure: Figure, key: str, alt: str | None = None) -> str:
    """Return the figure as one `svg` element, sized by the page's CSS; `key` is unique in the page.

    The alt text becomes the accessible name; None for the figure's label, where `draw_print` puts it.
    """
    return inlined(to_svg(figure, key), key, str(figure.get_label()) if alt is None else alt)


def inlined(svg: bytes, key: str, alt: str) -> str:
    """Return a saved figure as `inline_svg` does, without its background."""
    text = _BACKGROUND.sub("", svg.decode(), count=1)
    text = _STYLE_SHEET.sub("", _METADATA.sub("", text[text.index("<svg") :], count=1), count=1)
    text = _STYLE.sub(lambda match: _attributes(match[1]), text).replace(_LINK, "href=")
    text = _PLACE.sub(r'\1"', _PATH.sub(lambda match: f' d="{_short_path(match[1])}"', text))
    for before in _IDS:
        text = text.replace(before, f"{before}{key}-")
    text = _COLOR.sub(lambda match: f'="{TOKENS.get(match[1], match[1])}"', text)
    name = quoteattr(alt)
    head = f'class="figure" role="img" aria-label={name} fill="{TOKENS[INK]}" stroke-linejoin="round"'
    return _HEAD.sub(lambda match: f'<svg viewBox="{match[1]}" {head}>', text, count=1).strip()


def _short_path(path: str) -> str:
    """Return path data to a hundredth of a pixel, without blanks that tell nothing."""
    # Split, not substituted: a path has a thousand dots, and each match would be a call of Python's.
    parts = _DOT.split(_BLANK.sub("", _FINE.sub("", path)).strip())
    parts[1::2] = [f"M{place}h0" for place in parts[1::2]]
    return "".join(parts)


def _attributes(style: str) -> str:
    """Return `a: b; c: d` as ` a="b" c="d"`."""
    pairs = (item.partition(":") for item in style.split(";") if ":" in item)
    return "".join(_attribute(name.strip(), value.strip()) for name, _, value in pairs)


def _attribute(name: str, value: str) -> str:
    if name == "font-family":
        return ' font-family="inherit"'
    if name == "font":
        parts = _FONT.search(value)
        weight = f' font-weight="{parts["weight"]}"' if parts and parts["weight"] else ""
        return f'{weight} font-size="{parts["size"]}" font-family="inherit"' if parts else ""
    return f' {name}="{value}"'
