"""What to call a group of runs: its name where it has one, else the settings that tell it apart."""

import re
from collections import Counter
from collections.abc import Sequence

from runreport.analysis.settings import Settings, canonical, text_of
from runreport.model import Run

LONGEST = 60
"""Characters of a label."""
LONGEST_VALUE = 24
"""Characters of a setting's value in a label."""

_GENERATED = re.compile(r"[a-z]+-[a-z]+-\d+|[0-9a-f]{8,}|run[-_ ]?\d*", re.IGNORECASE)
"""Names that nobody gave: `polite-bee-466`, a digest, `run 3`."""
_TAIL = re.compile(
    r"(?:[\s\-_./:=,#(\[]+(?:random[\s\-_]?state|seed|repeat|rep|run|trial|rs|s|r)?|seed)[\s\-_./:=,#(\[]*$",
    re.IGNORECASE,
)
"""What stands between a name and its seed: `-seed`, `_`, ` run `."""
_BOUNDARY = re.compile(r"[\s\-_./:=,#(\[]")


def label_groups(members: Sequence[Sequence[Run]], settings: Settings) -> list[str]:
    """Return a label for each group, no two the same, in the order given.

    The name that its runs share, seed aside, where people gave one and no other group has it; else
    the fewest varying settings that tell the groups apart.
    """
    names = [_shared_name(runs) for runs in members]
    uses = Counter(names)
    named = [name if uses[name] == 1 else "" for name in names]
    rest = [at for at, name in enumerate(named) if not name]
    told = _told_apart([members[at][0] for at in rest], settings)
    for at, text in zip(rest, told, strict=True):
        named[at] = text or names[at] or members[at][0].name
    return _numbered([_cut_path(name, LONGEST) for name in _below_shared_folders(named)])


def stem_of(name: str, seed: str) -> str:
    """Return a run's name without its seed at the end: `forest-seed7` and `forest_7` are `forest`."""
    if seed and name.endswith(seed):
        return _TAIL.sub("", name.removesuffix(seed))
    return name


def _shared_name(runs: Sequence[Run]) -> str:
    names = [run.title for run in runs]
    if len(set(names)) == 1:
        return "" if names[0] == runs[0].ref.key or _GENERATED.fullmatch(names[0]) else names[0]
    prefix = _shared_start(names)
    rests = [name[len(prefix) :] for name in names]
    if prefix[-1:].isdigit() and any(rest[:1].isdigit() for rest in rests):
        prefix = prefix.rstrip("0123456789")
    elif prefix[-1:].isalpha() and any(rest[:1].isalpha() for rest in rests):
        # The names part in the middle of a word, which is then no name of the group.
        prefix = prefix[: max((match.end() for match in _BOUNDARY.finditer(prefix)), default=0)]
    stem = _TAIL.sub("", prefix)
    return "" if len(stem) < 3 or _GENERATED.fullmatch(stem) else stem


def _shared_start(names: Sequence[str]) -> str:
    """Return the longest text that all names start with; the first and last in order decide."""
    first, last = min(names), max(names)
    length = next((at for at, (a, b) in enumerate(zip(first, last, strict=False)) if a != b), len(first))
    return first[:length]


def _told_apart(runs: Sequence[Run], settings: Settings) -> list[str]:
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
    return [
        ", ".join(f"{name}={_cut(columns[name][at], LONGEST_VALUE)}" for name in sorted(chosen))
        for at in range(len(runs))
    ]


def _value(run: Run, name: str) -> str:
    return text_of(canonical(run.params[name])) if name in run.params else "not set"


def _width(column: Sequence[str]) -> int:
    return max(len(cell) for cell in column)


def _cut(text: str, longest: int) -> str:
    text = " ".join(text.split())
    return text if len(text) <= longest else text[: longest - 1] + "…"


def _below_shared_folders(names: Sequence[str]) -> list[str]:
    """Return names that are paths without the folders that all of them lie in."""
    shared = _shared_start(names) if len(set(names)) > 1 else ""
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
