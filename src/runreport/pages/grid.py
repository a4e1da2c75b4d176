"""A grid search on an experiment's page: a heat map that is a table."""

from runreport.analysis.findings import ExperimentFindings
from runreport.analysis.grids import Grid, grid_of
from runreport.figures.outliers import rest_of
from runreport.language import say
from runreport.model import Better
from runreport.pages.numbers import counted, decimals, fixed
from runreport.pages.report import Report
from runreport.pages.views import GridCell, GridView, Section

SHADES = 5


def grid_section(report: Report, found: ExperimentFindings) -> Section | None:
    """Return the headline over the two settings that vary; None where they make no grid."""
    grid = grid_of(found, report.runs)
    if grid is None or found.headline is None:
        return None
    info = report.info(found.headline)
    means = [mean for mean, _ in grid.cells.values()]
    best = {Better.HIGHER: max(means), Better.LOWER: min(means), Better.UNKNOWN: None}[info.better]
    places = decimals(means)
    title = say("{label} over {rows} and {columns}", label=info.label, rows=grid.rows, columns=grid.columns)
    at = [key for key, (mean, _) in grid.cells.items() if mean == best]
    if len(at) == 1:
        word = say("highest") if info.better is Better.HIGHER else say("lowest")
        (row, column), n = at[0], grid.cells[at[0]][1]
        title = say(
            "{label} is {word} at {rows} {row} and {columns} {column}: {it}, n = {n}",
            label=info.label,
            word=word,
            rows=grid.rows,
            row=row,
            columns=grid.columns,
            column=column,
            it=fixed(best or 0.0, places),
            n=n,
        )
    view = GridView(
        label=say(
            "{label} over {rows} and {columns}", label=info.label, rows=grid.rows, columns=grid.columns
        ),
        caption=_caption(grid, info.label, is_known=best is not None),
        row_name=grid.rows,
        column_name=grid.columns,
        columns=grid.column_values,
        rows=_rows(grid, best, places),
    )
    return Section(title, grid=view, key="grid")


def _caption(grid: Grid, label: str, *, is_known: bool) -> str:
    cells = len(grid.row_values) * len(grid.column_values)
    parts = [say("Mean {label} of the runs with both values; the darker, the higher.", label=label)]
    parts += [say("The frame marks the best mean, which can be best by chance.")] if is_known else []
    missing = cells - len(grid.cells)
    parts += (
        [
            say(
                "–, hatched: no run with a value ({missing} of {cells}).",
                missing=missing,
                cells=counted(cells, "cell"),
            )
        ]
        if missing
        else []
    )
    return " ".join(parts)


def _rows(grid: Grid, best: float | None, places: int) -> tuple[tuple[str, tuple[GridCell, ...]], ...]:
    means = [mean for mean, _ in grid.cells.values()]
    # An outlier has the end's shade, so that the rest can be told apart.
    low, high = rest_of(means) or (min(means), max(means))

    def cell(row: str, column: str) -> GridCell:
        if (row, column) not in grid.cells:
            return GridCell()
        mean, n = grid.cells[row, column]
        part = min(max((mean - low) / (high - low), 0.0), 1.0) if high > low else 0.0
        shade = 1 + min(int(part * SHADES), SHADES - 1)
        return GridCell(fixed(mean, places), counted(n, "run"), shade, mean == best)

    return tuple((row, tuple(cell(row, column) for column in grid.column_values)) for row in grid.row_values)
