"""A run as plain JSON values, the same in `runreport runs` and in a site's `report.json`."""

import json
import math
from datetime import datetime
from typing import Any

import orjson

from runreport.model.parts import Scalar
from runreport.model.problem import Problem
from runreport.model.run import Run
from runreport.model.series import Stats

Json = str | int | float | bool | None


def record_of(run: Run) -> dict[str, Any]:
    """Return the run's record, fit for strict JSON.

    Keys: `id`, `name`, `experiment`, `status`, `started`, `ended` (ISO 8601 in UTC, or None),
    `params`, `metrics` (what `stats_record` returns by name, hardware readings included), `summary`,
    `tags`, `artifacts` (paths, sorted), `parent` (a run's id, or None), `commit`, `store` (its
    address) and `problems`; `joined` and `recorded_as` where other records were taken in, or names
    aligned. Names are sorted. Numbers that JSON lacks are texts: `NaN`, `Infinity`
    and `-Infinity`.
    """
    series = {**run.system, **run.metrics}
    return {
        "id": run.id,
        "name": run.name,
        "experiment": run.experiment,
        "status": str(run.status),
        "started": moment_text(run.started),
        "ended": moment_text(run.ended),
        "params": {name: json_value(run.params[name]) for name in sorted(run.params)},
        "metrics": {name: stats_record(series[name].stats) for name in sorted(series)},
        "summary": {name: json_value(run.summary[name]) for name in sorted(run.summary)},
        "tags": {name: run.tags[name] for name in sorted(run.tags)},
        "artifacts": sorted(artifact.path for artifact in run.artifacts),
        "parent": run.parent,
        "commit": run.source.commit,
        "store": run.ref.store.address,
        **_joined_record(run),
        "problems": [problem_record(problem) for problem in run.problems],
    }


def _joined_record(run: Run) -> dict[str, Any]:
    """Return what only runs have whose records were joined or whose names were aligned."""
    joined = [
        {
            "store": part.ref.store.address,
            "id": part.ref.key,
            "because": part.because,
            "metrics": sorted(part.metrics),
        }
        for part in run.joined
    ]
    names = {name: run.recorded_as[name] for name in sorted(run.recorded_as)}
    return {**({"joined": joined} if joined else {}), **({"recorded_as": names} if names else {})}


def stats_record(stats: Stats) -> dict[str, Json]:
    """Return a metric's facts: extremes and mean of its finite points, None where it has none."""
    has_finite = stats.count > stats.non_finite
    return {
        "count": stats.count,
        "last": json_value(stats.last),
        "min": json_value(stats.min) if has_finite else None,
        "max": json_value(stats.max) if has_finite else None,
        "mean": json_value(stats.mean) if has_finite else None,
        "last_step": stats.last_step,
    }


def problem_record(problem: Problem) -> dict[str, Json]:
    """Return a problem with its place; a part of the place that is unknown is None."""
    return {
        "what": problem.what,
        "remedy": problem.remedy,
        "store": problem.store,
        "run": problem.run,
        "file": problem.file,
        "line": problem.line,
    }


def moment_text(moment: datetime | None) -> str | None:
    """Return an aware UTC moment as `2026-01-02T03:04:05.678Z`, finer where the record is finer."""
    if moment is None:
        return None
    precision = "microseconds" if moment.microsecond % 1000 else "milliseconds"
    return moment.isoformat(timespec=precision).replace("+00:00", "Z")


def json_text(value: object, *, is_indented: bool = False) -> str:
    """Return JSON in ASCII, in which no character turns the text around it; without blanks unless indented.

    Raises:
        ValueError: a number is not finite, and no quick way was found to write the value.
    """
    try:
        text = orjson.dumps(value, option=orjson.OPT_INDENT_2 if is_indented else None)
    except TypeError:
        # Half of a surrogate pair, and whole numbers beyond 64 bits.
        text = None
    if text is not None and text.isascii():
        return text.decode("ascii")
    indent, apart = (2, (",", ": ")) if is_indented else (None, (",", ":"))
    return json.dumps(value, allow_nan=False, indent=indent, separators=apart)


def json_value(value: Scalar) -> Json:
    """Return the value as strict JSON has it."""
    if not isinstance(value, float) or math.isfinite(value):
        return value
    return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
