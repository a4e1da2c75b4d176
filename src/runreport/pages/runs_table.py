"""Tables with one row a run: the leaderboard, the comparison, the list of all runs."""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence

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

LONGEST_TEXT = 64
"""Letters of a setting in a table of runs; a run's own page has all."""
TIMES = 2
"""Columns that say when a run began, and how long it took."""
Block = tuple[list[Column], list[tuple[Cell, ...]]]
"""Columns that stand together, and the cells of each from the top."""


def metric_values(report: Report, found: ExperimentFindings, metric: str) -> list[float | None]:
    """Return a metric's value in the order of `found.runs`; None where a run has none that is finite."""
    return [_finite(result_in(report.runs[uid], metric)) for uid in found.runs]


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None


def settings_told_first(report: Report, found: ExperimentFindings, runs: Iterable[str]) -> tuple[str, ...]:
    """Return the settings that vary: those that most of the runs have first, equals in order of name."""
    params = [report.runs[uid].params for uid in runs]
    # Runs of one experiment can be of several steps, each with settings of its own.
    counts = {name: sum(name in one for one in params) for name in found.varying}
    return tuple(sorted(found.varying, key=lambda name: -counts[name]))


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
    """Return the experiment's first runs with their results, settings, time and state.

    Settings that come first leave the headline before them, beside the runs' names. Columns in which no
    run of the experiment has a value are left out, and counted. `further` says where the other runs are,
    however many there are.
    """
    uids = found.runs[:limit]
    runs = [report.runs[uid] for uid in uids]
    every = {name: metric_values(report, found, name) for name in metrics}
    valued = {name: values for name, values in every.items() if is_told(values)}
    first = {found.headline} if are_params_first else set()
    leading = {name: values for name, values in valued.items() if name in first}
    others = {name: values for name, values in valued.items() if name not in first}
    results = _results(report, found, others, limit)
    settings = _settings(runs, params)
    times = _times(report, found, runs)
    blocks = (
        ([Column(say("Run"))], [tuple(run_cell(report, page, uid) for uid in uids)]),
        _results(report, found, leading, limit),
        ([Column(say("State"))], [tuple(Cell(status=run.status.value) for run in runs)]),
        *((settings, results) if are_params_first else (results, settings)),
        times,
    )
    columns = tuple(column for block in blocks for column in block[0])
    cells = [column for block in blocks for column in block[1]]
    more = len(found.runs) - len(uids)
    empty = len(every) - len(valued) + TIMES - len(times[0])
    notes = (further(more) if more > 0 else "", _empty_words(empty) if empty else "")
    return TableView(
        label=say("Runs of {name}", name=found.name),
        columns=columns,
        rows=tuple(zip(*cells, strict=True)),
        caption=_caption(report, found),
        note=" ".join(filter(None, notes)),
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


def is_told(values: Iterable[object]) -> bool:
    """Return whether any value is known."""
    return any(value is not None for value in values)


def _empty_words(columns: int) -> str:
    return say_count(
        columns,
        "{n} column is left out: no run has a value in it.",
        "{n} columns are left out: no run has a value in them.",
    )


def _times(report: Report, found: ExperimentFindings, runs: Sequence[Run]) -> Block:
    every = [report.runs[uid] for uid in found.runs]
    block: Block = ([], [])
    if is_told(run.started for run in every):
        block[0].append(Column(say("Started"), say("UTC")))
        block[1].append(tuple(Cell(minute(run.started)) for run in runs))
    if is_told(run.seconds for run in every):
        block[0].append(Column(say("Time"), is_number=True))
        block[1].append(tuple(Cell(duration(run.seconds)) for run in runs))
    return block


def further_in_file(more: int) -> str:
    """Return where the runs are that a table has no room for."""
    return say_count(more, "{n} further run is in files/runs.csv.", "{n} further runs are in files/runs.csv.")


def _results(
    report: Report, found: ExperimentFindings, metrics: Mapping[str, Sequence[float | None]], limit: int
) -> Block:
    columns = [metric_column(report.info(metric)) for metric in metrics]
    better = {
        name: Better.UNKNOWN if found.is_on_different_data else report.info(name).better for name in metrics
    }
    compared = [report.runs[uid].status in COMPARED for uid in found.runs]
    return columns, [value_column(values, better[name], compared, limit) for name, values in metrics.items()]


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
