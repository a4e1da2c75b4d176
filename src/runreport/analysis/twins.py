"""By what two records, in two stores, are recognized as records of one run.

Four kinds of evidence, the strongest first; each is a fact in the records, none is a likeness of names:

1. an id: the same long id in both stores, or a tag or setting for ids that holds the other's;
2. a folder: the record names the folder that the other one is;
3. the points: a curve of at least ten points whose count, steps, ends and extremes are the same, logged
   at the same times;
4. the start: the same command, begun within seconds.
"""

import math
import re
from collections import defaultdict, deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import NamedTuple

import numpy as np

from runreport.analysis.settings import FOLDER, canonical
from runreport.language import message, text
from runreport.model import Run, Series

FEWEST_POINTS = 10
LONG_ID = 16
"""Characters of an id that no two runs share by chance; a shorter one needs the same start beside it."""
SECONDS_APART = 5.0
"""At most, between two starts, or two times of one point: trackers stamp a moment apart."""
FEWEST_PARTS = 2
"""Of a folder's path that have to agree: one name alone, such as `logs`, is no evidence."""

_ID = re.compile(r"(?=.*[0-9])[0-9A-Za-z]{8,}(-[0-9A-Za-z]{4,})*")
_FOR_IDS = re.compile(r"(^|[._\-/ ])(id|uuid|run|key|url|uri|experiment)s?([._\-/ ]|$)", re.IGNORECASE)
_OF_ANOTHER = re.compile(
    r"parent|child|base|source|previous|resume|restored?|pretrain|checkpoint|teacher|best|from", re.IGNORECASE
)


class _Source(NamedTuple):
    """What to say of a text by where a record holds it."""

    names_another: str
    names_folder: str


_TAG = _Source(
    message("the tag {name} of one names the other, {key}"),
    message("the tag {name} names the folder {path}"),
)
_SETTING = _Source(
    message("the setting {name} of one names the other, {key}"),
    message("the setting {name} names the folder {path}"),
)


@dataclass(frozen=True, slots=True)
class Twin:
    """Evidence that two records are of one run."""

    one: int
    """Place of the record that holds the evidence, or the first."""
    other: int
    because: str
    """A sentence without its end stop."""
    inside: str = ""
    """Path below the named folder, where the other record is of a part of the run."""


def twins_by_kind(runs: Sequence[Run]) -> Iterator[tuple[Twin, ...]]:
    """Yield the evidence of each kind, the strongest kind first; nothing where there is one store only."""
    if len({run.ref.store for run in runs}) < 2:
        return
    yield tuple(_by_id(runs))
    yield tuple(_by_folder(runs))
    yield tuple(_by_points(runs))
    yield tuple(_by_start(runs))


def contradict(one: Run, other: Run) -> str:
    """Return the setting that both records hold with different values; empty where there is none."""
    for name in sorted(one.params.keys() & other.params.keys()):
        if canonical(one.params[name]) != canonical(other.params[name]):
            return name
    return ""


def are_same(one: Series, other: Series) -> bool:
    """Tell whether two curves are the same, as far as the facts of all their points tell."""
    return _facts(one) == _facts(other)


def _by_id(runs: Sequence[Run]) -> Iterator[Twin]:
    by_key: dict[str, list[int]] = defaultdict(list)
    for place, run in enumerate(runs):
        if _ID.fullmatch(run.id):
            by_key[run.id].append(place)
    yield from _by_equal_id(runs, by_key)
    for place, run in enumerate(runs):
        for source, name, value in _texts(run):
            key = re.split(r"[/=]", value.rstrip("/"))[-1]
            names_itself = key in by_key and _FOR_IDS.search(name) and not _OF_ANOTHER.search(name)
            for other in by_key[key] if names_itself else ():
                if _elsewhere(run, runs[other]):
                    yield Twin(place, other, text(source.names_another, name=name, key=key))


def _by_equal_id(runs: Sequence[Run], by_key: Mapping[str, Sequence[int]]) -> Iterator[Twin]:
    for key, places in by_key.items():
        for one, other in combinations(places, 2):
            is_long = len(key) >= LONG_ID or _began_together(runs[one], runs[other])
            if is_long and _elsewhere(runs[one], runs[other]):
                yield Twin(one, other, text("both records have the id {key}", key=key))


