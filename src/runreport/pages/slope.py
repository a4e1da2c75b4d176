"""Before and after: the baseline against the best other setting, part by part; and settings with two values."""

from runreport.analysis.findings import ExperimentFindings
from runreport.analysis.pairs import matched_pairs
from runreport.analysis.parts import by_measure, measure_of
from runreport.figures.chart import Chart
from runreport.figures.slope import pairs_chart, slope_chart
from runreport.language import say
from runreport.pages.drawings import Drawn, figures_of, to_print
from runreport.pages.numbers import counted
from runreport.pages.report import Report
from runreport.pages.slugs import href
from runreport.pages.views import Entry, Section

KEY = "slope"
MOST_PAIRED = 2


def slopes(report: Report, found: ExperimentFindings, page: str) -> tuple[Drawn, ...]:
    """Return a line for each part of the data; nothing where parts or a baseline are not recorded."""
    chart = _chart(report, found)
    return () if chart is None else (to_print(report, chart, page),)


def slope_entry(report: Report, found: ExperimentFindings, page: str) -> Entry | None:
    """Return the way from another page to the slopes; None where there are none."""
    if _chart(report, found) is None:
        return None
    to = f"{href(page, report.sitemap.comparisons[found.name])}#{KEY}"
    return Entry(say("Part by part"), say("Against the baseline, in the comparison"), href=to)


def _chart(report: Report, found: ExperimentFindings) -> Chart | None:
    measures = by_measure(found.metrics)
    if not measures:
        return None
    measure = measure_of(measures, found.headline)
    return slope_chart(found, measures[measure], measure, report.findings.metrics)


def slope_section(drawn: tuple[Drawn, ...]) -> Section | None:
    """Return the slopes' part of the page; None where there are none."""
    return Section(drawn[0].figure.title, figures=figures_of(drawn), key=KEY) if drawn else None


def pairs_section(
    report: Report, found: ExperimentFindings, page: str
) -> tuple[tuple[Drawn, ...], Section | None]:
    """Return charts of the settings with two values, all else equal; none where no pairs were recorded."""
    matched = matched_pairs(found, report.runs)
    drawn = tuple(
        to_print(report, pairs_chart(found, one, report.findings.metrics), page)
        for one in matched[:MOST_PAIRED]
    )
    if not drawn:
        return (), None
    text = say(
        "Some runs differ in one setting alone, by their records: same other settings, same seed, same data. What no record holds may still have differed."
    )
    left = len(matched) - len(drawn)
    if left:
        text += " " + say(
            "{settings} with such pairs, in which the difference is less clear, not drawn.",
            settings=counted(left, "further setting"),
        )
    title = drawn[0].figure.title if len(drawn) == 1 else say("What one setting changes, all else equal")
    return drawn, Section(title, text, figures=figures_of(drawn), key="pairs")
