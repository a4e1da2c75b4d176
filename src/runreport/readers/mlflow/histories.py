"""Whole histories of metrics from MLflow's server, of many runs with few questions.

`metrics/get-history-bulk` answers for one metric of up to 100 runs, and cuts without a sign at 25,000
points; what may have been cut is asked again in halves, and of a single run page by page.
Source: `get_metric_history_bulk_handler` in `server/handlers.py` of MLflow.
"""

import base64
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from runreport.errors import ReaderError
from runreport.model import Series
from runreport.readers.mlflow.answers import MissingError, rows_of
from runreport.readers.mlflow.record import Faults
from runreport.readers.mlflow.wire import Query, Wire, in_a_circle

BULK = "metrics/get-history-bulk"
SINGLE = "metrics/get-history"
MOST_RUNS = 100
MOST_POINTS = 25_000
"""Of one answer, over all its runs; also asked for as a page of a single history."""
EXPECTED_POINTS = 20_000
"""As many are asked for at once; runs log oftener than once a step, too."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A metric of a run, with the latest point that the list of runs gave of it."""

    run: str
    metric: str
    step: int
    time: float

    @property
    def expected(self) -> int:
        """How many points there will be if one was logged at each step."""
        return min(max(self.step + 1, 1), MOST_POINTS)


@dataclass(frozen=True, slots=True)
class History:
    """Points of one metric of one run, as they came."""

    steps: NDArray[np.int64]
    values: NDArray[np.float64]
    times: NDArray[np.float64]
    """Milliseconds since 1970."""

    def series(self) -> Series:
        """Return the points by step."""
        return Series.of(self.steps, self.values, self.times / 1000.0)

    def packed(self) -> list[str]:
        """Return it as texts, to be kept."""
        return [base64.b64encode(part.tobytes()).decode() for part in (self.steps, self.values, self.times)]

    @classmethod
    def unpacked(cls, texts: Sequence[str]) -> "History":
        """Return what `packed` made texts of."""
        steps, values, times = (base64.b64decode(text) for text in texts)
        return cls(np.frombuffer(steps, np.int64), np.frombuffer(values), np.frombuffer(times))


def batches(wanted: Iterable[Wanted]) -> Iterator[list[Wanted]]:
    """Yield what can be asked at once: one metric each, and no more points than come uncut."""
    by_metric: dict[str, list[Wanted]] = {}
    for one in wanted:
        by_metric.setdefault(one.metric, []).append(one)
    for metric in sorted(by_metric):
        batch: list[Wanted] = []
        points = 0
        for one in by_metric[metric]:
            if batch and (len(batch) == MOST_RUNS or points + one.expected > EXPECTED_POINTS):
                yield batch
                batch, points = [], 0
            batch.append(one)
            points += one.expected
        yield batch


def histories_of(wire: Wire, batch: Sequence[Wanted], faults: Faults) -> dict[str, History]:
    """Return the history of one metric by run; pages in a circle go to `faults`.

    Raises:
        ReaderError: the server does not answer.
    """
    if len(batch) == 1 and batch[0].expected > EXPECTED_POINTS:
        return {batch[0].run: _single(wire, batch[0], faults)}
    try:
        found, is_cut = _bulk(wire, batch)
    except MissingError:
        return {one.run: _single(wire, one, faults) for one in batch}
    missing = batch if is_cut else [one for one in batch if not _is_whole(one, found.get(one.run))]
    if len(missing) == 1:
        return {**found, missing[0].run: _single(wire, missing[0], faults)}
    half = len(missing) // 2
    for part in (missing[:half], missing[half:]) if missing else ():
        found |= histories_of(wire, part, faults)
    return found


def _bulk(wire: Wire, batch: Sequence[Wanted]) -> tuple[dict[str, History], bool]:
    """Return histories by run, and whether they may have been cut."""
    query: Query = {
        "run_id": [one.run for one in batch],
        "metric_key": batch[0].metric,
        "max_results": MOST_POINTS,
    }
    rows = rows_of(wire.get(BULK, query, ajax=True), "metrics", wire.address.shown, BULK)
    by_run: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        by_run.setdefault(str(row.get("run_id")), []).append(row)
    found = {run: _history(points, wire, BULK) for run, points in by_run.items()}
    return found, len(rows) >= MOST_POINTS


def _single(wire: Wire, wanted: Wanted, faults: Faults) -> History:
    """Return a history, asked for page by page."""
    query: Query = {"run_id": wanted.run, "metric_key": wanted.metric, "max_results": MOST_POINTS}
    rows: list[dict[str, Any]] = []
    token, seen = "", {""}
    while True:
        answer = wire.get(SINGLE, {**query, "page_token": token} if token else query)
        rows += rows_of(answer, "metrics", wire.address.shown, SINGLE)
        token = str(answer.get("next_page_token") or "")
        if token and token in seen:
            faults.problems.append(in_a_circle(f"the metric {wanted.metric}", wire, wanted.run))
        if not token or token in seen:
            return _history(rows, wire, SINGLE)
        seen.add(token)


def _is_whole(wanted: Wanted, found: History | None) -> bool:
    """Return whether the latest point of a metric is there."""
    return found is not None and bool(np.any((found.steps == wanted.step) & (found.times == wanted.time)))


def _history(rows: Sequence[Mapping[str, Any]], wire: Wire, call: str) -> History:
    try:
        # A step of 0 may be left out; NaN and infinities may come as texts.
        return History(
            np.array([int(row.get("step", 0)) for row in rows], np.int64),
            np.array([row["value"] for row in rows], np.float64),
            np.array([row.get("timestamp", 0) for row in rows], np.float64),
        )
    except (KeyError, TypeError, ValueError, OverflowError) as error:
        what = f"a point in the answer to {call} has no numbers; update the server"
        raise ReaderError(f"{wire.address.shown}: {what}") from error