def _by_folder(runs: Sequence[Run]) -> Iterator[Twin]:
    folders: dict[str, list[tuple[int, tuple[str, ...], str]]] = defaultdict(list)
    for place, run in enumerate(runs):
        root, below = _parts(run.ref.store.address), _parts(run.id)
        for depth in range(len(below) + 1):
            path = (*root, *below[:depth])
            if path:
                folders[path[-1]].append((place, path, "/".join(below[depth:])))
    for place, run in enumerate(runs):
        for said, name, value in _folders_of(run):
            named = _parts(value)
            for other, path, inside in folders.get(named[-1] if named else "", ()):
                agreeing = min(len(named), len(path))
                is_it = agreeing >= FEWEST_PARTS and named[-agreeing:] == path[-agreeing:]
                if is_it and _elsewhere(run, runs[other]):
                    yield Twin(place, other, text(said, name=name, path="/".join(path)), inside)


def _by_points(runs: Sequence[Run]) -> Iterator[Twin]:
    curves: dict[_Facts, list[tuple[float, int, str]]] = defaultdict(list)
    for place, run in enumerate(runs):
        for name, series in run.metrics.items():
            stats = series.stats
            if stats.count >= FEWEST_POINTS and stats.min < stats.max and series.times is not None:
                curves[_facts(series)].append((float(series.times[0]), place, name))
    seen: set[tuple[int, int]] = set()
    for same in curves.values():
        for (_, one, name), (_, other, other_name) in _near(same):
            first, second = runs[one].metrics[name], runs[other].metrics[other_name]
            if (
                (one, other) in seen
                or not _elsewhere(runs[one], runs[other])
                or not _end_together(first, second)
            ):
                continue
            seen.add((one, other))
            called = name if name == other_name else text("{name} and {other}", name=name, other=other_name)
            yield Twin(
                one,
                other,
                text(
                    "{called}: the same {count} points, logged at the same times",
                    called=called,
                    count=first.stats.count,
                ),
            )


def _by_start(runs: Sequence[Run]) -> Iterator[Twin]:
    starts: dict[str, list[tuple[float, int, str]]] = defaultdict(list)
    for place, run in enumerate(runs):
        program = run.source.command or run.source.entry_point
        if program and run.started is not None:
            starts[program].append((run.started.timestamp(), place, program))
    for same in starts.values():
        for (_, one, program), (_, other, _) in _near(same):
            if _elsewhere(runs[one], runs[other]):
                yield Twin(one, other, text("both ran {program}, begun at the same moment", program=program))


def _near(moments: list[tuple[float, int, str]]) -> Iterator[tuple[tuple[float, int, str], ...]]:
    """Yield the pairs of what happened within seconds, in each the one that comes first in the records."""
    recent: deque[tuple[float, int, str]] = deque()
    for moment in sorted(moment for moment in moments if not math.isnan(moment[0])):
        while recent and moment[0] - recent[0][0] > SECONDS_APART:
            recent.popleft()
        for earlier in recent:
            yield (earlier, moment) if earlier[1] < moment[1] else (moment, earlier)
        recent.append(moment)


class _Facts(NamedTuple):
    """What is the same for a curve wherever it was recorded, also in single precision."""

    points: int
    last_step: int
    numbers: tuple[str, ...]
    """First, last, lowest and highest value, as texts: NaN equals nothing, itself included."""


def _facts(series: Series) -> _Facts:
    stats = series.stats
    with np.errstate(over="ignore"):
        numbers = np.array([stats.first, stats.last, stats.min, stats.max]).astype(np.float32)
    return _Facts(stats.count, stats.last_step, tuple(map(str, numbers)))


def _end_together(one: Series, other: Series) -> bool:
    if one.times is None or other.times is None:
        return False
    return bool(abs(one.times[-1] - other.times[-1]) <= SECONDS_APART)


def _began_together(one: Run, other: Run) -> bool:
    if one.started is None or other.started is None:
        return False
    return abs((one.started - other.started).total_seconds()) <= SECONDS_APART


def _elsewhere(one: Run, other: Run) -> bool:
    return one.ref.store != other.ref.store


def _texts(run: Run) -> Iterator[tuple[_Source, str, str]]:
    sources: tuple[tuple[_Source, Mapping[str, object]], ...] = ((_TAG, run.tags), (_SETTING, run.params))
    for source, values in sources:
        for name, value in values.items():
            if isinstance(value, str) and value:
                yield source, name, value


def _folders_of(run: Run) -> Iterator[tuple[str, str, str]]:
    """Yield the message that says who names a folder, the name of the tag or setting, and the folder."""
    for folder in run.folders:
        yield message("the record names the folder {path}"), "", folder
    for source, name, value in _texts(run):
        if FOLDER.search(name):
            yield source.names_folder, name, value


def _parts(path: str) -> tuple[str, ...]:
    """Return the folders of a path, of this system or another."""
    plain = path.replace("\\", "/").partition("://")[2] or path.replace("\\", "/")
    return tuple(part for part in plain.split("/") if part not in ("", "."))
