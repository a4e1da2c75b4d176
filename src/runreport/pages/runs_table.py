"""Tables with one row a run: the leaderboard, the comparison, the list of all runs."""

import math
from collections.abc import Callable, Sequence

from runreport.analysis.evidence import COMPARED
from runreport.analysis.findings import ExperimentFindings
from runreport.analysis.results import result_in
from runreport.analysis.settings import text_of
from runreport.language import say, say_count
from runreport.model import Better, Run, Scalar
from runreport.pages.heads import run_cell
from runreport.pages.numbers import duration, minute
from runreport.pages.report import Report
from runreport.pages.rows import metric_column, value_column
from runreport.pages.views import Cell, Column, TableView

LONGEST_TEXT = 160
Block = tuple[list[Column], list[tuple[Cell, ...]]]
"""Columns that stand together, and the cells of each from the top."""


def metric_values(report: Report, found: ExperimentFindings, metric: str) -> list[float | None]:
    """Return a metric's value in the order of `found.runs`; None where a run has none that is finite."""
    return [_finite(result_in(report.runs[uid], metric)) for uid in found.runs]


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None


def run_table(
    report: Report,
    found: ExperimentFindings,
    page: str,
    *,
    params: Sequence[str],
    metrics: Sequence[str],
    limit: int,
    further: Callable[[int], str],
    are_params_first: bool = False,
    data: str = "",
) -> TableView:
    """Return the experiment's first runs with their settings, results, time and state.

    `further` says where the others are, however many there are.
    """
    uids = found.runs[:limit]
    head: Block = ([Column(say("Run")), Column(say("State"))], [])
    head[1].append(tuple(run_cell(report, page, uid) for uid in uids))
    head[1].append(tuple(Cell(status=report.runs[uid].status.value) for uid in uids))
    times: Block = ([Column(say("Started"), say("UTC")), Column(say("Time"), is_number=True)], [])
    times[1].append(tuple(Cell(minute(report.runs[uid].started)) for uid in uids))
    times[1].append(tuple(Cell(duration(report.runs[uid].seconds)) for uid in uids))
    results = _results(report, found, metrics, limit)
    settings = _settings([report.runs[uid] for uid in uids], params)
    middle = (settings, results) if are_params_first else (results, settings)
    blocks = (head, *middle, times)
    columns = tuple(column for block in blocks for column in block[0])
    cells = [column for block in blocks for column in block[1]]
    more = len(found.runs) - len(uids)
    return TableView(
        label=say("Runs of {name}", name=found.name),
        columns=columns,
        rows=tuple(zip(*cells, strict=True)),
        caption=_caption(report, found),
        note=further(more) if more > 0 else "",
        is_wide=True,
        data=data,
    )


def _caption(report: Report, found: ExperimentFindings) -> str:
    """Return how the runs are ordered, and what the marks mean, where there can be any; nothing of a single run."""
    if len(found.runs) < 2:
        return ""
    if found.is_on_different_data:
        return say("Nothing is marked best, for the settings were evaluated on different data.")
    is_ranked = found.headline is not None and report.info(found.headline).better is not Better.UNKNOWN
    order = say("Best first.") if is_ranked else say("In order of start.")
    if COMPARED.isdisjoint(found.statuses):
        return f"{order} {say('Nothing is marked best, for no run finished.')}"
    marks = say(
        "Bold: best of the column; underlined: second best; neither where the better direction is not known."
    )
    return f"{order} {marks}"


def further_in_file(more: int) -> str:
    """Return where the runs are that a table has no room for."""
    return say_count(more, "{n} further run is in files/runs.csv.", "{n} further runs are in files/runs.csv.")


def _results(report: Report, found: ExperimentFindings, metrics: Sequence[str], limit: int) -> Block:
    columns = [metric_column(report.info(metric)) for metric in metrics]
    better = {
        name: Better.UNKNOWN if found.is_on_different_data else report.info(name).better for name in metrics
    }
    compared = [report.runs[uid].status in COMPARED for uid in found.runs]
    return columns, [
        value_column(metric_values(report, found, name), better[name], compared, limit) for name in metrics
    ]


def _settings(runs: Sequence[Run], params: Sequence[str]) -> Block:
    columns = []
    for param in params:
        known = (run.params[param] for run in runs if param in run.params)
        columns.append(Column(param, is_number=all(_is_number(value) for value in known)))
    return columns, [tuple(param_cell(run, param) for run in runs) for param in params]


def param_cell(run: Run, param: str) -> Cell:
    """Return a setting as runs are compared by it, cut where it is long; absent and empty are told apart."""
    if param not in run.params:
        return Cell("–", look="missing", said=say("not recorded"))
    text = text_of(run.params[param])
    if not text.strip():
        return Cell(say("(empty)"), look="missing")
    return Cell(text if len(text) <= LONGEST_TEXT else f"{text[: LONGEST_TEXT - 1]}…")


def setting_text(value: Scalar) -> str:
    """Return a setting's text; booleans and None as the store would write them."""
    return "" if value is None else str(value)


def _is_number(value: Scalar) -> bool:
    try:
        float(str(value))
    except ValueError:
        return False
    return True
