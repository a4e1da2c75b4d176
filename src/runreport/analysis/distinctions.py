"""Which settings tell groups of runs apart: the kind of model first, and no more of them than needed."""

import re
from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import NamedTuple

from runreport.analysis.settings import number_of

KINDS = (
    "model_type",
    "model_class",
    "model_name",
    "model",
    "algorithm",
    "algo",
    "architecture",
    "arch",
    "backbone",
    "classifier",
    "regressor",
    "estimator",
    "estimator_name",
    "network",
    "net",
    "method",
)
"""Names of settings that say what kind of model it is, as the last part of a name; the clearest first."""
LONGEST_KIND = 32
"""Characters of a model's kind: longer ones are descriptions."""
MOST = 3
"""Settings in a label that are not needed to tell groups apart, but to say what they are."""
FEWEST_DRAWN = 5
"""Values of a setting from which it may be drawn anew for each group."""
DRAWN_SHARE = 0.8
"""Of the groups that have a drawn setting: so many have a value of their own."""

Column = Sequence[str | None]
"""A setting's values as text, one a group; None where it is not set."""

Code = tuple[int, ...]
"""A number a group: the same where a setting has the same value."""

_PART = re.compile(r"[./:]")


class Distinctions(NamedTuple):
    """The settings by which groups are called."""

    names: tuple[str, ...]
    """What says what a group is, then those that part the groups further, most first."""
    saying: int
    """How many of them say what a group is: its kind of model, and what a search drew."""
    is_search: bool
    """Whether so many settings differ that no few of them say what a group is."""


def choose_settings(columns: Mapping[str, Column]) -> Distinctions:
    """Return the fewest settings, found greedily, that tell all groups apart as far as any do.

    The kind of model comes first where it varies. Where a search drew several settings anew for each
    group, any one of them tells the groups apart and none says what they are: then up to `MOST` are
    named. Of settings that part the groups alike, one counts: with the fewest gaps, then the shortest
    values, then first by name.

    Args:
        columns: by name, each with a value a group; those that do not vary count for nothing.
    """
    codes = _partitions(columns)
    kinds = [name for name in codes if kind_rank(name, columns[name]) < len(KINDS)]
    drawn = [(_cost(name, column), name) for name, column in columns.items() if _is_drawn(column)]
    first = kinds[:1]
    if len(drawn) > 1:
        first += [name for _, name in sorted(drawn)][: MOST - len(first)]
    chosen = _until_apart(first, {**codes, **{name: _code(columns[name]) for name in first}})
    return Distinctions(tuple(chosen), len(first), max(len(drawn), len(chosen)) > MOST)


def needed(chosen: Distinctions, columns: Mapping[str, Column], places: Iterable[int]) -> dict[int, set[str]]:
    """Return, by the place of a group, the set settings that tell it from all others; the last go first."""
    uses: dict[tuple[str, ...], Counter[tuple[str | None, ...]]] = {}
    found = {}
    for at in places:
        kept = [name for name in chosen.names if columns[name][at] is not None]
        for name in reversed(chosen.names[chosen.saying :]):
            fewer = tuple(other for other in kept if other != name)
            if fewer not in uses:
                uses[fewer] = Counter(zip(*(columns[other] for other in fewer), strict=True))
            if uses[fewer][tuple(columns[other][at] for other in fewer)] == 1:
                kept = list(fewer)
        found[at] = set(kept)
    return found


def describing(columns: Mapping[str, Column], at: int, first: Iterable[str] = ()) -> tuple[str, ...]:
    """Return settings that say what one group is: its kind of model, else `MOST`, the first by name.

    Those in `first` that it has are among them.
    """
    having = sorted(name for name, column in columns.items() if column[at] is not None)
    kinds = sorted((kind_rank(name, columns[name]), name) for name in having)[:1]
    kind = [name for rank, name in kinds if rank < len(KINDS)]
    given = [name for name in first if name in having]
    more = [] if kind else [name for name in having if name not in given][: max(0, MOST - len(given))]
    return (*kind, *sorted({*given, *more} - {*kind}))


def kind_rank(name: str, column: Column) -> int:
    """Return the place in `KINDS` of a setting that says a kind of model in few words; else their number."""
    last = _PART.split(name.lower())[-1].replace("-", "_").replace(" ", "_")
    if last not in KINDS or _width(column) > LONGEST_KIND:
        return len(KINDS)
    is_words = all(number_of(value) is None for value in column)
    return KINDS.index(last) if is_words else len(KINDS)


def _partitions(columns: Mapping[str, Column]) -> dict[str, Code]:
    """Return the settings that vary with how they part the groups, the best first, one a partition."""
    found: dict[Code, str] = {}
    for name in sorted(
        columns, key=lambda name: (kind_rank(name, columns[name]), *_cost(name, columns[name]))
    ):
        code = _code(columns[name])
        if max(code, default=0) > 0:
            found.setdefault(code, name)
    return {name: code for code, name in found.items()}


def _cost(name: str, column: Column) -> tuple[int, int, str]:
    return sum(value is None for value in column), _width(column), name


def _code(values: Iterable[Hashable]) -> Code:
    places: dict[Hashable, int] = {}
    return tuple([places.setdefault(value, len(places)) for value in values])


def _is_drawn(column: Column) -> bool:
    """Tell whether nearly each group that has the setting has a number of its own, as searches draw them."""
    having = [value for value in column if value is not None]
    values = set(having)
    if len(values) < max(FEWEST_DRAWN, DRAWN_SHARE * len(having)):
        return False
    return all(number_of(value) is not None for value in values)


def _until_apart(first: Sequence[str], codes: Mapping[str, Code]) -> list[str]:
    """Return the first settings and those that part the groups further, the one that parts most first.

    Args:
        first: chosen already.
        codes: the partition by each setting, the best setting first.
    """
    chosen = list(first)
    rows = _code(zip(*(codes[name] for name in chosen), strict=True)) if chosen else ()
    while len(chosen) < len(codes):
        joint = {
            name: _code(zip(rows, code, strict=True)) if rows else code
            for name, code in codes.items()
            if name not in chosen
        }
        best = max(joint, key=lambda name: max(joint[name]))
        if rows and max(joint[best]) == max(rows):
            break
        chosen.append(best)
        rows = joint[best]
    return chosen


def _width(column: Column) -> int:
    return max((len(value) for value in column if value is not None), default=0)
