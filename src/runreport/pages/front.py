"""Quality against cost on an experiment's page: the chart, and the settings that nothing beats."""

from collections.abc import Sequence

from runreport.analysis.findings import ExperimentFindings
from runreport.figures.front import Front, Spot, front_charts
from runreport.language import say
from runreport.pages.drawings import Drawn, figures_of, to_print
from runreport.pages.heads import group_cell
from runreport.pages.numbers import decimals, fixed
from runreport.pages.report import Report
from runreport.pages.rows import metric_column
from runreport.pages.sentences import upper_first
from runreport.pages.views import Cell, Column, Section, TableView

MOST_ROWS = 15


def front_section(
    report: Report, found: ExperimentFindings, page: str
) -> tuple[tuple[Drawn, ...], Section | None]:
    """Return the charts of the headline against costs, and their part of the page; None where there are none."""
    fronts = front_charts(found, report.runs, report.findings.metrics)
    if not fronts or found.is_on_different_data:
        return (), None
    drawn = tuple(to_print(report, front.chart, page) for front in fronts)
    tables = tuple(_table(report, front, found.headline or "", page) for front in fronts if front.spots)
    section = Section(
        fronts[0].chart.title,
        figures=figures_of(drawn),
        key="cost",
        tables=tables,
    )
    return drawn, section


def spot_rows(report: Report, page: str, spots: Sequence[Spot]) -> tuple[tuple[Cell, ...], ...]:
    """Return a row for each spot: its setting, cost, value, and number of runs."""
    cost_places, places = decimals(spot.cost for spot in spots), decimals(spot.value for spot in spots)
    return tuple(
        (
            group_cell(report, page, spot.group),
            Cell(fixed(spot.cost, cost_places)),
            Cell(fixed(spot.value, places)),
            Cell(fixed(len(spot.group.runs), 0)),
        )
        for spot in spots
    )


def _table(report: Report, front: Front, metric: str, page: str) -> TableView:
    shown = front.spots[:MOST_ROWS]
    rows = spot_rows(report, page, shown)
    columns = (
        Column(say("Setting")),
        Column(upper_first(front.cost), is_number=True),
        metric_column(report.info(metric)),
        Column(say("Runs"), is_number=True),
    )
    more = len(front.spots) - len(shown)
    return TableView(
        say("Not beaten in both, by {cost}", cost=front.cost),
        columns,
        rows,
        caption=say("Not beaten in both, cheapest first"),
        note=say("{more} more with higher cost are in the chart's numbers.", more=more) if more > 0 else "",
    )
