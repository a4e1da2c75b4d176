"""Texts cut and wrapped to the room that a printed figure has for them."""

import re
from bisect import bisect_right
from collections.abc import Callable, Sequence
from itertools import accumulate

from runreport.figures.apart import Names, start_of, told_apart
from runreport.figures.numbers import plain
from runreport.figures.print_style import SMALL, width_of
from runreport.figures.table import LONGEST_NAME

_BREAKS = re.compile(r"[,;]\s+"), re.compile(r"[\s,;=/_\-]+")
"""Behind which a name may go on in a second line: best behind a setting."""


def rows_within(names: Sequence[str], width: float, *, has_keys: bool) -> Names:
    """Return names on two lines at most, told apart; keys: settings may be said beside."""
    whole = [plain(name, LONGEST_NAME) for name in names]
    start = start_of(whole)
    head = f"{cut_to(start.rstrip(), width)}\n" if start else ""
    cuts = (
        lambda text: f"{head}{cut_to(f'…{text.removeprefix(start)}', width)}",
        lambda text: f"{cut_to(text, width)}\n{end_within(text, width)}",
    )
    return told_apart(whole, lambda text: wrapped_to(text, width), cuts, has_keys=has_keys)


def lines_within(names: Sequence[str], width: float) -> list[str]:
    """Return names on a line each, told apart."""
    whole = [plain(name, LONGEST_NAME) for name in names]
    start = start_of(whole)
    cuts = (
        lambda text: cut_to(f"…{text.removeprefix(start)}", width),
        lambda text: end_within(text, width),
    )
    return told_apart(whole, lambda text: cut_to(text, width), cuts, has_keys=False).texts


def wrapped_to(text: str, width: float, size: float = SMALL) -> str:
    """Return the text on one line or two, none wider than `width` pixels; the second is cut if it must be."""
    if width_of(text, size) <= width:
        return text
    broken = cut_to(text, width, size)
    for breaks in _BREAKS:
        ends = [match.end() for match in breaks.finditer(text)]
        first = _farthest(text, ends, width, size, lambda at: text[:at].rstrip())
        if first:
            rest = text[first:].lstrip()
            broken = f"{text[:first].rstrip()}\n{cut_to(rest, width, size)}"
            if broken.endswith(rest):
                break
    return broken


def cut_to(text: str, width: float, size: float = SMALL) -> str:
    """Return the text, cut with an ellipsis until it is no wider than `width` pixels."""
    if width_of(text, size) <= width:
        return text
    kept = _farthest(text, range(1, len(text)), width, size, lambda at: f"{text[:at]}…")
    return text[:kept].rstrip() + "…"


def end_within(text: str, width: float, size: float = SMALL) -> str:
    """Return the text, cut at its start with an ellipsis until it is no wider than `width` pixels."""
    if width_of(text, size) <= width:
        return text
    turned = text[::-1]
    kept = _farthest(turned, range(1, len(text)), width, size, lambda at: f"…{turned[:at][::-1]}")
    return "…" + turned[:kept][::-1].lstrip()


def _farthest(text: str, ends: Sequence[int], width: float, size: float, cut_at: Callable[[int], str]) -> int:
    """Return the last of ascending ends at which a text, cut, is no wider than `width`; 0 where none is.

    The farther it reaches the wider it is. Measuring takes a third of a millisecond, so that it begins near
    where the characters, each measured once, would end.
    """
    reached = list(accumulate((width_of(character, size) for character in text), initial=0.0))
    scale = width_of(text, size) / (reached[-1] or 1)
    more = width_of(cut_at(0), size)
    fitting = bisect_right(ends, width, key=lambda at: reached[at] * scale + more)
    while fitting < len(ends) and width_of(cut_at(ends[fitting]), size) <= width:
        fitting += 1
    while fitting and width_of(cut_at(ends[fitting - 1]), size) > width:
        fitting -= 1
    return ends[fitting - 1] if fitting else 0
