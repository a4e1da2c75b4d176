"""Pairs of runs that differ in one setting alone, where that setting has two values.

The comparison under two conditions that repeats and data sets allow: same seed, same data, same other
settings, once with and once without. What the record does not hold may still have differed.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import isfinite

from runreport.analysis.estimates import Contrast, Pair, contrasts_of
from runreport.analysis.findings import ExperimentFindings
from runreport.analysis.results import result_in
from runreport.analysis.settings import canonical, is_choice, number_of, text_of
from runreport.model import Run

FEWEST = 3
"""Pairs under which nothing is shown."""

Key = tuple[tuple[str, int | float | str], ...]


@dataclass(frozen=True, slots=True)
class Condition:
    """One of the two values of a setting."""

    setting: str
    """The value as text."""
    runs: tuple[str, ...]
    """Uids of its runs that are in a pair."""


@dataclass(frozen=True, slots=True)
class Matched:
    """A setting with two values, and what the headline is with each, pair by pair."""

    param: str
    before: Condition
    after: Condition
    pairs: Mapping[str, tuple[float, float]]
    """(with the first value, with the second) by what tells a pair from the others, in order."""
    contrast: Contrast
    """Mean of the second minus mean of the first, with the paired t interval."""

    @property
    def strength(self) -> float:
        """How far the interval is from zero, in its own half width; 0 where it covers zero."""
        low, high = self.contrast.low, self.contrast.high
        if low is None or high is None or low <= 0 <= high:
            return 0.0
        half = (high - low) / 2
        return min(abs(low), abs(high)) / half if half else float("inf")


def matched_pairs(found: ExperimentFindings, runs: Mapping[str, Run]) -> tuple[Matched, ...]:
    """Return the settings with two values over `FEWEST` pairs or more, the clearest difference first.

    Over the compared runs that have a finite value of the headline. Two runs are a pair where the
    names and digests of their data, their kinds of job, and all their settings but one are equal, the
    seeds among them. Several runs with all of these equal count as one, by their mean.
    """
    uids = [uid for group in found.groups for uid in group.runs]
    values = {uid: value for uid in uids if isfinite(value := result_in(runs[uid], found.headline or ""))}
    matched = (_matched(param, [runs[uid] for uid in values], values) for param in found.varying)
    kept = [one for one in matched if one is not None]
    return tuple(sorted(kept, key=lambda one: (-one.strength, one.param)))


def _matched(param: str, runs: Sequence[Run], values: Mapping[str, float]) -> Matched | None:
    having = [run for run in runs if param in run.params]
    texts = {canonical(run.params[param]): text_of(run.params[param]) for run in reversed(having)}
    if len(texts) != 2:
        return None
    first, second = sorted(texts, key=_order)
    cells: dict[Key, dict[int | float | str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for run in having:
        cells[_key(run, param)][canonical(run.params[param])].append(run.uid)
    both = {key: (cell[first], cell[second]) for key, cell in cells.items() if len(cell) == 2}
    if len(both) < FEWEST:
        return None
    means = {key: (_mean(one, values), _mean(other, values)) for key, (one, other) in both.items()}
    names = dict(zip(means, _names(list(means)), strict=True))
    ordered = sorted(means, key=lambda key: [_order(value) for _, value in key])
    pairs = {names[key]: means[key] for key in ordered}
    columns = zip(*pairs.values(), strict=True)
    before, after = (tuple(column) for column in columns)
    (contrast,) = contrasts_of([Pair(after, before, True)])
    sides = [tuple(uid for key in ordered for uid in both[key][side]) for side in (0, 1)]
    return Matched(
        param, Condition(texts[first], sides[0]), Condition(texts[second], sides[1]), pairs, contrast
    )


def _order(value: int | float | str) -> tuple[bool, float, str]:
    number = number_of(value)
    return number is None, float(number or 0), str(value)


def _key(run: Run, param: str) -> Key:
    """Return all that two runs of a pair have in common, in order of name."""
    own = (
        (name, canonical(value)) for name, value in run.params.items() if name != param and is_choice(name)
    )
    data = (("data", f"{one.name} {one.digest or ''}") for one in run.datasets)
    job = (("job", run.job_type or ""),)
    return tuple(sorted((*own, *data, *job), key=lambda item: (item[0], str(item[1]))))


def _mean(uids: Sequence[str], values: Mapping[str, float]) -> float:
    return sum(values[uid] for uid in uids) / len(uids)


def _names(keys: Sequence[Key]) -> Iterator[str]:
    """Yield what tells each key from the others, the shortest first: `seed 3`, or `seed=3, data=cifar`."""
    shared = set(keys[0]).intersection(*map(set, keys[1:]))
    widths: dict[str, int] = defaultdict(int)
    for key in keys:
        for name, value in key:
            widths[name] = max(widths[name], len(name) + len(text_of(value)))
    for key in keys:
        own = [(name, value) for name, value in key if (name, value) not in shared]
        own.sort(key=lambda item: widths[item[0]])
        is_one = len(own) == 1
        yield ", ".join(f"{name}{' ' if is_one else '='}{text_of(value)}" for name, value in own)
