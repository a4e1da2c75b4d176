"""How two runs differ: settings, results, environment, files and data."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import isfinite

from runreport.analysis.results import metric_names, result_in
from runreport.analysis.settings import canonical
from runreport.model import Artifact, Dataset, Run, Scalar


@dataclass(frozen=True, slots=True)
class ValueDifference:
    """Something that both runs have, with different values, or that only one has."""

    name: str
    first: Scalar
    """None where the first run does not have it, see `in_first`."""
    second: Scalar
    in_first: bool = True
    in_second: bool = True


@dataclass(frozen=True, slots=True)
class MetricDifference:
    """One metric in both runs, equal or not, or in one of them."""

    name: str
    first: float | None
    """None where the first run does not have it; may be NaN or infinite."""
    second: float | None
    change: float | None
    """Second minus first; None unless both are finite."""


@dataclass(frozen=True, slots=True)
class RunComparison:
    """Two runs beside each other; every list in order of name."""

    first: str
    """Uid."""
    second: str
    """Uid."""
    params: tuple[ValueDifference, ...]
    """Settings that differ or that only one has; equal as numbers is equal."""
    n_same_params: int
    """Settings that both have with the same value."""
    metrics: tuple[MetricDifference, ...]
    """All metrics of both."""
    source: tuple[ValueDifference, ...]
    """Repository, commit, branch, uncommitted changes, entry point, command, where they differ."""
    environment: tuple[ValueDifference, ...]
    """Python, platform, hardware, tracker, host, where they differ."""
    packages: tuple[ValueDifference, ...]
    """Versions that differ, and packages that only one has."""
    artifacts: tuple[ValueDifference, ...]
    """Digest, or size in bytes, by path: files that differ or that only one has."""
    datasets: tuple[ValueDifference, ...]
    """Digest by `name (context)`: data that differ or that only one has."""


def compare_runs(a: Run, b: Run) -> RunComparison:
    """Return how run `b` differs from run `a`."""
    params = _differing(a.params, b.params)
    shared = a.params.keys() & b.params.keys()
    return RunComparison(
        first=a.uid,
        second=b.uid,
        params=params,
        n_same_params=len(shared) - sum(one.in_first and one.in_second for one in params),
        metrics=tuple(_metric(name, a, b) for name in sorted({*metric_names(a), *metric_names(b)})),
        source=_differing(_source(a), _source(b)),
        environment=_differing(_environment(a), _environment(b)),
        packages=_differing(a.environment.packages, b.environment.packages),
        artifacts=_differing(_files(a.artifacts), _files(b.artifacts)),
        datasets=_differing(_data(a.datasets), _data(b.datasets)),
    )


def _differing(a: Mapping[str, Scalar], b: Mapping[str, Scalar]) -> tuple[ValueDifference, ...]:
    return tuple(
        ValueDifference(name, a.get(name), b.get(name), name in a, name in b)
        for name in sorted({*a, *b})
        if name not in a or name not in b or canonical(a[name]) != canonical(b[name])
    )


def _metric(name: str, a: Run, b: Run) -> MetricDifference:
    first, second = _value(a, name), _value(b, name)
    change = None
    if first is not None and second is not None and isfinite(first) and isfinite(second):
        change = second - first
    return MetricDifference(name, first, second, change)


def _value(run: Run, name: str) -> float | None:
    if name not in run.metrics and name not in metric_names(run):
        return None
    return result_in(run, name)


def _source(run: Run) -> dict[str, Scalar]:
    of = run.source
    return {
        "repository": of.repository,
        "commit": of.commit,
        "branch": of.branch,
        "uncommitted changes": of.dirty,
        "entry point": of.entry_point,
        "command": of.command,
    }


def _environment(run: Run) -> dict[str, Scalar]:
    of = run.environment
    return {
        "python": of.python,
        "platform": of.platform,
        "hardware": of.hardware,
        "tracker": of.tracker,
        "host": of.host,
    }


def _files(artifacts: Iterable[Artifact]) -> dict[str, Scalar]:
    return {one.path: one.size_bytes if one.digest is None else one.digest for one in artifacts}


def _data(datasets: Iterable[Dataset]) -> dict[str, Scalar]:
    return {f"{one.name} ({one.context})" if one.context else one.name: one.digest for one in datasets}
