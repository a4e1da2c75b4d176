"""Pages that lead to pages: all experiments, all comparisons, all runs."""

from runreport.analysis.findings import ExperimentFindings
from runreport.pages.heads import COMPARE, EXPERIMENTS, RUNS, crumbs, run_cell
from runreport.pages.numbers import counted, duration, fixed, minute
from runreport.pages.report import Report
from runreport.pages.sentences import answer, period, statuses
from runreport.pages.slugs import href
from runreport.pages.views import Cell, Column, Hero, PageView, Section, TableView

MOST_RUNS = 5000


def compose_experiments(report: Report) -> PageView:
    """Return the list of the experiments."""
    columns = (
        Column("Experiment"),
        Column("Runs", is_number=True),
        Column("How they ended"),
        Column("What came out"),
        Column("When"),
    )
    rows = tuple(
        (
            Cell(report.title_of(found.name), href=href(EXPERIMENTS, report.sitemap.experiments[found.name])),
            Cell(fixed(len(found.runs), 0)),
            Cell(statuses(found.statuses)),
            Cell(_answer(report, found)),
            Cell(period(found)),
        )
        for found in report.findings.experiments
    )
    lead = f"An experiment is a group of runs that belong together; this report has {counted(len(rows), 'experiment')}."
    table = TableView("Experiments", columns, rows)
    hero = Hero("Experiments", "All experiments", lead, crumbs=crumbs(EXPERIMENTS, (), "Experiments"))
    return PageView(hero, sections=(Section("Experiments", table=table, key="experiments"),))


def _answer(report: Report, found: ExperimentFindings) -> str:
    return answer(found, {group.key: group for group in found.groups}, report.findings.metrics)


def compose_comparisons(report: Report) -> PageView:
    """Return the list of the comparisons."""
    columns = (
        Column("Experiment"),
        Column("Runs", is_number=True),
        Column("Settings that varied"),
        Column("Baseline"),
    )
    rows = tuple(_comparison_row(report, found) for found in report.findings.experiments)
    lead = "Each experiment has a page on which its runs stand side by side."
    hero = Hero("Compare", "Runs side by side", lead, crumbs=crumbs(COMPARE, (), "Compare"))
    return PageView(
        hero,
        sections=(Section("Comparisons", table=TableView("Comparisons", columns, rows), key="comparisons"),),
    )


def _comparison_row(report: Report, found: ExperimentFindings) -> tuple[Cell, ...]:
    baseline = next((group.label for group in found.groups if group.key == found.baseline), "none chosen")
    varying = ", ".join(found.varying[:8]) + (
        f" and {len(found.varying) - 8} more" if len(found.varying) > 8 else ""
    )
    return (
        Cell(report.title_of(found.name), href=href(COMPARE, report.sitemap.comparisons[found.name])),
        Cell(fixed(len(found.runs), 0)),
        Cell(varying or "none"),
        Cell(baseline),
    )


def compose_runs(report: Report) -> PageView:
    """Return the plain list of all runs."""
    runs = sorted(report.runs.values(), key=lambda run: (run.experiment, str(run.started), run.uid))
    columns = (
        Column("Run"),
        Column("Experiment"),
        Column("State"),
        Column("Started", "UTC"),
        Column("Time", is_number=True),
        Column("Id"),
    )
    rows = tuple(
        (
            run_cell(report, RUNS, run.uid),
            Cell(report.title_of(run.experiment)),
            Cell(status=run.status.value),
            Cell(minute(run.started)),
            Cell(duration(run.seconds)),
            Cell(run.id),
        )
        for run in runs[:MOST_RUNS]
    )
    more = len(runs) - MOST_RUNS
    note = f"{counted(more, 'further run')} in files/runs.csv." if more > 0 else ""
    lead = f"All {counted(len(runs), 'run')} of this report, by experiment and start; use the browser's search on this page to find one by name or id."
    hero = Hero("Runs", "All runs", lead, crumbs=crumbs(RUNS, (), "Runs"))
    return PageView(
        hero,
        sections=(
            Section("Runs", table=TableView("All runs", columns, rows, note=note, is_wide=True), key="runs"),
        ),
    )
