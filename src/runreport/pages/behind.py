"""The runs behind each mean of an experiment: what each of them reached, so that anyone can check the means."""

from collections.abc import Sequence
from itertools import chain
from math import isnan

from runreport.analysis.findings import Estimate, ExperimentFindings, Group
from runreport.analysis.results import result_in
from runreport.language import say
from runreport.model import Run
from runreport.pages.heads import MOST_GROUPS, anchor, run_cell
from runreport.pages.numbers import decimals, fixed
from runreport.pages.ranking import other_metrics
from runreport.pages.report import Report
from runreport.pages.rows import metric_column, missing
from runreport.pages.runs_table import setting_text
from runreport.pages.sentences import upper_first
from runreport.pages.views import Cell, Column, RowGroup, Section, TableView


def behind_section(report: Report, found: ExperimentFindings, page: str) -> Section | None:
    """Return the runs of the settings that were trained more than once; None where there are none."""
    repeated = [group for group in found.groups[:MOST_GROUPS] if len(group.runs) > 1]
    if found.headline is None or not repeated:
        return None
    metrics = (found.headline, *other_metrics(found))
    title = say("The runs behind each mean")
    heads = (Column(say("Run")), Column(say("Setting")), *(Column(upper_first(name)) for name in found.seeds))
    parts = [_rows(report, found, group, metrics, page) for group in repeated]
    table = TableView(
        label=say("Runs behind the means of {name}", name=found.name),
        columns=(*heads, *(metric_column(report.info(metric)) for metric in metrics)),
        rows=tuple(chain.from_iterable(parts)),
        is_wide=True,
        groups=tuple(RowGroup(anchor(group), len(rows)) for group, rows in zip(repeated, parts, strict=True)),
    )
    text = say(
        "A mean is the sum of these values, divided by how many there are. Each run leads to its record."
    )
    return Section(title, text, table=table, key="behind")


def _rows(
    report: Report, found: ExperimentFindings, group: Group, metrics: Sequence[str], page: str
) -> tuple[tuple[Cell, ...], ...]:
    """Return a row for each run of a setting, and one for their means."""
    runs = [report.runs[uid] for uid in group.runs]
    columns = [_values(runs, group.estimates.get(metric), metric) for metric in metrics]
    heads = [
        (run_cell(report, page, run.uid), Cell(group.label), *(_seed(run, name) for name in found.seeds))
        for run in runs
    ]
    heads.append((Cell(say("Mean")), Cell(group.label), *(Cell() for _ in found.seeds)))
    return tuple((*head, *values) for head, values in zip(heads, zip(*columns, strict=True), strict=True))


def _values(runs: Sequence[Run], mean: Estimate | None, metric: str) -> tuple[Cell, ...]:
    """Return what each run reached in a metric, and the mean of those that reached something."""
    results = [result_in(run, metric) for run in runs]
    places = decimals(results)
    cells = [missing() if isnan(value) else Cell(fixed(value, places)) for value in results]
    return (*cells, missing() if mean is None else Cell(fixed(mean.value, places), look="mean"))


def _seed(run: Run, name: str) -> Cell:
    return Cell(setting_text(run.params[name])) if name in run.params else missing()
