"""Runs as one flat table.

A row has the columns `id`, `name`, `experiment`, `status`, `started`, `ended`, `parent`, `commit`, then
`param.*`, `metric.*` (the value that tables show: the store's own summary, else the last finite point),
`summary.*` (what of the summary is no number) and `tag.*`, each sorted by name.
"""

import csv
import io
from collections.abc import Iterable

from runreport.model import Run, Scalar
from runreport.model.filters import metric_value
from runreport.model.record import json_value, moment_text

COLUMNS = ("id", "name", "experiment", "status", "started", "ended", "parent", "commit")
KINDS = ("param.", "metric.", "summary.", "tag.")
Row = dict[str, Scalar]


def csv_bytes(runs: Iterable[Run]) -> bytes:
    """Return a flat row a run as CSV in UTF-8, which the plain-table reader reads back."""
    rows = [flat_row(run) for run in runs]
    columns = columns_of(rows)
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([cell_text(row.get(name)) for name in columns] for row in rows)
    return text.getvalue().encode("utf-8", "backslashreplace")


def flat_row(run: Run) -> Row:
    """Return the run as one row; what it does not have is left out or None."""
    row: Row = {
        "id": run.id,
        "name": run.name,
        "experiment": run.experiment,
        "status": str(run.status),
        "started": moment_text(run.started),
        "ended": moment_text(run.ended),
        "parent": run.parent,
        "commit": run.source.commit,
    }
    metrics = metric_names(run)
    row.update({f"param.{name}": value for name, value in run.params.items()})
    row.update({f"metric.{name}": metric_value(run, name) for name in metrics})
    row.update({f"summary.{name}": run.summary[name] for name in run.summary.keys() - metrics})
    row.update({f"tag.{name}": value for name, value in run.tags.items()})
    return row


def metric_names(run: Run) -> set[str]:
    """Return the names of everything that has a number in a table, hardware readings included."""
    stated = (name for name in run.summary if metric_value(run, name) is not None)
    return {*run.metrics, *run.system, *stated}


def columns_of(rows: Iterable[Row]) -> list[str]:
    """Return all columns of the rows, in the documented order."""
    names = sorted(set[str]().union(*rows))
    return [*COLUMNS, *(name for kind in KINDS for name in names if name.startswith(kind))]


def cell_text(value: Scalar) -> str:
    """Return a value as the table has it; nothing for None."""
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(json_value(value))
