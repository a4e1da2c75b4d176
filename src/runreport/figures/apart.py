"""Names in a chart's little room that still tell apart what they name.

What all names have in common goes first, then the names of the settings, which are said once beside the
values; only then are names cut, where they do not differ.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from runreport.analysis.setting_labels import shared_start

Cut = Callable[[str], str]
"""From a name to what its room has of it, with an ellipsis where that is not all."""

_NEXT = re.compile(r", (?=[^=,]+=)")
"""Between two settings of a label such as `activation=relu, sizes=(50, 50)`."""
_ENDS = " =/_-,;"


class Names(NamedTuple):
    """Names as they are shown."""

    texts: list[str]
    keys: str = ""
    """The settings whose values the texts are; empty where the texts say so themselves."""


def told_apart(names: Sequence[str], fit: Cut, cuts: Sequence[Cut] = (), *, has_keys: bool = True) -> Names:
    """Return names in their room: the longest form in which all fit, else the shortest, cut.

    Args:
        names: in full.
        fit: cuts a name at its end.
        cuts: other ways to cut, to try with names that would be alike otherwise.
        has_keys: whether there is a place to say which settings the values are of.
    """
    forms = [form for form in forms_of(names) if has_keys or not form.keys]
    for form in forms:
        fitted = [fit(text) for text in form.texts]
        if not any(map(_is_cut, fitted, form.texts)):
            return Names(fitted, form.keys)
    shortest = forms[-1]
    fitted = [fit(text) for text in shortest.texts]
    for cut in cuts:
        uses = Counter(text for text, _ in dict.fromkeys(zip(fitted, shortest.texts, strict=True)))
        both = zip(fitted, shortest.texts, strict=True)
        fitted = [cut(whole) if uses[text] > 1 else text for text, whole in both]
    return Names(fitted, shortest.keys)


def forms_of(names: Sequence[str]) -> Iterator[Names]:
    """Yield ever shorter forms of names, each different where the names are."""
    yield Names(list(names))
    parts = [[pair.split("=", 1) for pair in _NEXT.split(name)] for name in names]
    if len(set(names)) < 2 or any(len(pair) < 2 for pairs in parts for pair in pairs):
        return
    shared = [pair for pair in parts[0] if all(pair in pairs for pairs in parts)]
    parts = [[pair for pair in pairs if pair not in shared] for pairs in parts]
    if not all(parts):
        return
    if shared:
        yield Names([", ".join(map("=".join, pairs)) for pairs in parts])
    keys = {tuple(key for key, _ in pairs) for pairs in parts}
    if len(keys) == 1:
        yield Names([", ".join(value for _, value in pairs) for pairs in parts], ", ".join(*keys))


def start_of(names: Sequence[str]) -> str:
    """Return what all names begin with, up to the end of a word."""
    start = shared_start(names) if names else ""
    return start[: max(start.rfind(mark) + 1 for mark in _ENDS)]


def _is_cut(text: str, name: str) -> bool:
    return "…" in text and "…" not in name
