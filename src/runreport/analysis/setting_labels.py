"""A group's settings as a label: `model=forest, max_depth=8`, no longer than a table bears."""

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from runreport.analysis.distinctions import KINDS, Column, choose_settings, describing, kind_rank, needed
from runreport.analysis.settings import canonical, number_of, text_of
from runreport.model import Run

LONGEST = 60
"""Characters of a label."""
LONGEST_VALUE = 24
"""Characters of a setting's value in a label; more where the label has room."""
FEWEST_DIGITS = 3

_DRAWN = re.compile(r"-?(\d+)\.\d{5,}(?:e[-+]\d+)?")
"""Numbers of many digits, as a search draws them: `0.3837568244622098`."""
_DIGEST = re.compile(r"(?=.*[a-f])[0-9a-f]{16,}")
_LISTING = re.compile(r", [^=,]+=")
_BOUNDARY = re.compile(r"[\s\-_./:=,#(\[]")


class Label(NamedTuple):
    """What a group is called."""

    short: str
    """At most `LONGEST` characters and a number."""
    whole: str
    """Without a cut."""


class Told(NamedTuple):
    """What settings say of groups."""

    labels: list[Label]
    """One a group; empty where none of the settings is set."""
    is_search: bool
    """Whether so many settings differ that no few of them say what a group is."""


def tell_apart(runs: Sequence[Run], names: Sequence[str]) -> Told:
    """Return the settings that tell the runs apart, those that a run does not have left out.

    A run that has none of them, or does not say what kind of model it is where others do, is called by
    others that it has too, and by none where it has none at all.

    Args:
        runs: one of each group.
        names: of the settings that count.
    """
    columns = {name: [_value(run, name) for run in runs] for name in names}
    columns = {name: column for name, column in columns.items() if not _is_key(column, runs)}
    chosen = choose_settings(columns)
    in_order = sorted(chosen.names, key=lambda name: (kind_rank(name, columns[name]) == len(KINDS), name))
    rounded = {name: _rounded(columns[name]) for name in in_order}
    short = {name: _shortened(column, _longest(rounded)) for name, column in rounded.items()}
    labels = [Label(_joined(short, at), _joined(rounded, at)) for at in range(len(runs))]
    by_width = sorted(short, key=lambda name: _width(short[name]))
    too_long = [at for at, label in enumerate(labels) if len(label.short) > LONGEST]
    for at, kept in needed(chosen, columns, too_long).items():
        # The shortest values first, so that least is cut.
        fewer = {name: short[name] for name in by_width if name in kept}
        labels[at] = Label(_joined(fewer, at), labels[at].whole)
    kinds = [columns[name] for name in chosen.names if kind_rank(name, columns[name]) < len(KINDS)]
    for at, label in enumerate(labels):
        if not label.whole or (kinds and all(column[at] is None for column in kinds)):
            labels[at] = _described(columns, at, chosen.names)
    return Told([Label(cut(label.short, LONGEST), label.whole) for label in labels], chosen.is_search)


def describe(run: Run, names: Sequence[str]) -> Label:
    """Return the settings that say what a run is, whether or not others have them too; empty without any."""
    return _described({name: [_value(run, name)] for name in names}, 0)


def _described(columns: Mapping[str, Column], at: int, first: Sequence[str] = ()) -> Label:
    chosen = {name: _rounded([columns[name][at]]) for name in describing(columns, at, first)}
    short = {name: _shortened(column, _longest(chosen)) for name, column in chosen.items()}
    return Label(cut(_joined(short, 0), LONGEST), _joined(chosen, 0))


def _is_key(column: Column, runs: Sequence[Run]) -> bool:
    """Tell whether a setting holds digests, or what the runs are called; numbers may be equal by chance."""
    pairs = [(value, run) for value, run in zip(column, runs, strict=True) if value is not None]
    return all(
        (value in {run.name, run.id} and number_of(value) is None) or _DIGEST.fullmatch(value)
        for value, run in pairs
    )


def _longest(columns: Mapping[str, Column]) -> int:
    """Return how many characters each value may have."""
    room = LONGEST - sum(len(name) + len("=, ") for name in columns)
    return max(LONGEST_VALUE, room // max(1, len(columns)))


def _rounded(column: Column) -> Column:
    """Return values with as few digits of long numbers as keep all values apart."""
    for digits in range(FEWEST_DIGITS, 17):
        found = [None if value is None else _with_digits(value, digits) for value in column]
        if len(set(found)) == len(set(column)):
            return found
    return list(column)


def _with_digits(value: str, digits: int) -> str:
    drawn = _DRAWN.fullmatch(value)
    return f"{float(value):.{max(digits, len(drawn[1]))}g}" if drawn else value


def _joined(columns: Mapping[str, Column], at: int) -> str:
    """Return `name=value` of one row, in the order given, without what is not set."""
    values = ((name, column[at]) for name, column in columns.items())
    return ", ".join(f"{name}={_as_one(value)}" for name, value in values if value is not None)


def _as_one(value: str) -> str:
    """Return a value in quotes where it reads as settings of its own, such as `lr=0.1, decay=0`."""
    line = " ".join(value.split())
    return f"“{line}”" if _LISTING.search(line) else line


def _shortened(column: Column, longest: int) -> Column:
    """Return values cut to a length; those that would be alike then, without the start that they share."""
    lines = [None if value is None else " ".join(value.split()) for value in column]
    alike: dict[str, set[str]] = {}
    for line in filter(None, lines):
        alike.setdefault(cut(line, longest), set()).add(line)
    starts = {short: _shared_words(found) if len(found) > 1 else "" for short, found in alike.items()}
    return [_without_start(line, starts, longest) if line else line for line in lines]


def _without_start(line: str, starts: Mapping[str, str], longest: int) -> str:
    start = starts[cut(line, longest)]
    return cut(f"…{line[len(start) :]}" if start else line, longest)


def _shared_words(lines: set[str]) -> str:
    """Return the start that all lines share, up to the end of a word."""
    start = shared_start(sorted(lines))
    return start[: max((match.end() for match in _BOUNDARY.finditer(start)), default=0)]


def _value(run: Run, name: str) -> str | None:
    return text_of(canonical(run.params[name])) if name in run.params else None


def _width(column: Column) -> int:
    return max((len(cell) for cell in column if cell is not None), default=0)


def cut(text: str, longest: int) -> str:
    """Return a text as one line of at most so many characters."""
    text = " ".join(text.split())
    return text if len(text) <= longest else text[: longest - 1] + "…"


def shared_start(names: Sequence[str]) -> str:
    """Return the longest text that all names start with; the first and last in order decide."""
    first, last = min(names), max(names)
    length = next((at for at, (a, b) in enumerate(zip(first, last, strict=False)) if a != b), len(first))
    return first[:length]
