"""What to call a group of runs: its name where it has one, else the settings that tell it apart."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from runreport.analysis.settings import Settings, canonical, text_of
from runreport.model import Run

LONGEST = 60
"""Characters of a label."""
LONGEST_VALUE = 24
"""Characters of a setting's value in a label; more where the label has room."""

_GENERATED = re.compile(r"[a-z]+-[a-z]+-\d+|[0-9a-f]{8,}|run[-_ ]?\d*", re.IGNORECASE)
"""Names that nobody gave: `polite-bee-466`, a digest, `run 3`."""
_TAIL = re.compile(
    r"(?:[\s\-_./:=,#(\[]+(?:random[\s\-_]?state|seed|repeat|rep|run|trial|rs|s|r)?|seed)[\s\-_./:=,#(\[]*$",
    re.IGNORECASE,
)
"""What stands between a name and its seed: `-seed`, `_`, ` run `."""
_DRAWN = re.compile(r"-?(\d+)\.\d{5,}(?:e[-+]\d+)?")
"""Numbers of many digits, as a search draws them: `0.3837568244622098`."""
FEWEST_DIGITS = 3
_LISTING = re.compile(r", [^=,]+=")
_BOUNDARY = re.compile(r"[\s\-_./:=,#(\[]")


class Label(NamedTuple):
    """What a group is called."""

    short: str
    """At most `LONGEST` characters and a number."""
    whole: str
    """Without a cut."""


def label_groups(members: Sequence[Sequence[Run]], settings: Settings) -> list[Label]:
    """Return a label for each group, no two the same, in the order given.

    The name that its runs share, seed aside, where people gave one and no other group has it; else
    the fewest varying settings that tell the groups apart.
    """
    names = [_shared_name(runs) for runs in members]
    uses = Counter(names)
    named = [name if uses[name] == 1 else "" for name in names]
    rest = [at for at, name in enumerate(named) if not name]
    told = _told_apart([members[at][0] for at in rest], settings)
    whole = list(named)
    for at, label in zip(rest, told, strict=True):
        other = names[at] or members[at][0].title
        named[at], whole[at] = label.short or other, label.whole or other
    short = [_cut_path(name, LONGEST) for name in _below_shared_folders(named)]
    return [Label(*both) for both in zip(_numbered(short), _numbered(whole), strict=True)]


def stem_of(name: str, seed: str) -> str:
    """Return a run's name without its seed at the end: `forest-seed7` and `forest_7` are `forest`."""
    if seed and name.endswith(seed):
        return _TAIL.sub("", name.removesuffix(seed))
    return name


def _shared_name(runs: Sequence[Run]) -> str:
    names = [run.name.strip() for run in runs]
    if len(set(names)) == 1:
        return "" if names[0] == runs[0].ref.key or _GENERATED.fullmatch(names[0]) else names[0]
    prefix = shared_start(names)
    rests = [name[len(prefix) :] for name in names]
    if prefix[-1:].isdigit() and any(rest[:1].isdigit() for rest in rests):
        prefix = prefix.rstrip("0123456789")
    elif prefix[-1:].isalpha() and any(rest[:1].isalpha() for rest in rests):
        # The names part in the middle of a word, which is then no name of the group.
        prefix = prefix[: max((match.end() for match in _BOUNDARY.finditer(prefix)), default=0)]
    stem = _TAIL.sub("", prefix)
    return "" if len(stem) < 3 or _GENERATED.fullmatch(stem) else stem


def shared_start(names: Sequence[str]) -> str:
    """Return the longest text that all names start with; the first and last in order decide."""
    first, last = min(names), max(names)
    length = next((at for at, (a, b) in enumerate(zip(first, last, strict=False)) if a != b), len(first))
    return first[:length]


