"""All that a run's event files say, put together in the order of their names."""

import struct
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from runreport.readers.tensorboard.checksum import Places
from runreport.readers.tensorboard.columns import Columns, Numbers, Points, columns_in
from runreport.readers.tensorboard.event import Event, Kind, Metadata, Value, metadata_in
from runreport.readers.tensorboard.log import Curve, Item, Log, and_more, noun_of
from runreport.readers.tensorboard.records import records_in
from runreport.readers.tensorboard.restarts import Restarts
from runreport.readers.tensorboard.tensor import tensor_in
from runreport.readers.tensorboard.walk import BEFORE
from runreport.readers.tensorboard.wire import Span

SCALARS = "scalars"
_FLOAT = struct.Struct("<f").unpack_from
_NO_METADATA = Metadata()


@dataclass(frozen=True, slots=True)
class _Part:
    """The contents of one file; its events are counted on from those of the files before."""

    name: str
    data: bytes
    before: int
    columns: Columns


def log_of(files: Iterable[tuple[str, bytes]]) -> Log:
    """Return what the event files of a run say.

    Args:
        files: name and contents of each, in the order in which they are to be read.
    """
    log = Log()
    parts, before = [], 0
    for name, data in files:
        records = records_in(data)
        columns = columns_in(records)
        log.faults += [(name, fault) for fault in records.faults]
        log.faults += [(name, fault) for fault in _broken(columns, records.starts)]
        parts.append(_Part(name, records.data, before, columns))
        before += records.starts.size
    if before:
        _Merger(log, parts).merge()
    return log


def _span(times: Numbers) -> tuple[float, float] | None:
    """Return the times of the first and the last event of a file; None where none has a time."""
    known = times[np.isfinite(times) & (times != 0)]
    return (float(known.min()), float(known.max())) if known.size else None


def _without_pauses(spans: Iterable[tuple[float, float]]) -> float | None:
    """Return how long the spans cover together; None for one stretch, whose ends say it."""
    stretches: list[list[float]] = []
    for start, end in sorted(spans):
        if stretches and start <= stretches[-1][1]:
            stretches[-1][1] = max(stretches[-1][1], end)
        else:
            stretches.append([start, end])
    return sum(end - start for start, end in stretches) if len(stretches) > 1 else None


def _broken(columns: Columns, starts: Places) -> Iterator[str]:
    if columns.broken:
        at = int(starts[columns.broken[0]]) - BEFORE
        what = f"the record at byte {at:,} holds no event that can be read, and is left out"
        yield what + and_more(len(columns.broken))


