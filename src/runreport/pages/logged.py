"""What a run logged as tables, on its page: curves and histograms, confusion matrices, plain tables."""

from dataclasses import replace

from runreport.figures.chart import Chart
from runreport.figures.compose import logged_chart
from runreport.figures.logged import at_step, by_name
from runreport.language import say
from runreport.model import LoggedTable, Run, Scalar, TableKind
from runreport.pages.drawings import panels
from runreport.pages.gallery import PICTURES, further
from runreport.pages.matrices import matrix_section
from runreport.pages.numbers import counted, decimals, fixed
from runreport.pages.views import Cell, Column, Entry, Section, TableView

MOST_ROWS = 21
"""Of the numbers behind a chart."""
LONG_TABLE = 25
"""Rows from which a table scrolls in a frame of its own."""


def logged_sections(run: Run) -> tuple[Section | None, ...]:
    """Return the parts of a run's page that show its tables, plain ones last; None where there are none."""
    charts: list[Chart] = []
    matrices: list[Section] = []
    tables: list[TableView] = []
    for series in by_name(run):
        chart, matrix = logged_chart(run, series), matrix_section(series)
        if chart is not None:
            charts.append(chart)
            # Its drawing has no room for how many cases a bin holds.
            tables += [_table(series[-1])] if series[-1].kind is TableKind.CALIBRATION else []
        elif matrix is not None:
            key = f"confusion-{len(matrices) + 1}" if matrices else "confusion"
            matrices.append(replace(matrix, key=key))
        else:
            tables += [_table(table) for table in reversed(series)]
    return (_charts(charts), *matrices, _tables(tables))


def left_out_section(run: Run) -> Section | None:
    """Return what limits left out of a run besides pictures, which are told of where the others are."""
    entries = tuple(
        Entry(one.what[:1].upper() + one.what[1:], further(one))
        for one in run.omissions
        if one.what != PICTURES
    )
    return Section(say("Not shown of this run"), entries=entries, key="left-out") if entries else None


def _charts(charts: list[Chart]) -> Section | None:
    drawn = panels(charts, most_rows=MOST_ROWS)
    if drawn is None:
        return None
    text = say("Each was logged as a whole; of several steps, the last is drawn.")
    return Section(say("Logged curves and distributions"), text, panels=drawn, key="logged-curves")


def _tables(tables: list[TableView]) -> Section | None:
    return Section(say("Logged tables"), tables=tuple(tables), key="logged-tables") if tables else None


def _table(table: LoggedTable) -> TableView:
    width = max(map(len, (table.columns, *table.rows)), default=0)
    names = [*table.columns, *[""] * (width - len(table.columns))]
    rows = [(*row, *[None] * (width - len(row))) for row in table.rows]
    columns = tuple(
        Column(
            name or say("column {n}", n=str(place + 1)), is_number=_are_numbers([row[place] for row in rows])
        )
        for place, name in enumerate(names)
    )
    places = [decimals(one for row in rows if isinstance(one := row[at], float)) for at in range(width)]
    more = table.rows_in_store - len(table.rows)
    return TableView(
        label=say("Logged table {at_step}", at_step=at_step(table)),
        columns=columns,
        rows=tuple(tuple(_cell(*pair) for pair in zip(row, places, strict=True)) for row in rows),
        caption=at_step(table) if rows else say("{at_step}: no rows", at_step=at_step(table)),
        note=say("{rows} in the store.", rows=counted(more, "further row")) if more > 0 else "",
        is_wide=len(rows) > LONG_TABLE,
    )


def _are_numbers(values: list[Scalar]) -> bool:
    known = [value for value in values if value is not None]
    return bool(known) and all(isinstance(one, int | float) and not isinstance(one, bool) for one in known)


def _cell(value: Scalar, places: int) -> Cell:
    if value is None or value == "":
        return Cell("–", look="missing")
    if isinstance(value, float):
        return Cell(fixed(value, places))
    return Cell(str(value))
