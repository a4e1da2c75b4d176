"""Histograms, precision-recall curves and texts that were logged, as tables.

Source: TensorFlow's `summary.proto` (`HistogramProto`); tensorboard's `data_compat.py` for the bins of
histograms, `plugins/pr_curve/pr_curves_plugin.py` for the rows of a curve, `plugins/text`.
"""

from collections.abc import Iterable, Iterator, Mapping

import numpy as np

from runreport.model import LoggedTable, Omission, Scalar, TableKind
from runreport.readers.limits import MOST_ROWS, tables_within
from runreport.readers.tensorboard.columns import Numbers
from runreport.readers.tensorboard.event import Kind, Metadata
from runreport.readers.tensorboard.log import Fault, Item
from runreport.readers.tensorboard.tensor import Tensor, tensor_in
from runreport.readers.tensorboard.wire import EIGHT_BYTES, Span, double, fields

HISTOGRAMS, CURVES, TEXTS = "histograms", "pr_curves", "text"
_TRUE, _FALSE, _PRECISION, _RECALL = 0, 1, 4, 5

Rows = tuple[tuple[Scalar, ...], ...]


def tables_of(
    items: Iterable[Item], metadata: Mapping[str, Metadata], fault: Fault
) -> tuple[tuple[LoggedTable, ...], tuple[Omission, ...]]:
    """Return what was logged in the order written, as far as limits go, and what these leave out.

    Texts of a tag are one table. Only what goes into the report is taken apart.

    Args:
        items: histograms, curves and texts.
        metadata: by tag.
        fault: called for each item that cannot be read, with the reason.
    """
    sources: dict[int, list[Item]] = {}
    outlines: list[LoggedTable] = []
    texts: dict[str, list[Item]] = {}
    for item in items:
        plugin = metadata[item.tag].plugin if item.tag in metadata else ""
        if plugin == TEXTS:
            texts.setdefault(item.tag, []).append(item)
            if len(texts[item.tag]) > 1:
                continue
        outline = _outline(item, plugin)
        sources[id(outline)] = texts[item.tag] if plugin == TEXTS else [item]
        outlines.append(outline)
    kept, omissions = tables_within(outlines)
    tables = [_filled(outline, sources[id(outline)], fault) for outline in kept]
    return tuple(table for table in tables if table is not None), omissions


def _outline(item: Item, plugin: str) -> LoggedTable:
    if plugin == TEXTS:
        return LoggedTable(item.tag, ("step", "text"), (), 0)
    if plugin == CURVES:
        columns = ("recall", "precision", "threshold")
        return LoggedTable(item.tag, columns, (), 0, TableKind.PR, item.step)
    return LoggedTable(item.tag, ("low", "high", "count"), (), 0, TableKind.HISTOGRAM, item.step)


def _filled(outline: LoggedTable, items: list[Item], fault: Fault) -> LoggedTable | None:
    """Return the table that an outline stands for; None where nothing of it can be read."""
    rows: list[tuple[Scalar, ...]] = []
    size = 0
    for item in items:
        if outline.kind is TableKind.TABLE and len(rows) >= MOST_ROWS:
            size += 1
            continue
        try:
            own = tuple(_rows(item, outline.kind))
        except ValueError as error:
            fault(item, str(error))
            continue
        rows += own
        size += len(own)
    if not size:
        return None
    shown = rows[:MOST_ROWS] if outline.kind is TableKind.TABLE else rows
    return LoggedTable(outline.name, outline.columns, tuple(shown), size, outline.kind, outline.step)


def _rows(item: Item, kind: TableKind) -> Iterator[tuple[Scalar, ...]]:
    if item.kind is Kind.HISTOGRAM:
        return _bins(item.data, item.span)
    tensor = tensor_in(item.data, item.span)
    if kind is TableKind.TABLE:
        return _texts(item.step, tensor)
    if kind is TableKind.PR:
        return _curve(tensor)
    return _tensor_bins(tensor)


def _bins(data: bytes, span: Span) -> Iterator[tuple[Scalar, ...]]:
    """Yield the bins of a `HistogramProto`; the outermost go no further than the numbers themselves."""
    ends = {field.number: double(data, field.span) for field in fields(data, span) if field.number in (1, 2)}
    limits, counts = _doubles(data, span, 6), _doubles(data, span, 7)
    if limits.size != counts.size:
        raise ValueError("it has not as many limits as counts")
    if not limits.size:
        return iter(())
    least, greatest = ends.get(1, 0.0), ends.get(2, 0.0)
    lows = np.maximum(np.concatenate([[least], limits[:-1]]), least)
    return _trimmed(lows, np.minimum(limits, greatest), counts)


def _tensor_bins(tensor: Tensor) -> Iterator[tuple[Scalar, ...]]:
    if tensor.texts is not None or tensor.numbers.ndim != 2 or tensor.numbers.shape[1] != 3:
        raise ValueError("it is no tensor of bins")
    lows, highs, counts = tensor.numbers.T
    return _trimmed(lows, highs, counts)


def _trimmed(lows: Numbers, highs: Numbers, counts: Numbers) -> Iterator[tuple[Scalar, ...]]:
    """Yield the bins without the empty ones at both ends, where TensorFlow has hundreds."""
    filled = np.flatnonzero(counts)
    inner = slice(filled[0], filled[-1] + 1) if filled.size else slice(0, 0)
    low, high, count = (column[inner].tolist() for column in (lows, highs, counts))
    return zip(low, high, (int(n) if n.is_integer() else n for n in count), strict=True)


def _doubles(data: bytes, span: Span, number: int) -> Numbers:
    parts = [field for field in fields(data, span) if field.number == number]
    found = [
        [double(data, part.span)]
        if part.kind == EIGHT_BYTES
        else np.frombuffer(data[slice(*part.span)], dtype="<f8")
        for part in parts
    ]
    return np.concatenate(found) if found else np.empty(0)


def _curve(tensor: Tensor) -> Iterator[tuple[Scalar, ...]]:
    """Yield the points by recall; thresholds go from 0 to 1 in equal steps, and rise as recall falls."""
    if tensor.texts is not None or tensor.numbers.ndim != 2 or tensor.numbers.shape[0] < _RECALL + 1:
        raise ValueError("it is no tensor of a curve")
    table = tensor.numbers
    # Where nothing is taken for true, precision is not defined.
    taken = np.flatnonzero(table[_TRUE] + table[_FALSE])
    end = int(taken[-1]) + 1 if taken.size else min(1, table.shape[1])
    thresholds = np.linspace(0.0, 1.0, table.shape[1])[:end][::-1]
    recall, precision = table[_RECALL, :end][::-1], table[_PRECISION, :end][::-1]
    order = np.argsort(recall, kind="stable")
    columns = (recall[order].tolist(), precision[order].tolist(), thresholds[order].tolist())
    return zip(*columns, strict=True)


def _texts(step: int, tensor: Tensor) -> Iterator[tuple[Scalar, ...]]:
    if tensor.texts is None:
        raise ValueError("it is no tensor of texts")
    texts = [one.decode("utf-8", "replace") for one in tensor.texts]
    if len(tensor.shape) == 2 and tensor.shape[1] > 0:
        width = tensor.shape[1]
        texts = [" | ".join(texts[first : first + width]) for first in range(0, len(texts), width)]
    yield step, "\n".join(texts)