class _Merger:
    """Puts the parts of a log together."""

    def __init__(self, log: Log, parts: list[_Part]) -> None:
        self._log = log
        self._parts = parts
        self._steps = np.concatenate([part.columns.steps for part in parts])
        self._times = np.concatenate([part.columns.times for part in parts])
        self._events = {
            part.before + order: event for part in parts for order, event in part.columns.others.items()
        }
        self._points: dict[str, list[Points]] = defaultdict(list)
        self._items: list[tuple[int, Item]] = []
        self._wrong: Counter[tuple[str, str]] = Counter()

    def merge(self) -> None:
        """Fill the log."""
        self._read_metadata()
        for part in self._parts:
            self._read_points(part)
            for order, event in part.columns.others.items():
                self._read_event(part, order, event)
        self._read_times()
        self._tell_wrong()
        self._drop_void()

    def _read_metadata(self) -> None:
        found = []
        for part in self._parts:
            places = list(part.columns.metadata)
            for order, event in part.columns.others.items():
                places += [(order, value.tag, value.metadata) for value in event.values if value.metadata]
            found += [(part.before + order, tag, part.data, span) for order, tag, span in places]
        for _, tag, data, span in sorted(found, key=lambda one: one[0]):
            if tag not in self._log.metadata:
                self._log.metadata[tag] = _metadata(data, span)

    def _read_times(self) -> None:
        # An event without a time is one whose writer set none.
        known = self._times[np.isfinite(self._times) & (self._times != 0)]
        if known.size:
            self._log.started, self._log.ended = float(known[0]), float(known.max())
        spans = [_span(part.columns.times) for part in self._parts]
        self._log.seconds = _without_pauses([span for span in spans if span is not None])

    def _read_points(self, part: _Part) -> None:
        for points in part.columns.points:
            if points.kind is Kind.NUMBER or self._plugin(points.tag) == SCALARS:
                moved = Points(points.tag, points.kind, points.orders + part.before, points.values)
                self._points[points.tag].append(moved)
            else:
                self._log.unread[self._noun(points.tag)] += points.orders.size

    def _read_event(self, part: _Part, order: int, event: Event) -> None:
        if event.unread:
            self._log.unread[event.unread] += 1
        if event.writer and not self._log.writer:
            self._log.writer = event.writer
        for value in event.values:
            if value.kind is Kind.NUMBER or (
                value.kind is Kind.TENSOR and self._plugin(value.tag) == SCALARS
            ):
                self._read_number(part, order, value)
            elif value.kind is not Kind.NOTHING:
                item = Item(value.tag, value.kind, event.step, part.data, value.span)
                self._items.append((part.before + order, item))

    def _read_number(self, part: _Part, order: int, value: Value) -> None:
        try:
            number = _number(part.data, value)
        except ValueError as error:
            self._wrong[part.name, f"a value of {value.tag} is left out: {error}"] += 1
            return
        orders = np.array([part.before + order], dtype=np.int64)
        self._points[value.tag].append(Points(value.tag, value.kind, orders, np.array([number])))

    def _tell_wrong(self) -> None:
        for (name, fault), count in self._wrong.items():
            self._log.faults.append((name, fault + and_more(count)))

    def _drop_void(self) -> None:
        """Take over what no restart made void."""
        restarts = Restarts(self._steps, self._events, self._orders_by_tag())
        for tag, points in self._in_order():
            void = restarts.void(tag, points.orders)
            self._log.void += int(void.sum())
            if not void.all():
                kept = points.orders[~void]
                self._log.curves[tag] = Curve(self._steps[kept], points.values[~void], self._times[kept])
        for order, item in self._items:
            if restarts.void(item.tag, np.array([order], dtype=np.int64))[0]:
                self._log.void += 1
            else:
                self._log.items.append(item)

    def _in_order(self) -> Iterator[tuple[str, Points]]:
        """Yield the points of each tag in the order written; tags in that of their first points."""
        joined = {}
        for tag, parts in self._points.items():
            orders = np.concatenate([part.orders for part in parts])
            values = np.concatenate([part.values for part in parts])
            order = np.argsort(orders, kind="stable")
            joined[tag] = Points(tag, Kind.NUMBER, orders[order], values[order])
        yield from sorted(joined.items(), key=lambda one: (int(one[1].orders[0]), one[0]))

    def _orders_by_tag(self) -> Mapping[str, Places]:
        found: dict[str, list[Places]] = defaultdict(list)
        for tag, parts in self._points.items():
            found[tag] += [part.orders for part in parts]
        for order, item in self._items:
            found[item.tag].append(np.array([order], dtype=np.int64))
        return {tag: np.unique(np.concatenate(orders)) for tag, orders in found.items()}

    def _plugin(self, tag: str) -> str:
        return self._log.metadata.get(tag, _NO_METADATA).plugin

    def _noun(self, tag: str) -> str:
        return noun_of(self._plugin(tag))


def _number(data: bytes, value: Value) -> float:
    if value.kind is Kind.NUMBER:
        if value.span[1] - value.span[0] != struct.calcsize("<f"):
            raise ValueError("it is no number of four bytes")
        return float(_FLOAT(data, value.span[0])[0])
    tensor = tensor_in(data, value.span)
    if tensor.texts is not None or tensor.numbers.size != 1:
        raise ValueError("it is not one number")
    return float(tensor.numbers.reshape(-1)[0])


def _metadata(data: bytes, span: Span) -> Metadata:
    try:
        return metadata_in(data, span)
    except ValueError:
        return _NO_METADATA
