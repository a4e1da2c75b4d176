"""The baseline against the best setting, part by part of the data, on a comparison's page."""

from runreport.analysis.findings import ExperimentFindings
from runreport.figures.slope import slope_chart
from runreport.pages.drawings import Drawn, figures_of, printed
from runreport.pages.parts import by_measure
from runreport.pages.report import Report
from runreport.pages.views import Section


def slopes(report: Report, found: ExperimentFindings, page: str) -> tuple[Drawn, ...]:
    """Return a line for each part of the data; nothing where parts or a baseline are not recorded."""
    measures = by_measure(found.metrics)
    if not measures:
        return ()
    headline = found.headline or ""
    measure = headline if headline in measures else min(measures)
    chart = slope_chart(found, measures[measure], measure, report.findings.metrics)
    return () if chart is None else (printed(report, chart, page),)


def slope_section(drawn: tuple[Drawn, ...]) -> Section | None:
    """Return the slopes' part of the page; None where there are none."""
    return Section(drawn[0].figure.title, figures=figures_of(drawn), key="slope") if drawn else None
