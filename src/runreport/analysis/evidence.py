"""One experiment's records in the form that every question is asked of."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from math import isfinite

from runreport.analysis.results import results_of
from runreport.model import Better, Dataset, MetricInfo, Run, Status

COMPARED = frozenset({Status.FINISHED, Status.UNKNOWN})
"""States of the runs that are held against one another: others did not reach what they were meant to."""
_LAST = datetime.max.replace(tzinfo=UTC)

Values = Mapping[str, Mapping[str, float]]
"""Finite value by run's uid, by metric."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """The runs of one experiment, over all stores, and what they reached."""

    name: str
    runs: tuple[Run, ...]
    """In order of start and then of uid, those without a start last."""
    values: Values
    """Of all runs, whatever their status."""
    metrics: Mapping[str, int]
    """Number of runs that have a metric, finite or not, by its name."""
    compared: tuple[Run, ...]
    """Runs with a finite value of some metric that finished, or whose store keeps no status."""
    reached: Values
    """Of these alone, in their order."""
    parents: frozenset[str]
    """Uids of runs that other runs of the experiment stand under."""

    def results(self, metric: str) -> dict[str, float]:
        """Return a metric's finite value by uid, for the compared runs that have one, in their order."""
        return dict(self.reached.get(metric, {}))

    def containers(self, metric: str | None) -> frozenset[str]:
        """Return uids of parents without a value of the metric: they only hold other runs together."""
        having = self.values.get(metric, {}) if metric is not None else {}
        return frozenset(uid for uid in self.parents if uid not in having)


def gather(runs: Iterable[Run]) -> list[Evidence]:
    """Return the evidence of each experiment, in order of its name."""
    by_name: dict[str, list[Run]] = defaultdict(list)
    for run in sorted(runs, key=by_start):
        by_name[run.experiment].append(run)
    return [_evidence(name, by_name[name]) for name in sorted(by_name)]


def by_start(run: Run) -> tuple[datetime, str]:
    """Return the order that breaks all ties: start, then uid."""
    return run.started or _LAST, run.uid


def best_first(results: Mapping[str, float], info: MetricInfo) -> list[str]:
    """Return uids with the best value first, ties as given; as given where no direction is known."""
    if info.better is Better.UNKNOWN:
        return list(results)
    sign = -1 if info.better is Better.HIGHER else 1
    return sorted(results, key=lambda uid: sign * results[uid])


def evaluation_digests(runs: Iterable[Run]) -> frozenset[str]:
    """Return the digests of all data that the runs were evaluated on, as far as records tell."""
    return frozenset(
        data.digest for run in runs for data in run.datasets if data.digest and is_evaluation(data)
    )


def is_evaluation(data: Dataset) -> bool:
    """Tell whether data were used for validation or test, as the record says."""
    context = (data.context or "").lower()
    return any(word in context for word in ("val", "test", "holdout"))


def _evidence(name: str, runs: Sequence[Run]) -> Evidence:
    values: dict[str, dict[str, float]] = {}
    metrics: Counter[str] = Counter()
    for run in runs:
        uid, results = run.uid, results_of(run)
        metrics.update(results.keys())
        for metric, value in results.items():
            if isfinite(value):
                values.setdefault(metric, {})[uid] = value
    with_value = {uid for of in values.values() for uid in of}
    compared = tuple(run for run in runs if run.status in COMPARED and run.uid in with_value)
    are_compared = {run.uid for run in compared}
    named = {(run.ref.store, run.parent) for run in runs if run.parent is not None}
    return Evidence(
        name=name,
        runs=tuple(runs),
        values=values,
        metrics=metrics,
        compared=compared,
        reached={
            metric: {uid: value for uid, value in of.items() if uid in are_compared}
            for metric, of in values.items()
        },
        parents=frozenset(run.uid for run in runs if (run.ref.store, run.ref.key) in named),
    )
