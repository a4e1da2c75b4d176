"""Which files a reader could claim, by their names: quick enough to be asked of every file of a disk."""

import fnmatch
import re
from collections.abc import Iterable
from dataclasses import dataclass

MAGIC = re.compile(r"[*?\[]")


@dataclass(frozen=True, slots=True)
class Names:
    """Patterns of file names, sorted by how they are compared."""

    suffixes: tuple[str, ...]
    whole: frozenset[str]
    others: re.Pattern[str] | None
    """All other patterns in one; None where there are none."""

    def __contains__(self, name: str) -> bool:
        """Return whether a file's name matches a pattern; the case of its letters does not matter."""
        name = name.lower()
        return (
            name.endswith(self.suffixes)
            or name in self.whole
            or (self.others is not None and self.others.match(name) is not None)
        )


def any_of(several: Iterable[Names]) -> Names:
    """Return what matches where any of them does."""
    parts = list(several)
    others = [one.others.pattern for one in parts if one.others is not None]
    return Names(
        tuple(dict.fromkeys(suffix for one in parts for suffix in one.suffixes)),
        frozenset().union(*(one.whole for one in parts)),
        re.compile("|".join(others)) if others else None,
    )


EVERY = Names(("",), frozenset(), None)
"""Matches every name."""


def names_like(patterns: Iterable[str]) -> Names:
    """Return what matches names that are like one of the patterns, as `fnmatch` has them, in lower case."""
    suffixes, whole, others = [], [], []
    for pattern in patterns:
        if not MAGIC.search(pattern):
            whole.append(pattern)
        elif pattern.startswith("*") and not MAGIC.search(pattern[1:]):
            suffixes.append(pattern[1:])
        else:
            others.append(fnmatch.translate(pattern))
    return Names(tuple(suffixes), frozenset(whole), re.compile("|".join(others)) if others else None)
