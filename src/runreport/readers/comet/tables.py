"""Tables, confusion matrices, histograms and curves, as Comet keeps them in files of JSON or CSV.

Source: `confusion_matrix.py`, `data_structure.py` (class `Histogram`) and `log_curve` of comet_ml.
"""

import csv
import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from runreport.model import LoggedTable, Scalar, TableKind
from runreport.readers.comet.jsontext import as_scalar, as_text, object_in
from runreport.readers.limits import MOST_ROWS

MOST_TABLE_BYTES = 16 << 20
PARSERS: Mapping[str, TableKind] = {
    "confusion-matrix": TableKind.CONFUSION,
    "histogram3d": TableKind.HISTOGRAM,
    "curve": TableKind.LINE,
}
"""Kind of table by the type of upload; CSV is told by its name."""
_MOST_BINS = 100_000
_CURVES = {
    TableKind.ROC: (("roc",), ("false positive rate", "true positive rate")),
    TableKind.PR: (("pr", "precisionrecall", "prcurve", "precisionrecallcurve"), ("recall", "precision")),
}


def table_of(kind: str, name: str, data: bytes) -> LoggedTable:
    """Return the table in a file, at most its first `MOST_ROWS` rows where it is a plain one.

    Args:
        kind: type of the upload.
        name: of the file.
        data: the whole of it.

    Raises:
        ValueError: it is none of this kind.
    """
    readers: dict[str, Callable[[str, Mapping[str, Any]], LoggedTable]] = {
        "confusion-matrix": confusion_of,
        "histogram3d": histogram_of,
        "curve": curve_of,
    }
    if kind in readers:
        return readers[kind](name, object_in(data))
    return csv_of(name, data)


def confusion_of(name: str, found: Mapping[str, Any]) -> LoggedTable:
    """Return a confusion matrix, a row a cell; its rows are what is true, unless its titles say otherwise."""
    matrix, labels = found.get("matrix"), found.get("labels")
    if not isinstance(matrix, list) or not all(isinstance(row, list) for row in matrix):
        raise ValueError("it has no matrix")
    names = [as_text(label) for label in labels] if isinstance(labels, list) else []
    names += [str(place) for place in range(len(names), max([len(matrix), *map(len, matrix)]))]
    is_turned = _says(found.get("rowLabel"), "predict") and not _says(found.get("columnLabel"), "predict")
    cells = [
        (names[column], names[row], count) if is_turned else (names[row], names[column], count)
        for row, counts in enumerate(matrix)
        for column, count in enumerate(counts)
    ]
    if is_turned:
        places = {label: place for place, label in reversed(list(enumerate(names)))}
        cells.sort(key=lambda cell: (places[cell[0]], places[cell[1]]))
    if not all(isinstance(count, int | float) for _, _, count in cells):
        raise ValueError("its counts are no numbers")
    title = found.get("title")
    shown = title if isinstance(title, str) and title else name
    columns = ("actual", "predicted", "count")
    return LoggedTable(shown, columns, tuple(cells), len(cells), TableKind.CONFUSION)


def histogram_of(name: str, found: Mapping[str, Any]) -> LoggedTable:
    """Return a histogram, a row a bin that holds anything.

    Bins grow from `start` by the factor `step` on either side of `offset`, and the outermost are open.
    """
    counted = found.get("index_values")
    if not isinstance(counted, list):
        raise ValueError("it has no counts")
    edges = _edges(found)
    rows = []
    for place, count in sorted(_pairs(counted)):
        if not 0 <= place < len(edges) - 1:
            raise ValueError(f"it has no bin {place}")
        rows.append((edges[place], edges[place + 1], count))
    return LoggedTable(name, ("low", "high", "count"), tuple(rows), len(rows), TableKind.HISTOGRAM)


