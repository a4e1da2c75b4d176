"""What to call a group of runs: its name where it has one, else the settings that tell it apart."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from runreport.analysis.setting_labels import LONGEST, Label, cut, describe, shared_start, tell_apart
from runreport.analysis.settings import Settings
from runreport.model import Run

_GENERATED = re.compile(r"[a-z]+-[a-z]+-\d+|[0-9a-f]{8,}|run[-_ ]?\d*", re.IGNORECASE)
"""Names that nobody gave: `polite-bee-466`, a digest, `run 3`."""
_TAIL = re.compile(
    r"(?:[\s\-_./:=,#(\[]+(?:random[\s\-_]?state|seed|repeat|rep|run|trial|rs|s|r)?|seed)[\s\-_./:=,#(\[]*$",
    re.IGNORECASE,
)
"""What stands between a name and its seed: `-seed`, `_`, ` run `."""
_DIGEST = re.compile(r"[0-9a-f]{8,}|\d+", re.IGNORECASE)
_MOMENT = re.compile(r"(?<!\d)\d{4}([-_.]?)\d\d\1\d\d[T\s_-]*\d\d([-_:.]?)\d\d(\2\d\d(\.\d+)?)?(?!\d)")
"""When a run began, in its name: `2021-06-11 16:51:24.9`, `20250423_164628`."""
_BOUNDARY = re.compile(r"[\s\-_./:=,#(\[]")


def label_groups(members: Sequence[Sequence[Run]], settings: Settings) -> list[Label]:
    """Return a label for each group, no two the same, in the order given.

    The name that its runs share, seed aside, where people gave one and no other group has it. Else the
    settings that tell it apart, as far as it has them. The name of its only run, where a search varied
    many settings, or where these tell it apart only by what a label has no room for. A group of several
    runs is never called by the name of one.
    """
    names = [_shared_name(runs) for runs in members]
    named = _told_by_name(members, names)
    rest = [at for at, name in enumerate(named) if not name]
    told = tell_apart([members[at][0] for at in rest], settings.varying)
    labels = dict(zip(rest, told.labels, strict=True))
    uses = Counter(label.short for label in told.labels)
    for at, name in _own_names(members):
        if not named[at] and (told.is_search or uses[labels[at].short] > 1):
            named[at] = name
    for at in rest:
        labels[at] = labels[at] if labels[at].whole else _otherwise(members[at], names[at], settings)
    paths = iter(_below_shared_folders([name for name in named if name]))
    labels |= {at: Label(_cut_path(next(paths), LONGEST), name) for at, name in enumerate(named) if name}
    short = _numbered([labels[at].short for at in range(len(members))])
    whole = _numbered([labels[at].whole for at in range(len(members))])
    return [Label(*both) for both in zip(short, whole, strict=True)]


def _told_by_name(members: Sequence[Sequence[Run]], names: Sequence[str]) -> list[str]:
    """Return the names that no other group has, moments aside; a whole name comes before a start of names."""
    stems = [_MOMENT.sub("", name).strip() for name in names]
    is_whole = [len({run.name for run in runs}) == 1 for runs in members]
    uses = Counter(stems)
    whole = Counter(stem for stem, alike in zip(stems, is_whole, strict=True) if alike)
    return [
        name if stem and (whole[stem] == 1 if alike else uses[stem] == 1) else ""
        for name, stem, alike in zip(names, stems, is_whole, strict=True)
    ]


def _own_names(members: Sequence[Sequence[Run]]) -> Iterator[tuple[int, str]]:
    """Yield the place of each group of one run with its name, as far as that tells it from other runs.

    Digests do not, nor does the moment of a start.
    """
    uses = Counter(_MOMENT.sub("", run.title).strip() for runs in members for run in runs)
    for at, runs in enumerate(members):
        name = runs[0].name.strip()
        stem = _MOMENT.sub("", name).strip()
        if len(runs) == 1 and stem and uses[stem] == 1 and not _DIGEST.fullmatch(name):
            yield at, name


def _otherwise(runs: Sequence[Run], shared: str, settings: Settings) -> Label:
    """Return what a group is called that no setting tells apart."""
    titles = {run.title for run in runs}
    if shared or len(titles) == 1:
        return Label(*[shared or runs[0].title] * 2)
    told = describe(runs[0], tuple(settings.constant))
    return told if told.whole else Label(*[runs[0].experiment] * 2)


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
    return cut(line, longest)


def _numbered(labels: Sequence[str]) -> list[str]:
    """Return the labels, each that several groups have with a number behind it."""
    uses, taken = Counter(labels), Counter[str]()
    found = []
    for label in labels:
        taken[label] += 1
        while uses[label] > 1 and f"{label} ({taken[label]})" in uses:
            taken[label] += 1
        found.append(label if uses[label] == 1 else f"{label} ({taken[label]})")
    return found