def _told_apart(runs: Sequence[Run], settings: Settings) -> list[Label]:
    """Return `name=value` for the fewest varying settings, found greedily, that tell the runs apart."""
    columns = {name: [_value(run, name) for run in runs] for name in settings.varying}
    columns = {name: column for name, column in columns.items() if len(set(column)) > 1 or len(runs) == 1}
    chosen: list[str] = []
    rows: list[tuple[str, ...]] = [()] * len(runs)
    while len(set(rows)) < len(runs) and len(chosen) < len(columns):
        best = min(
            (name for name in columns if name not in chosen),
            key=lambda name: (-len(set(zip(rows, columns[name], strict=True))), _width(columns[name]), name),
        )
        if chosen and len(set(zip(rows, columns[best], strict=True))) == len(set(rows)):
            break
        chosen.append(best)
        rows = [(*row, cell) for row, cell in zip(rows, columns[best], strict=True)]
    if not chosen:
        chosen = list(columns)[:3]
    columns = {name: _rounded(columns[name]) for name in chosen}
    room = LONGEST - sum(len(name) + len("=, ") for name in chosen)
    longest = max(LONGEST_VALUE, room // max(1, len(chosen)))
    short = {name: _shortened(columns[name], longest) for name in chosen}
    return [Label(_joined(short, at), _joined(columns, at, chosen)) for at in range(len(runs))]


def _rounded(column: Sequence[str]) -> list[str]:
    """Return values with as few digits of long numbers as keep all values apart."""
    for digits in range(FEWEST_DIGITS, 17):
        found = [_with_digits(value, digits) for value in column]
        if len(set(found)) == len(set(column)):
            return found
    return list(column)


def _with_digits(value: str, digits: int) -> str:
    drawn = _DRAWN.fullmatch(value)
    return f"{float(value):.{max(digits, len(drawn[1]))}g}" if drawn else value


def _joined(columns: Mapping[str, Sequence[str]], at: int, names: Sequence[str] | None = None) -> str:
    """Return `name=value` of one row, in order of name."""
    wanted = sorted(columns if names is None else names)
    return ", ".join(f"{name}={_as_one(columns[name][at])}" for name in wanted)


def _as_one(value: str) -> str:
    """Return a value in quotes where it reads as settings of its own, such as `lr=0.1, decay=0`."""
    line = " ".join(value.split())
    return f"“{line}”" if _LISTING.search(line) else line


def _shortened(column: Sequence[str], longest: int) -> list[str]:
    """Return values cut to a length; those that would be alike then, without the start that they share."""
    lines = [" ".join(value.split()) for value in column]
    alike: dict[str, set[str]] = {}
    for line in lines:
        alike.setdefault(_cut(line, longest), set()).add(line)
    starts = {cut: _shared_words(found) if len(found) > 1 else "" for cut, found in alike.items()}
    found = []
    for line in lines:
        start = starts[_cut(line, longest)]
        found.append(_cut(f"…{line[len(start) :]}" if start else line, longest))
    return found


def _shared_words(lines: set[str]) -> str:
    """Return the start that all lines share, up to the end of a word."""
    start = shared_start(sorted(lines))
    return start[: max((match.end() for match in _BOUNDARY.finditer(start)), default=0)]


def _value(run: Run, name: str) -> str:
    return text_of(canonical(run.params[name])) if name in run.params else "not set"


def _width(column: Sequence[str]) -> int:
    return max(len(cell) for cell in column)


def _cut(text: str, longest: int) -> str:
    text = " ".join(text.split())
    return text if len(text) <= longest else text[: longest - 1] + "…"


def _below_shared_folders(names: Sequence[str]) -> list[str]:
    """Return names that are paths without the folders that all of them lie in."""
    shared = shared_start(names) if len(set(names)) > 1 else ""
    start = shared.rfind("/") + 1
    return [name[start:] for name in names]


def _cut_path(text: str, longest: int) -> str:
    """Cut a text; of a path the end stays, which tells more."""
    line = " ".join(text.split())
    if "/" in line and len(line) > longest:
        return "…" + line[1 - longest :]
    return _cut(line, longest)


def _numbered(labels: Sequence[str]) -> list[str]:
    """Return the labels, each that several groups have with a number behind it."""
    uses, taken = Counter(labels), Counter[str]()
    found = []
    for label in labels:
        taken[label] += 1
        found.append(label if uses[label] == 1 else f"{label} ({taken[label]})")
    return found
