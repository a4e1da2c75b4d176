"""The runs behind each mean of an experiment: what each of them reached, so that anyone can check the means."""

from collections.abc import Sequence

from runreport.analysis.findings import ExperimentFindings, Group
from runreport.analysis.results import results_of
from runreport.language import say
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
    table = TableView(
        label=say("Runs behind the means of {name}", name=found.name),
        columns=(
            Column(say("Run")),
            Column(say("Setting")),
            *(Column(upper_first(name), is_number=True) for name in found.seeds),
            *(metric_column(report.info(metric)) for metric in metrics),
        ),
        rows=tuple(zip(*_cells(report, found, repeated, metrics, page), strict=True)),
        is_wide=True,
        groups=tuple(RowGroup(anchor(group), len(group.runs)) for group in repeated),
    )
    text = say(
        "A mean is the sum of these values, divided by how many there are. Each run leads to its record."
    )
    return Section(title, text, table=table, key="behind")


def _cells(
    report: Report, found: ExperimentFindings, groups: Sequence[Group], metrics: Sequence[str], page: str
) -> list[tuple[Cell, ...]]:
    """Return the table's columns, each from its first row to its last."""
    runs = [report.runs[uid] for group in groups for uid in group.runs]
    labels = [group.label for group in groups for _ in group.runs]
    results = [results_of(run) for run in runs]
    columns = [tuple(run_cell(report, page, run.uid) for run in runs), tuple(map(Cell, labels))]
    columns += [
        tuple(Cell(setting_text(run.params[name])) if name in run.params else missing() for run in runs)
        for name in found.seeds
    ]
    for metric in metrics:
        values = [result.get(metric) for result in results]
        places = decimals(value for value in values if value is not None)
        columns.append(tuple(missing() if value is None else Cell(fixed(value, places)) for value in values))
    return columns
