"""How the runs went: which failed and why, how the best moved over time, what they cost."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import isnan

import numpy as np

from runreport.analysis.evidence import Evidence
from runreport.analysis.findings import Best, Failure
from runreport.analysis.metrics import is_cost
from runreport.language import text, text_joined
from runreport.model import Better, MetricInfo, Run, Series, Status

SILENT = text("the record does not say why")
_NOT_FINISHED = frozenset({Status.FAILED, Status.KILLED, Status.RUNNING})
_REASON_TAG = re.compile(
    r"(^|[._/ -])(error|exception|failure|traceback|reason|note)s?([._/ -]?(message|msg|reason|type))?$",
    re.IGNORECASE,
)
_LONGEST_REASON = 300


@dataclass(frozen=True, slots=True)
class Costs:
    """When the runs took place and how long they took together."""

    started: datetime | None
    ended: datetime | None
    """The newest start or end."""
    seconds: float | None
    """Sum over the runs whose time is known; None where it is for none."""
    runs_with_seconds: int
    holders_with_seconds: int
    """Runs whose time is known, and not added."""


def failures_of(evidence: Evidence) -> tuple[Failure, ...]:
    """Return the runs that failed, were stopped, or still stand as running, in order of start."""
    return tuple(
        Failure(run.uid, run.status, reason_of(run)) for run in evidence.runs if run.status in _NOT_FINISHED
    )


def without_result(evidence: Evidence, metric: str | None) -> tuple[Failure, ...]:
    """Return runs that finished without a finite value of the headline, parents aside."""
    results = {} if metric is None else evidence.results(metric)
    apart = evidence.containers(metric)
    return tuple(
        Failure(run.uid, run.status, _missing(run, metric))
        for run in evidence.runs
        if run.status not in _NOT_FINISHED and run.uid not in results and run.uid not in apart
    )


def has_unfinished_results(evidence: Evidence) -> bool:
    """Return whether a run that did not finish has a value that could compare runs, were it done."""
    unfinished = {run.uid for run in evidence.runs if run.status in _NOT_FINISHED}
    return any(
        not is_cost(metric) and not unfinished.isdisjoint(of) for metric, of in evidence.values.items()
    )


def diverged_of(evidence: Evidence) -> tuple[Failure, ...]:
    """Return runs that finished although a metric was not finite somewhere, in order of start."""
    return tuple(
        Failure(run.uid, run.status, text_joined(found, "; "))
        for run in evidence.runs
        if run.status not in _NOT_FINISHED and (found := _divergences(run))
    )


def reason_of(run: Run) -> str:
    """Return why a run did not finish, as its record says it: tags, then metrics that diverged."""
    said = [f"{name}: {_short(text)}" for name, text in sorted(run.tags.items()) if _is_reason(name, text)]
    diverged = _divergences(run)
    if said or diverged:
        return text_joined([*said, *diverged], "; ")
    return text("the record says that it is still running") if run.status is Status.RUNNING else SILENT


def progress_of(evidence: Evidence, info: MetricInfo) -> tuple[Best, ...]:
    """Return the best value so far, each time it improved, in order of time.

    A run counts from its end, or from its start where no end is known; runs without either do not.
    """
    if info.better is Better.UNKNOWN:
        return ()
    sign = 1 if info.better is Better.HIGHER else -1
    results = evidence.results(info.name)
    timed = [
        (moment, run.uid)
        for run in evidence.compared
        if run.uid in results and (moment := run.ended or run.started) is not None
    ]
    found: list[Best] = []
    for moment, uid in sorted(timed):
        if not found or sign * results[uid] > sign * found[-1].value:
            found.append(Best(moment, results[uid], uid))
    return tuple(found)


def costs_of(evidence: Evidence) -> Costs:
    """Return the time the runs took; a parent does not count where its children's time is known.

    A parent's time holds its children's, so that the sum would count these twice.
    """
    timed = {run.uid: seconds for run in evidence.runs if (seconds := run.seconds) is not None}
    covered = {
        (run.ref.store, run.parent) for run in evidence.runs if run.parent is not None and run.uid in timed
    }
    counted = [
        timed[run.uid]
        for run in evidence.runs
        if run.uid in timed and (run.ref.store, run.ref.key) not in covered
    ]
    starts = [run.started for run in evidence.runs if run.started is not None]
    return Costs(
        started=min(starts, default=None),
        ended=max(_moments(evidence.runs), default=None),
        seconds=float(np.sum(counted)) if counted else None,
        runs_with_seconds=len(counted),
        holders_with_seconds=len(timed) - len(counted),
    )


def _moments(runs: Sequence[Run]) -> Iterable[datetime]:
    return (moment for run in runs for moment in (run.started, run.ended) if moment is not None)


def _is_reason(name: str, text: str) -> bool:
    return bool(text.strip()) and not name.startswith("mlflow.note") and _REASON_TAG.search(name) is not None


def _short(text: str) -> str:
    """Return the last line that says something, where a traceback has its message."""
    last = [line.strip() for line in text.splitlines() if line.strip()][-1]
    return last if len(last) <= _LONGEST_REASON else last[: _LONGEST_REASON - 1] + "…"


def _divergences(run: Run) -> list[str]:
    return [
        text("{name} {what}", name=name, what=_divergence(of))
        for name, of in sorted(run.metrics.items())
        if of.stats.non_finite
    ]


def _divergence(series: Series) -> str:
    """Return what a series that is not finite throughout became, and from which step on."""
    at = np.flatnonzero(~np.isfinite(series.values))
    if not at.size:
        return text(
            "was not a finite number at {non_finite} of {count} points",
            non_finite=series.stats.non_finite,
            count=series.stats.count,
        )
    value = float(series.values[at[0]])
    kind = text("not a number (NaN)") if isnan(value) else text("infinite")
    return text("was {kind} at step {step}", kind=kind, step=int(series.steps[at[0]]))


def _missing(run: Run, metric: str | None) -> str:
    if metric is None:
        return text("it has no result")
    series = run.metrics.get(metric)
    if series is not None and series.stats.non_finite:
        return text("{name} {what}", name=metric, what=_divergence(series))
    if series is None and metric not in run.summary:
        return text("it has no {metric}", metric=metric)
    return text("{metric} is not a finite number", metric=metric)