def curve_of(name: str, found: Mapping[str, Any]) -> LoggedTable:
    """Return a curve; as ROC or precision-recall where its name says so and its values are shares."""
    x, y = found.get("x"), found.get("y")
    if not isinstance(x, list) or not isinstance(y, list) or len(x) != len(y):
        raise ValueError("it has no points")
    given = found.get("name")
    title = given if isinstance(given, str) and given else name
    points = [(_number(one), _number(other)) for one, other in zip(x, y, strict=True)]
    kind, columns = _curve_kind(title, points)
    if kind is TableKind.PR:
        points.sort(key=lambda point: point[0])
    return LoggedTable(title, columns, tuple(points), len(points), kind)


def csv_of(name: str, data: bytes) -> LoggedTable:
    """Return a table of CSV or TSV; its first line is its header, unless it holds a number."""
    text = data.decode("utf-8-sig", "replace").replace("\0", "")
    if len(text) > csv.field_size_limit():
        csv.field_size_limit(len(text))
    try:
        lines = list(csv.reader(text.splitlines(), delimiter="\t" if name.lower().endswith(".tsv") else ","))
    except csv.Error as error:
        raise ValueError(str(error)) from error
    rows = [[_cell(cell) for cell in line] for line in lines[: MOST_ROWS + 1]]
    if not rows:
        raise ValueError("it is empty")
    width = max(map(len, rows))
    has_header = all(isinstance(cell, str) and cell for cell in rows[0][1:] or rows[0])
    header = [as_text(cell) if cell is not None else "" for cell in rows[0]] if has_header else []
    columns = (*header, *(str(place) for place in range(len(header), width)))
    shown = rows[1:] if has_header else rows[:MOST_ROWS]
    padded = tuple((*row, *[None] * (width - len(row))) for row in shown)
    return LoggedTable(name, columns, padded, len(lines) - has_header)


def _says(title: Any, word: str) -> bool:
    return isinstance(title, str) and word in title.lower()


def _edges(found: Mapping[str, Any]) -> list[float]:
    """Return the edges of all bins, as `Histogram.create_bin_values` makes them."""
    start, stop, factor = (_number(found.get(name)) for name in ("start", "stop", "step"))
    center = _number(found.get("offset", 0))
    if not (start > 0 and factor > 1 and math.isfinite(center) and stop > start):
        raise ValueError("its bins have no sizes")
    above, value = [], start
    while center + value <= stop:
        above.append(value)
        value *= factor
        if len(above) > _MOST_BINS:
            raise ValueError(f"it has more than {_MOST_BINS:,} bins")
    below = [center - value for value in reversed(above)]
    return [-math.inf, *below, center, *(center + value for value in above), math.inf]


def _pairs(counted: Sequence[Any]) -> list[tuple[int, float]]:
    pairs = [tuple(pair) for pair in counted if isinstance(pair, list)]
    is_whole = len(pairs) == len(counted) and all(
        len(pair) == 2 and type(pair[0]) is int and isinstance(pair[1], int | float) for pair in pairs
    )
    if not is_whole:
        raise ValueError("its counts are no pairs of bin and count")
    return [(place, count) for place, count in pairs]


def _curve_kind(name: str, points: Sequence[tuple[float, float]]) -> tuple[TableKind, tuple[str, str]]:
    words = "".join(letter if letter.isalnum() else " " for letter in name.lower()).split()
    is_share = all(0 <= x <= 1 and 0 <= y <= 1 for x, y in points)
    for kind, (marks, columns) in _CURVES.items():
        if is_share and (any(mark in words for mark in marks) or "".join(words).startswith(marks[-1])):
            return kind, columns
    return TableKind.LINE, ("x", "y")


def _number(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise ValueError("a value in it is no number")
    try:
        return float(value)
    except (ValueError, OverflowError) as error:
        raise ValueError("a value in it is no number") from error


def _cell(cell: str) -> Scalar:
    """Return a cell as a number where it reads as one."""
    if not cell:
        return None
    for kind in (int, float):
        try:
            return kind(cell)
        except ValueError:
            continue
    return as_scalar(cell)
