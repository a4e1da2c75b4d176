"""Pages that lead to pages: all experiments, all comparisons."""

from runreport.analysis.findings import ExperimentFindings
from runreport.language import say
from runreport.pages.answers import sentences_of
from runreport.pages.heads import COMPARE, EXPERIMENTS, crumbs
from runreport.pages.numbers import counted, fixed
from runreport.pages.report import Report
from runreport.pages.sentences import period, statuses
from runreport.pages.slugs import href
from runreport.pages.views import Cell, Column, Hero, PageView, Section, TableView


def compose_experiments(report: Report) -> PageView:
    """Return the list of the experiments."""
    columns = (
        Column(say("Experiment")),
        Column(say("Runs"), is_number=True),
        Column(say("How they ended")),
        Column(say("What came out")),
        Column(say("When")),
    )
    rows = tuple(
        (
            Cell(report.title_of(found.name), href=href(EXPERIMENTS, report.sitemap.experiments[found.name])),
            Cell(fixed(len(found.runs), 0)),
            Cell(statuses(found.statuses)),
            Cell(*_answer(report, found)),
            Cell(period(found)),
        )
        for found in report.findings.experiments
    )
    lead = say(
        "An experiment is a group of runs that belong together; this report has {experiments}.",
        experiments=counted(len(rows), "experiment"),
    )
    table = TableView(say("Experiments"), columns, rows)
    hero = Hero(
        say("Experiments"), say("All experiments"), lead, crumbs=crumbs(EXPERIMENTS, (), say("Experiments"))
    )
    return PageView(hero, sections=(Section(say("Experiments"), table=table, key="experiments"),))


def _answer(report: Report, found: ExperimentFindings) -> tuple[str, str]:
    """Return the answer, and what else is to be said of it."""
    groups = {group.key: group for group in found.groups}
    answer, *more = sentences_of(found, groups, report.findings.metrics)
    return answer, " ".join(more)


def compose_comparisons(report: Report) -> PageView:
    """Return the list of the comparisons."""
    columns = (
        Column(say("Experiment")),
        Column(say("Runs"), is_number=True),
        Column(say("Settings that varied")),
        Column(say("Baseline")),
    )
    rows = tuple(_comparison_row(report, found) for found in report.findings.experiments)
    lead = say("Each experiment has a page on which its runs stand side by side.")
    hero = Hero(say("Compare"), say("Runs side by side"), lead, crumbs=crumbs(COMPARE, (), say("Compare")))
    return PageView(
        hero,
        sections=(
            Section(
                say("Comparisons"), table=TableView(say("Comparisons"), columns, rows), key="comparisons"
            ),
        ),
    )


def _comparison_row(report: Report, found: ExperimentFindings) -> tuple[Cell, ...]:
    baseline = next(
        (group.label for group in found.groups if group.key == found.baseline), say("none chosen")
    )
    varying = ", ".join(found.varying[:8]) + (
        " " + say("and {n} more", n=fixed(len(found.varying) - 8, 0)) if len(found.varying) > 8 else ""
    )
    return (
        Cell(report.title_of(found.name), href=href(COMPARE, report.sitemap.comparisons[found.name])),
        Cell(fixed(len(found.runs), 0)),
        Cell(varying or say("none")),
        Cell(baseline),
    )
