"""What is different since an earlier report: new runs, lost runs, other values, another best."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

from runreport.analysis.findings import ExperimentFindings, Findings, Verdict
from runreport.model import Run, Scalar
from runreport.model.record import json_value

T = TypeVar("T")
FORMAT = "runreport/1"
"""Of `report.json`."""
Value = str | int | float | bool | None
"""As JSON has it: numbers that JSON lacks are texts."""


@dataclass(frozen=True, slots=True)
class EarlierMetric:
    """A curve's last value."""

    last: Value


@dataclass(frozen=True, slots=True)
class EarlierRun:
    """A run as the earlier report had it."""

    id: str
    name: str
    experiment: str
    status: str
    store: str
    params: Mapping[str, Value]
    metrics: Mapping[str, EarlierMetric]

    @property
    def uid(self) -> str:
        """Its name in that report."""
        return f"{self.store}::{self.id}"


@dataclass(frozen=True, slots=True)
class EarlierEstimate:
    """A mean over repeats."""

    value: Value
    n: int


@dataclass(frozen=True, slots=True)
class EarlierGroup:
    """Runs with the same settings."""

    label: str
    estimates: Mapping[str, EarlierEstimate]
    runs: tuple[str, ...] = ()
    """Uids."""


@dataclass(frozen=True, slots=True)
class EarlierExperiment:
    """An experiment, its groups best first."""

    name: str
    title: str
    headline: str | None
    best_run: str | None
    groups: tuple[EarlierGroup, ...]


@dataclass(frozen=True, slots=True)
class EarlierModel:
    """A model with a card, and the run that it came from."""

    name: str
    run: str | None


@dataclass(frozen=True, slots=True)
class EarlierInfo:
    """What the earlier report said of a metric."""

    better: str


@dataclass(frozen=True, slots=True)
class EarlierReport:
    """What an earlier report says, as far as it can be compared; field names are those of `report.json`."""

    title: str
    date: datetime | None
    """Newest moment in its records."""
    experiments: tuple[EarlierExperiment, ...]
    models: tuple[EarlierModel, ...]
    runs: tuple[EarlierRun, ...]
    metrics: Mapping[str, EarlierInfo] = field(default_factory=dict)
    format: str = FORMAT


@dataclass(frozen=True, slots=True)
class Changed:
    """A value of a run that stands there differently now; None where it was or is not recorded."""

    run: str
    """Uid."""
    kind: str
    """`result`, `setting`, `state` or `experiment`."""
    name: str
    before: Scalar
    now: Scalar


@dataclass(frozen=True, slots=True)
class Front:
    """The setting in front, with its mean."""

    label: str
    value: float
    n: int


@dataclass(frozen=True, slots=True)
class BestChange:
    """The best of an experiment, then and now."""

    experiment: str
    metric: str
    before: Front
    now: Front
    verdict: Verdict
    """Of the one in front now against the one before, by the repeats that are there now."""


@dataclass(frozen=True, slots=True)
class Changes:
    """Everything that changed."""

    title: str
    """Of the earlier report."""
    date: datetime | None
    """Of the earlier report: the newest moment in its records."""
    new: tuple[str, ...]
    """Uids, in order of the records."""
    gone: tuple[EarlierRun, ...]
    values: tuple[Changed, ...]
    best: tuple[BestChange, ...]
    new_experiments: tuple[str, ...]
    gone_experiments: tuple[str, ...]
    models: tuple[str, ...]
    """Names of models that come from another run now."""
    otherwise: tuple[str, ...] = ()
    """Experiments whose runs are compared by another metric or in another direction than then."""
    file: str = ""
    """Name of the earlier report's file."""
    digest: str = ""
    """SHA-256 of that file."""

    @property
    def is_nothing(self) -> bool:
        """Whether all is as it was."""
        runs = self.new or self.gone or self.values or self.models
        return not (runs or self.best or self.otherwise or self.new_experiments or self.gone_experiments)


