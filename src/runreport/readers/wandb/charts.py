"""Tables by what they show: confusion matrices, curves and histograms, as `wandb.plot` lays them out.

Source: `wandb/plot/` of 0.12 to 0.31, and the charts that it names (`wandb/confusion_matrix/v1`,
`wandb/area-under-curve/v0`, `wandb/lineseries/v0`, `wandb/line/v0`).
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any

from runreport.model import LoggedTable, Scalar, TableKind
from runreport.readers.limits import MOST_ROWS
from runreport.readers.wandb.numbers import as_number
from runreport.readers.wandb.tree import scalar

_CONFUSION = ("Actual", "Predicted", "nPredictions")
_CURVES = {
    frozenset({"recall", "precision"}): (TableKind.PR, ("recall", "precision"), ("recall", "precision")),
    frozenset({"fpr", "tpr"}): (TableKind.ROC, ("fpr", "tpr"), ("false positive rate", "true positive rate")),
}
_MOST_CURVES = 24
"""Classes of one curve that become a curve each."""


@dataclass(frozen=True, slots=True)
class Chart:
    """A custom chart that a run's settings name."""

    kind: str
    """As W&B calls it, such as `wandb/confusion_matrix/v1`."""
    name: str
    fields: Mapping[str, str] = field(default_factory=dict)
    """Column by its role."""


def charts_in(config: Mapping[str, Any]) -> dict[str, Chart]:
    """Return the custom charts of a run by the table that they show."""
    own = config.get("_wandb")
    shown = own.get("visualize") if isinstance(own, dict) else None
    found = {}
    for name, one in (shown if isinstance(shown, dict) else {}).items():
        panel = one.get("panel_config") if isinstance(one, dict) else None
        if isinstance(panel, dict):
            fields = panel.get("fieldSettings")
            own_fields = (
                {str(role): str(column) for role, column in fields.items()}
                if isinstance(fields, dict)
                else {}
            )
            found[_table_key(panel) or f"{name}_table"] = Chart(
                str(panel.get("panelDefId")), str(name), own_fields
            )
    return found


def tables_of(table: LoggedTable, chart: Chart | None) -> Iterator[LoggedTable]:
    """Yield a table as what it shows; as it is, with its first rows, where that is not known."""
    named = replace(table, name=chart.name) if chart else table
    found = tuple(_shown(named, chart))
    yield from found or (replace(named, rows=table.rows[:MOST_ROWS]),)


def histogram_of(name: str, step: int | None, value: Mapping[str, Any]) -> LoggedTable | None:
    """Return a logged histogram; None where its bins and counts do not fit."""
    counts, edges = value.get("values"), value.get("bins")
    packed = value.get("packedBins")
    if isinstance(packed, Mapping) and isinstance(counts, list):
        low, size = as_number(packed.get("min")), as_number(packed.get("size"))
        edges = None if low is None or size is None else [low + size * at for at in range(len(counts) + 1)]
    if not isinstance(counts, list) or not isinstance(edges, list) or len(edges) != len(counts) + 1:
        return None
    numbers = [as_number(one) for one in (*edges, *counts)]
    if None in numbers:
        return None
    bins = pairwise(numbers[: len(edges)])
    rows = tuple((*ends, _whole(count)) for ends, count in zip(bins, numbers[len(edges) :], strict=True))
    return LoggedTable(name, ("low", "high", "count"), rows, len(rows), TableKind.HISTOGRAM, step)


def table_of(name: str, step: int | None, found: Mapping[str, Any]) -> LoggedTable:
    """Return a logged table with all its rows.

    Raises:
        ValueError: it has no columns and rows, or they differ in length.
    """
    columns, data = found.get("columns"), found.get("data")
    if not isinstance(columns, list) or not isinstance(data, list):
        raise ValueError("it has no `columns` and `data`")
    if not all(isinstance(row, list) and len(row) == len(columns) for row in data):
        raise ValueError("its rows differ in length from its columns")
    rows = tuple(tuple(map(_cell, row)) for row in data)
    return LoggedTable(name, tuple(map(str, columns)), rows, len(rows), step=step)


def _shown(table: LoggedTable, chart: Chart | None) -> Iterator[LoggedTable]:
    columns = set(table.columns)
    if columns == set(_CONFUSION):
        rows = [(actual, predicted, _whole(count)) for actual, predicted, count in _picked(table, _CONFUSION)]
        yield _as(table, TableKind.CONFUSION, ("actual", "predicted", "count"), rows)
    elif (curve := _CURVES.get(frozenset(columns - {"class"}))) is not None:
        kind, picked, names = curve
        yield from _one_each(table, kind, "class" if "class" in columns else "", picked, names)
    elif columns == {"step", "lineKey", "lineVal"}:
        yield from _one_each(table, TableKind.LINE, "lineKey", ("step", "lineVal"), ("x", "y"))
    elif chart and chart.kind.startswith("wandb/line/"):
        axes = (chart.fields.get("x", ""), chart.fields.get("y", ""))
        if set(axes) <= columns:
            yield from _one_each(table, TableKind.LINE, "", axes, ("x", "y"))


def _one_each(
    table: LoggedTable, kind: TableKind, by: str, picked: Sequence[str], names: tuple[str, ...]
) -> Iterator[LoggedTable]:
    """Yield a curve for each class or line in a table; nothing where its points are no numbers."""
    rows = _picked(table, picked)
    if not all(as_number(cell) is not None for row in rows for cell in row):
        return
    labels = [row[0] for row in _picked(table, (by,))] if by else [None] * len(rows)
    different = list(dict.fromkeys(labels))
    if len(different) > _MOST_CURVES:
        return
    for label in different:
        own = [row for row, whose in zip(rows, labels, strict=True) if whose == label]
        name = table.name if label is None or len(different) == 1 else f"{table.name} ({label})"
        if kind is TableKind.PR:
            own.sort(key=lambda row: as_number(row[0]) or 0.0)
        yield _as(replace(table, name=name), kind, names, own)


def _as(
    table: LoggedTable, kind: TableKind, columns: tuple[str, ...], rows: Sequence[tuple[Scalar, ...]]
) -> LoggedTable:
    return LoggedTable(table.name, columns, tuple(rows), len(rows), kind, table.step)


def _picked(table: LoggedTable, columns: Sequence[str]) -> list[tuple[Scalar, ...]]:
    places = [table.columns.index(name) for name in columns]
    return [tuple(row[place] for place in places) for row in table.rows]


def _table_key(panel: Mapping[str, Any]) -> str:
    """Return the table that a chart asks for: the argument `tableKey`, wherever it stands in its query."""
    waiting: list[Any] = [panel.get("userQuery")]
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict):
            if one.get("name") == "tableKey" and isinstance(one.get("value"), str):
                return str(one["value"])
            waiting += one.values()
        elif isinstance(one, list):
            waiting += one
    return ""


def _whole(value: Scalar) -> Scalar:
    is_whole = isinstance(value, float) and math.isfinite(value) and value.is_integer()
    return int(value) if is_whole and isinstance(value, float) else value


def _cell(value: object) -> Scalar:
    """Return a cell; media in it are shown by their path."""
    if isinstance(value, Mapping) and isinstance(value.get("path"), str):
        return str(value["path"])
    return scalar(value)
