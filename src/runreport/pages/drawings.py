"""Charts brought onto a page: drawn inline, or to be printed for wide and for narrow screens."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from markupsafe import Markup

from runreport.figures.chart import Chart, Line
from runreport.figures.curve_data import curve_data
from runreport.figures.inline import draw_inlines
from runreport.figures.press import Order, Print
from runreport.figures.table import ChartTable, chart_table, shared_tables
from runreport.language import say
from runreport.pages.report import Report
from runreport.pages.slugs import href
from runreport.pages.views import Link, NumbersView, Panels, PrintedFigure

WIDE_PX, HALF_PX = 1000, 490
MOST_COLUMNS, FEWEST_COLUMNS = 320, 60
"""Points of a curve that is drawn in a page: about one a pixel of its panel, and what still is a curve."""
_MARK = re.compile(r"<!--rr:print:(.+?):(wide|narrow)-->")


@dataclass(frozen=True, slots=True)
class Drawn:
    """A chart on a page, where marks stand for what will be printed, and the order to print it."""

    figure: PrintedFigure
    order: Order


def panels(
    charts: Sequence[Chart],
    note: str = "",
    most_rows: int = 30,
    most_drawn: int | None = None,
    most_points: int = 12_000,
) -> Panels | None:
    """Return charts as small multiples drawn in the page, with their numbers; None where there is none.

    Args:
        charts: what to draw.
        note: stands below them, after what all of them say alike.
        most_rows: of the tables of numbers.
        most_drawn: how many charts are drawn; the curves of all of them come as numbers.
        most_points: about so many of all named curves together are drawn, every extreme of a stretch among
            them; the numbers have the others too.
    """
    if not charts:
        return None
    drawn = charts[:most_drawn]
    tables = shared_tables(drawn, most_rows)
    titles = [chart.title for chart in drawn] if len(tables) > 1 else [say("Values by step")]
    views = (numbers_of(table, title) for table, title in zip(tables, titles, strict=True))
    columns = _columns(drawn, most_points)
    shown = tuple(draw_inlines(drawn, columns))
    shared = shown[0].note if len({chart.note for chart in shown}) == 1 < len(shown) else ""
    if shared:
        shown = tuple(replace(chart, note="") for chart in shown)
    return Panels(shown, " ".join(filter(None, (shared, note))), tuple(views), curve_data(charts))


def _columns(charts: Sequence[Chart], most_points: int) -> int:
    """Return about how many points of each curve are drawn: the fewer, the more share a page."""
    curves = sum(isinstance(mark, Line) and not mark.faint for chart in charts for mark in chart.marks)
    return min(max(most_points // max(curves, 1), FEWEST_COLUMNS), MOST_COLUMNS)


def to_print(report: Report, chart: Chart, page: str, width_px: int = WIDE_PX) -> Drawn:
    """Return a chart that is to be drawn by matplotlib at two widths, with its numbers."""
    order = Order(chart, width_px, report.figure_formats)
    view = PrintedFigure(
        key=chart.key,
        title=chart.title,
        note=chart.note,
        wide=Markup(f"<!--rr:print:{chart.key}:wide-->"),  # noqa: S704 -- a mark of ours
        narrow=Markup(f"<!--rr:print:{chart.key}:narrow-->"),  # noqa: S704
        numbers=numbers_of(chart_table(chart), chart.title),
        downloads=tuple(Link(form.upper(), href(page, _file(order, form))) for form in order.formats),
    )
    return Drawn(view, order)


def figures_of(drawn: Sequence[Drawn]) -> tuple[PrintedFigure, ...]:
    """Return the figures without their orders."""
    return tuple(one.figure for one in drawn)


def files_of(order: Order, made: Print) -> list[tuple[str, bytes]]:
    """Return the files of a chart that was printed: path in the site, and content."""
    paths = [_file(order, form) for form in order.formats]
    return list(zip(paths, made.files, strict=True))


def _file(order: Order, form: str) -> str:
    return f"files/figures/{order.chart.key}.{form}"


def filled(html: str, prints: Mapping[str, Print]) -> str:
    """Return a page's text with what was printed, by the chart's key, at its marks."""
    return _MARK.sub(lambda mark: getattr(prints[mark[1]], mark[2]) if mark[1] in prints else mark[0], html)


def numbers_of(table: ChartTable, title: str) -> NumbersView:
    """Return the numbers behind a chart as a table."""
    first, *others = table.headers
    return NumbersView(
        say("Numbers of {title}", title=title),
        title,
        (first or say("Setting"), *others),
        table.rows,
        table.note,
    )