def changes_since(
    earlier: EarlierReport, runs: Mapping[str, Run], findings: Findings, models: Mapping[str, str | None]
) -> Changes:
    """Return what changed since an earlier report.

    A run is the same by its store and id; where the store is called otherwise now, by its id, if only one
    run on either side has it.

    Args:
        earlier: what the earlier report says.
        runs: of this report, by uid.
        findings: of this report.
        models: uid of the run by the name of each model with a card.
    """
    pairs = _pairs(earlier.runs, runs)
    same = {before.uid: uid for uid, before in pairs.items()}
    then = {one.name: one for one in earlier.experiments}
    now = {one.name for one in findings.experiments}
    both = [(then[one.name], one) for one in findings.experiments if one.name in then]
    otherwise = tuple(one.name for before, one in both if _is_otherwise(before, one, earlier, findings))
    best = (_best(before, one, same) for before, one in both if one.name not in otherwise)
    known = {model.name: model.run for model in earlier.models}
    return Changes(
        title=earlier.title,
        date=earlier.date,
        new=tuple(uid for uid in runs if uid not in pairs),
        gone=tuple(run for run in earlier.runs if run.uid not in same),
        values=tuple(
            change for uid, run in runs.items() if uid in pairs for change in _values(pairs[uid], run)
        ),
        best=tuple(one for one in best if one is not None),
        new_experiments=tuple(one.name for one in findings.experiments if one.name not in then),
        gone_experiments=tuple(name for name in then if name not in now),
        models=tuple(
            name for name, run in models.items() if name in known and same.get(known[name] or "") != run
        ),
        otherwise=otherwise,
    )


def _pairs(earlier: Iterable[EarlierRun], runs: Mapping[str, Run]) -> dict[str, EarlierRun]:
    """Return the earlier record by uid of the run that it is of."""
    before = {run.uid: run for run in earlier}
    pairs = {uid: before[uid] for uid in runs if uid in before}
    rest = _alone((run.id, run) for run in before.values() if run.uid not in pairs)
    moved = _alone((run.id, run) for uid, run in runs.items() if uid not in pairs)
    return pairs | {run.uid: rest[key] for key, run in moved.items() if key in rest}


def _alone(items: Iterable[tuple[str, T]]) -> dict[str, T]:
    """Return the items by key whose key no other item has."""
    found: dict[str, list[T]] = {}
    for key, item in items:
        found.setdefault(key, []).append(item)
    return {key: some[0] for key, some in found.items() if len(some) == 1}


def _values(before: EarlierRun, run: Run) -> Iterator[Changed]:
    """Yield what stands in a run differently; a metric or setting that was added is none of it."""
    if before.status != run.status.value:
        yield Changed(run.uid, "state", "", before.status, run.status.value)
    if before.experiment != run.experiment:
        yield Changed(run.uid, "experiment", "", before.experiment, run.experiment)
    series, aligned = {**run.system, **run.metrics}, set(run.recorded_as.values())
    for name, metric in before.metrics.items():
        if name not in aligned:
            last = json_value(series[name].stats.last) if name in series else None
            if last != metric.last:
                yield Changed(run.uid, "result", name, metric.last, last)
    for name, value in before.params.items():
        now = json_value(run.params.get(name))
        if name not in aligned and now != value:
            yield Changed(run.uid, "setting", name, value, now)


def _is_otherwise(
    before: EarlierExperiment, found: ExperimentFindings, earlier: EarlierReport, findings: Findings
) -> bool:
    """Return whether runs are compared by another metric, or in another direction, than they were."""
    if None in (before.headline, found.headline) or before.headline != found.headline:
        return before.headline is not None and found.headline is not None
    info = earlier.metrics.get(found.headline or "")
    return info is not None and info.better != findings.metrics[found.headline or ""].better.value


def _best(before: EarlierExperiment, found: ExperimentFindings, same: Mapping[str, str]) -> BestChange | None:
    """Return the change of an experiment's best; None where there was none, or nothing is best now."""
    metric, ranking = found.headline, found.ranking
    if metric is None or not ranking or not ranking.top:
        return None
    front = next(group for group in found.groups if group.key == ranking.standings[0].group)
    now = Front(front.label, front.estimates[metric].value, front.estimates[metric].n)
    group = next((one for one in before.groups if metric in one.estimates), None)
    then = None if group is None or before.best_run is None else _front(group, metric)
    if group is None or then is None or then == now:
        return None
    if (then.value, then.n) == (now.value, now.n) and {same.get(uid) for uid in group.runs} == {*front.runs}:
        # The same runs under another name.
        return None
    keys = {group.label: group.key for group in found.groups}
    old = keys.get(then.label)
    verdict = Verdict.NOT_JUDGED
    if old is not None and old != front.key and ranking.is_tested:
        verdict = Verdict.CANNOT_TELL if old in ranking.top else Verdict.BETTER
    return BestChange(found.name, metric, then, now, verdict)


def _front(group: EarlierGroup, metric: str) -> Front | None:
    estimate = group.estimates[metric]
    if not isinstance(estimate.value, int | float):
        return None
    return Front(group.label, float(estimate.value), estimate.n)
