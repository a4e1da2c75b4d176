"""Charts brought onto a page: drawn inline, or printed for wide and for narrow screens."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from runreport.figures.chart import Chart
from runreport.figures.curve_data import curve_data
from runreport.figures.inline import draw_inline
from runreport.figures.table import ChartTable, chart_table, shared_tables
from runreport.language import say
from runreport.pages.report import Report
from runreport.pages.slugs import href
from runreport.pages.views import Link, NumbersView, Panels, PrintedFigure

WIDE_PX, HALF_PX, NARROW_PX = 1000, 490, 320


@dataclass(frozen=True, slots=True)
class Drawn:
    """A chart that was printed, and the files it becomes."""

    figure: PrintedFigure
    files: tuple[tuple[str, bytes], ...]
    """Path in the site and content of each format."""


def panels(charts: Sequence[Chart], note: str = "", most_rows: int = 30) -> Panels | None:
    """Return charts as small multiples drawn in the page, with their numbers; None where there is none."""
    if not charts:
        return None
    tables = shared_tables(charts, most_rows)
    titles = [chart.title for chart in charts] if len(tables) > 1 else [say("Values by step")]
    views = (numbers_of(table, title) for table, title in zip(tables, titles, strict=True))
    text = curve_data(charts)
    data = Markup(text) if text else None  # noqa: S704 -- JSON without a `<`
    return Panels(tuple(draw_inline(chart) for chart in charts), note, tuple(views), data)


def printed(report: Report, chart: Chart, page: str, width_px: int = WIDE_PX) -> Drawn:
    """Return a chart drawn by matplotlib at two widths, with its numbers and its files."""
    # Here, so that matplotlib is imported while other processes compose the run pages, which need none.
    from runreport.figures.print_files import WRITERS
    from runreport.figures.print_svg import inline_svg
    from runreport.figures.printed import draw_print

    wide, narrow = draw_print(chart, width_px), draw_print(chart, NARROW_PX)
    files = tuple(
        (f"files/figures/{chart.key}.{form}", WRITERS[form](wide, chart.key))
        for form in report.figure_formats
    )
    figure = PrintedFigure(
        key=chart.key,
        title=chart.title,
        note=chart.note,
        wide=Markup(inline_svg(wide, f"{chart.key}-w", chart.alt)),  # noqa: S704 -- drawn by us
        narrow=Markup(inline_svg(narrow, f"{chart.key}-n", chart.alt)),  # noqa: S704
        numbers=numbers_of(chart_table(chart), chart.title),
        downloads=tuple(Link(path.rpartition(".")[2].upper(), href(page, path)) for path, _ in files),
    )
    return Drawn(figure, files)


def figures_of(drawn: Sequence[Drawn]) -> tuple[PrintedFigure, ...]:
    """Return the figures without their files."""
    return tuple(one.figure for one in drawn)


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
