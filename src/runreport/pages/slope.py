"""The baseline against the best setting, part by part of the data, on a comparison's page."""

from runreport.analysis.findings import ExperimentFindings
from runreport.figures.slope import slope_chart
from runreport.pages.drawings import panels
from runreport.pages.parts import by_measure
from runreport.pages.report import Report
from runreport.pages.views import Section


def slope_section(report: Report, found: ExperimentFindings) -> Section | None:
    """Return a slope for each part of the data; None where parts or a baseline are not recorded."""
    measures = by_measure(found.metrics)
    if not measures:
        return None
    headline = found.headline or ""
    measure = headline if headline in measures else min(measures)
    chart = slope_chart(found, measures[measure], measure, report.findings.metrics)
    return None if chart is None else Section(chart.title, panels=panels([chart]), key="slope")
