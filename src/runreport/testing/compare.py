"""Runs compared with what they should be, told as sentences."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any

from runreport.model import Run, Scalar, Series, Status

Point = tuple[int, float] | tuple[int, float, float]


@dataclass(frozen=True, slots=True)
class Expected:
    """What a run of a test store holds. What is None is not looked at; the rest must match exactly."""

    params: Mapping[str, Scalar] = field(default_factory=dict)
    """All settings, each of the very type that it should have."""
    metrics: Mapping[str, Sequence[Point]] = field(default_factory=dict)
    """All points of all metrics, results and system's alike: step, value and, where the store keeps it,
    time in seconds since 1970; by step and, within a step, as logged."""
    name: str | None = None
    experiment: str | None = None
    status: Status | None = None
    tags: Mapping[str, str] | None = None
    parent: str | None = None


def differences(run: Run, expected: Expected) -> list[str]:
    """Return what is otherwise in the run than expected, a sentence each; empty where all is right."""
    found = list(_params(run.params, expected.params))
    curves = {**run.metrics, **run.system}
    found += _names("metric", curves, expected.metrics)
    for name in sorted(curves.keys() & expected.metrics.keys()):
        found += _points(name, curves[name], expected.metrics[name])
    for name in ("name", "experiment", "status", "tags", "parent"):
        wanted, there = getattr(expected, name), getattr(run, name)
        if wanted is not None and there != wanted:
            found.append(f"{name} is {there!r}, not {wanted!r}")
    return found


def between(one: Run, other: Run) -> list[str]:
    """Return the names of the fields in which two runs differ; NaN equals NaN."""
    return [
        part.name for part in fields(Run) if not _equal(getattr(one, part.name), getattr(other, part.name))
    ]


def _params(there: Mapping[str, Scalar], wanted: Mapping[str, Scalar]) -> Iterator[str]:
    yield from _names("setting", there, wanted)
    for name in sorted(there.keys() & wanted.keys()):
        if not _equal(there[name], wanted[name]):
            yield (
                f"setting {name} is {there[name]!r} ({type(there[name]).__name__}), "
                f"not {wanted[name]!r} ({type(wanted[name]).__name__})"
            )


def _names(kind: str, there: Mapping[str, Any], wanted: Mapping[str, Any]) -> Iterator[str]:
    for name in sorted(wanted.keys() - there.keys()):
        yield f"{kind} {name} is missing"
    for name in sorted(there.keys() - wanted.keys()):
        yield f"{kind} {name} is not in the store"


def _points(name: str, there: Series, wanted: Sequence[Point]) -> Iterator[str]:
    steps = [point[0] for point in wanted]
    values = [float(point[1]) for point in wanted]
    times = [point[2] for point in wanted if len(point) == 3]
    if there.steps.tolist() != steps:
        yield f"metric {name} has the steps {there.steps.tolist()}, not {steps}"
    if not _equal(there.values.tolist(), values):
        yield f"metric {name} has the values {there.values.tolist()}, not {values}"
    there_times = [] if there.times is None else there.times.tolist()
    if times and not _equal(there_times, times):
        yield f"metric {name} has the times {there_times}, not {times}"


def _equal(one: Any, other: Any) -> bool:
    """Return whether two values are the same in type and content."""
    if isinstance(one, float) and isinstance(other, float):
        return one == other or (math.isnan(one) and math.isnan(other))
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return list(one) == list(other) and all(_equal(one[key], other[key]) for key in one)
    if isinstance(one, list | tuple) and isinstance(other, list | tuple):
        return len(one) == len(other) and all(map(_equal, one, other))
    return type(one) is type(other) and bool(one == other)
