"""Which runs of a group are repeats of one another, and what tells these apart."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from runreport.analysis.estimates import SAME
from runreport.analysis.evidence import Values
from runreport.analysis.findings import ExperimentFindings
from runreport.analysis.metrics import is_cost
from runreport.model import Run


def telling(values: Values) -> Values:
    """Return the values that say whether two runs had the same result: times differ from run to run."""
    return {metric: by_run for metric, by_run in values.items() if not is_cost(metric)}


def done_again(runs: Sequence[Run], seeds: Sequence[str], values: Values) -> frozenset[int]:
    """Return the places of runs that did another one of their group once more, and so tell nothing new.

    Those are runs with one seed, or without any, that all had the same results, but for rounding: a program
    that leaves nothing to chance was started again. Where results differ, something else was left to chance,
    and the runs are repeats.

    Args:
        runs: of one group, in order; the first of those that are alike stays.
        seeds: the seed of each as text, empty where none is recorded.
        values: results alone, see `telling`.
    """
    if len(set(seeds)) == len(runs):
        return frozenset()
    alike: dict[str, list[int]] = defaultdict(list)
    for at, seed in enumerate(seeds):
        alike[seed].append(at)
    return frozenset(
        at
        for places in alike.values()
        if _are_equal([runs[at].uid for at in places], values)
        for at in places[1:]
    )


def _are_equal(uids: Sequence[str], values: Values) -> bool:
    """Return whether runs have the same results, but for rounding, and have any at all."""
    columns = ([by_run[uid] for uid in uids if uid in by_run] for by_run in values.values())
    having = [column for column in columns if column]
    return bool(having) and all(len(column) == len(uids) and _is_one(column) for column in having)


def _is_one(column: Sequence[float]) -> bool:
    low, high = min(column), max(column)
    return low == high or high - low <= SAME * max(abs(low), abs(high))


def seeds_that_tell(found: ExperimentFindings, runs: Mapping[str, Run]) -> tuple[str, ...]:
    """Return the parameters that tell repeats apart: seeds with several values within one group."""
    groups = [[runs[uid].params for uid in group.runs] for group in found.groups if len(group.runs) > 1]
    return tuple(
        name
        for name in found.seeds
        if any(len({params.get(name) for params in group}) > 1 for group in groups)
    )
