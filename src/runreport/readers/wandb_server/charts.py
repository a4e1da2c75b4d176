"""Logged tables and histograms, by what they show, as `wandb.plot` lays them out.

Source: `wandb/plot/` and `wandb/sdk/data_types/` of 0.31.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

from runreport.model import LoggedTable, Scalar, TableKind
from runreport.readers.limits import MOST_ROWS
from runreport.readers.wandb_server.values import number_in, scalar

_CONFUSION = ("Actual", "Predicted", "nPredictions")
_CURVES = {
    frozenset({"recall", "precision"}): (TableKind.PR, ("recall", "precision"), ("recall", "precision")),
    frozenset({"fpr", "tpr"}): (TableKind.ROC, ("fpr", "tpr"), ("false positive rate", "true positive rate")),
}
_MOST_CURVES = 24
"""Classes of one table that become a curve each."""


def histogram_of(name: str, step: int | None, value: Mapping[str, Any]) -> LoggedTable | None:
    """Return a logged histogram; None where its bins and counts do not fit."""
    counts, edges, packed = value.get("values"), value.get("bins"), value.get("packedBins")
    if not isinstance(counts, list):
        return None
    if isinstance(packed, Mapping):
        low, size = number_in(packed.get("min")), number_in(packed.get("size"))
        edges = None if low is None or size is None else [low + size * at for at in range(len(counts) + 1)]
    if not isinstance(edges, list) or len(edges) != len(counts) + 1:
        return None
    numbers = [number_in(one) for one in (*edges, *counts)]
    if None in numbers:
        return None
    bins = pairwise(numbers[: len(edges)])
    rows = tuple((*ends, count) for ends, count in zip(bins, numbers[len(edges) :], strict=True))
    return LoggedTable(name, ("low", "high", "count"), rows, len(rows), TableKind.HISTOGRAM, step)


def tables_of(name: str, step: int | None, found: Mapping[str, Any]) -> list[LoggedTable]:
    """Return a logged table as what it shows; as it is, with its first rows, where that is not known.

    Raises:
        ValueError: it has no columns and rows, or they differ in length.
    """
    columns, data = found.get("columns"), found.get("data")
    if not isinstance(columns, list) or not isinstance(data, list):
        raise ValueError("it has no `columns` and `data`")
    if not all(isinstance(row, list) and len(row) == len(columns) for row in data):
        raise ValueError("its rows differ in length from its columns")
    rows = tuple(tuple(map(scalar, row)) for row in data)
    table = LoggedTable(name, tuple(map(str, columns)), rows, len(rows), step=step)
    return [*_shown(table)] or [replace(table, rows=rows[:MOST_ROWS])]


def _shown(table: LoggedTable) -> Iterator[LoggedTable]:
    columns = set(table.columns)
    if columns == set(_CONFUSION):
        names = ("actual", "predicted", "count")
        yield replace(table, kind=TableKind.CONFUSION, columns=names, rows=_picked(table, _CONFUSION))
        return
    curve = _CURVES.get(frozenset(columns - {"class"}))
    if curve is not None:
        yield from _one_each(table, *curve)


def _one_each(
    table: LoggedTable, kind: TableKind, picked: Sequence[str], names: tuple[str, ...]
) -> Iterator[LoggedTable]:
    """Yield a curve for each class in a table; nothing where its points are no numbers."""
    rows = _picked(table, picked)
    labels = (
        [row[0] for row in _picked(table, ("class",))] if "class" in table.columns else [None] * len(rows)
    )
    classes = list(dict.fromkeys(labels))
    if len(classes) > _MOST_CURVES or not all(number_in(cell) is not None for row in rows for cell in row):
        return
    for label in classes:
        own = [row for row, whose in zip(rows, labels, strict=True) if whose == label]
        if kind is TableKind.PR:
            own.sort(key=lambda row: number_in(row[0]) or 0.0)
        name = table.name if len(classes) == 1 else f"{table.name} ({label})"
        yield LoggedTable(name, names, tuple(own), len(own), kind, table.step)


def _picked(table: LoggedTable, columns: Sequence[str]) -> tuple[tuple[Scalar, ...], ...]:
    places = [table.columns.index(name) for name in columns]
    return tuple(tuple(row[place] for place in places) for row in table.rows)
