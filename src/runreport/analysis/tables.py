"""The records as three tables, made in one pass."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import nan
from typing import Any

import numpy as np
import pandas as pd

from runreport.analysis.settings import number_of, text_of
from runreport.model import Run, Scalar, Series

Column = tuple[str, str]

RUNS: tuple[Column, ...] = (
    ("uid", "object"),
    ("store", "object"),
    ("key", "object"),
    ("name", "object"),
    ("experiment", "object"),
    ("status", "object"),
    ("started", "time"),
    ("ended", "time"),
    ("seconds", "float64"),
    ("group", "object"),
    ("job_type", "object"),
    ("parent", "object"),
    ("repository", "object"),
    ("commit", "object"),
    ("dirty", "boolean"),
    ("n_params", "int64"),
    ("n_metrics", "int64"),
    ("n_artifacts", "int64"),
    ("n_datasets", "int64"),
    ("n_models", "int64"),
    ("n_problems", "int64"),
)

FINALS: tuple[Column, ...] = (
    ("uid", "object"),
    ("experiment", "object"),
    ("metric", "object"),
    ("value", "float64"),
    ("value_from", "object"),
    ("last_step", "Int64"),
    ("min", "float64"),
    ("argmin", "Int64"),
    ("max", "float64"),
    ("argmax", "Int64"),
    ("mean", "float64"),
    ("count", "int64"),
    ("non_finite", "int64"),
)

PARAMS: tuple[Column, ...] = (
    ("uid", "object"),
    ("experiment", "object"),
    ("param", "object"),
    ("value", "object"),
    ("number", "float64"),
)


@dataclass(frozen=True, slots=True, eq=False)
class Tables:
    """Every run, every metric's result, every setting; rows in the order of the runs given."""

    runs: pd.DataFrame
    """A row a run. Text columns are of dtype object: exact strings, None where the store does not say.

    Index `uid` (text; unique in the report). `store` (text; address), `key` (text; the run's name in
    its store), `name`, `experiment`, `status` (text; a `Status`), `started` and `ended`
    (datetime64[us, UTC]; NaT unknown), `seconds` (float64; the run's own cost record, else end minus
    start; NaN unknown), `group`, `job_type`, `parent` (text; key in the same store), `repository`,
    `commit` (text), `dirty` (boolean; <NA> unknown), `n_params`, `n_metrics`, `n_artifacts`,
    `n_datasets`, `n_models`, `n_problems` (int64).
    """

    finals: pd.DataFrame
    """A row a run and metric, metrics of a run in order of name.

    `uid`, `experiment`, `metric` (text); `value` (float64, the metric's unit; NaN or infinite where
    the store's summary is, NaN where no point is finite); `value_from` (text; `summary` or `last`:
    the last finite point); `last_step` (Int64; step of the last point, finite or not); `min`,
    `argmin`, `max`, `argmax`, `mean` (float64 and, for steps, Int64; of the finite points); `count`
    (int64; points logged) and `non_finite` (int64; those that are NaN or infinite). A metric that
    only the summary has counts 0 points, its extremes are NaN and its steps <NA>.
    """

    params: pd.DataFrame
    """A row a run and setting, settings of a run in order of name.

    `uid`, `experiment`, `param` (text); `value` (text, as `text_of` gives it); `number` (float64; NaN
    where the value is no finite number; truth values are none).
    """


def tabulate(runs: Iterable[Run]) -> Tables:
    """Return the tables of all runs, going over them once, so that they need not be held."""
    run_rows: list[tuple[Any, ...]] = []
    final_rows: list[tuple[Any, ...]] = []
    param_rows: list[tuple[Any, ...]] = []
    for run in runs:
        run_rows.append(_run_row(run))
        final_rows.extend(_final_rows(run))
        param_rows.extend(_param_rows(run))
    return Tables(
        runs=_frame(run_rows, RUNS).set_index("uid"),
        finals=_frame(final_rows, FINALS),
        params=_frame(param_rows, PARAMS),
    )


def seconds_of(run: Run) -> float | None:
    """Return how long a run took: its own cost record, else end minus start; None where unknown."""
    return run.seconds if run.cost.seconds is None else run.cost.seconds.value


def result_of(summary: Scalar, series: Series | None) -> tuple[float, str]:
    """Return a metric's value and where it is from: the store's own summary, else the last finite point."""
    if isinstance(summary, int | float) and _is_number(summary):
        return float(summary), "summary"
    return (nan if series is None else series.stats.last_finite), "last"


def metric_names(run: Run) -> list[str]:
    """Return the names of a run's metrics, those that only its summary has among them, in order."""
    return sorted({*run.metrics, *(name for name, value in run.summary.items() if _is_number(value))})


def _is_number(value: Scalar) -> bool:
    """Tell whether a float can hold a value of the summary; NaN and infinities are numbers here."""
    if isinstance(value, bool):
        return False
    return isinstance(value, float) or (isinstance(value, int) and number_of(value) is not None)


def _run_row(run: Run) -> tuple[Any, ...]:
    return (
        run.uid,
        run.ref.store.address,
        run.ref.key,
        run.name,
        run.experiment,
        run.status.value,
        run.started,
        run.ended,
        seconds_of(run),
        run.group,
        run.job_type,
        run.parent,
        run.source.repository,
        run.source.commit,
        run.source.dirty,
        len(run.params),
        len(metric_names(run)),
        len(run.artifacts),
        len(run.datasets),
        len(run.models),
        len(run.problems),
    )


def _final_rows(run: Run) -> Iterator[tuple[Any, ...]]:
    for name in metric_names(run):
        series = run.metrics.get(name)
        head = (run.uid, run.experiment, name, *result_of(run.summary.get(name), series))
        if series is None:
            yield *head, None, nan, None, nan, None, nan, 0, 0
            continue
        of = series.stats
        yield *head, of.last_step, of.min, of.argmin, of.max, of.argmax, of.mean, of.count, of.non_finite


def _param_rows(run: Run) -> Iterator[tuple[Any, ...]]:
    for name in sorted(run.params):
        value = run.params[name]
        number = number_of(value)
        yield run.uid, run.experiment, name, text_of(value), nan if number is None else float(number)


def _frame(rows: Sequence[tuple[Any, ...]], columns: Sequence[Column]) -> pd.DataFrame:
    values = zip(*rows, strict=True) if rows else ([] for _ in columns)
    return pd.DataFrame(
        {name: _column(list(cells), dtype) for (name, dtype), cells in zip(columns, values, strict=True)}
    )


def _column(cells: list[Any], dtype: str) -> Any:
    if dtype == "time":
        return _times(cells)
    if dtype == "Int64":
        missing = np.array([cell is None for cell in cells], dtype=bool)
        return pd.arrays.IntegerArray(np.array([cell or 0 for cell in cells], dtype=np.int64), missing)
    return pd.Series(cells, dtype=dtype)


def _times(moments: list[datetime | None]) -> pd.DatetimeIndex:
    naive = [None if moment is None else moment.replace(tzinfo=None) for moment in moments]
    return pd.DatetimeIndex(np.array(naive, dtype="datetime64[us]")).tz_localize("UTC")
