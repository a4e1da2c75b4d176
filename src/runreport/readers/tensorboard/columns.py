"""The numbers of an event file as columns: events that are the same but for their numbers, all at once.

Most events say one number of one tag. Those of a length whose bytes are the same, but for time, step and
number, are found by a hash of the other bytes, which are compared as well; one of them is taken apart, and
the numbers of all stand where its numbers stand.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from runreport.readers.tensorboard.checksum import Bytes, Places
from runreport.readers.tensorboard.event import Event, Kind, event_in
from runreport.readers.tensorboard.records import Records
from runreport.readers.tensorboard.tensor import number_place
from runreport.readers.tensorboard.wire import Span

Numbers = NDArray[np.float64]

_LONGEST = 1024
"""Bytes of an event that is worth comparing with others of its length."""
_FEWEST = 8
"""Events of a length that are worth comparing."""
_MOST_SHAPES = 16
"""Ways to lay out events of one length that are looked for."""
_TIME_KEY, _STEP_KEY, _STEP_AT = 0x09, 0x10, 10
"""Writers put the time first, in nine bytes, and the step next."""
_CONTINUED = 0x80


@dataclass(frozen=True, slots=True)
class Points:
    """Numbers of one tag."""

    tag: str
    kind: Kind
    orders: Places
    """Shape (n,): the number of each one's event, ascending."""
    values: Numbers
    """Shape (n,)."""


@dataclass(frozen=True, slots=True)
class Columns:
    """What stands in an event file."""

    steps: Places
    """Shape (n,), by event."""
    times: Numbers
    """Shape (n,), by event: seconds since 1970."""
    points: list[Points] = field(default_factory=list)
    metadata: list[tuple[int, str, Span]] = field(default_factory=list)
    """Number of the event, tag, and place of the tag's metadata, for all of `points` that have some."""
    others: dict[int, Event] = field(default_factory=dict)
    """All other events by their number, ascending."""
    broken: list[int] = field(default_factory=list)
    """Numbers of events that are no such messages, ascending."""


@dataclass(frozen=True, slots=True)
class _Cell:
    """Where a number stands in an event."""

    tag: str
    kind: Kind
    at: int
    type: str


@dataclass(frozen=True, slots=True)
class _Shape:
    """How an event that says nothing but numbers is laid out."""

    cells: tuple[_Cell, ...]
    metadata: tuple[tuple[str, Span], ...]
    time: Span | None
    step: Span | None

    @property
    def places(self) -> tuple[object, ...]:
        """What two events must have in common to be read alike."""
        return (self.time, self.step, *((cell.at, cell.type, cell.kind) for cell in self.cells))


def columns_in(records: Records) -> Columns:
    """Return the contents of an event file; `points` are in no particular order."""
    count = records.starts.size
    found = Columns(np.zeros(count, dtype=np.int64), np.zeros(count))
    others: list[int] = []
    for length, orders in _by_length(records.lengths):
        if length > _LONGEST or orders.size < _FEWEST:
            others += orders.tolist()
        else:
            others += _Sorter(records, found, length).sort(orders)
    for order in sorted(others):
        start = int(records.starts[order])
        try:
            event = event_in(records.data, (start, start + int(records.lengths[order])))
        except ValueError:
            found.broken.append(order)
            continue
        found.steps[order], found.times[order] = event.step, event.time
        found.others[order] = event
    return found


def _by_length(lengths: Places) -> Iterator[tuple[int, Places]]:
    for length, orders in _grouped(lengths):
        yield int(length), orders


def _grouped(keys: NDArray[np.generic]) -> Iterator[tuple[np.generic, Places]]:
    """Yield each key with the places where it stands, ascending."""
    if not keys.size:
        return
    order = np.argsort(keys, kind="stable")
    sorted_keys = keys[order]
    firsts = np.flatnonzero(np.concatenate([[True], sorted_keys[1:] != sorted_keys[:-1]]))
    for first, places in zip(firsts.tolist(), np.split(order, firsts[1:]), strict=True):
        yield sorted_keys[first], places


class _Sorter:
    """Sorts events of one length by what they say, and takes the numbers out."""

    def __init__(self, records: Records, found: Columns, length: int) -> None:
        self._records = records
        self._found = found
        self._length = length
        self._shapes: dict[int, _Shape | None] = {}
        self._factors = np.random.default_rng(length).integers(
            1 << 63, size=-(-length // 8), dtype=np.uint64
        ) | np.uint64(1)

    def sort(self, orders: Places) -> list[int]:
        """Add what the events say to what was found; return those that say other things."""
        windows = np.lib.stride_tricks.sliding_window_view(self._records.array, self._length)
        rows = windows[self._records.starts[orders]]
        others: list[int] = []
        for _, places in _grouped(_step_widths(rows)):
            others += self._sort_alike(orders[places], rows[places])
        return others

    def _sort_alike(self, orders: Places, rows: Bytes) -> list[int]:
        """Do so for events whose steps are equally wide."""
        others: list[int] = []
        for _ in range(_MOST_SHAPES):
            if not orders.size:
                break
            shape = self._shape(int(orders[0]))
            if shape is None:
                others.append(int(orders[0]))
                orders, rows = orders[1:], rows[1:]
            else:
                is_left = ~self._take_alike(orders, rows, shape)
                orders, rows = orders[is_left], rows[is_left]
        return [*others, *orders.tolist()]

    def _take_alike(self, orders: Places, rows: Bytes, shape: _Shape) -> NDArray[np.bool_]:
        """Take the numbers of all events that are laid out like this; return which these are."""
        same = rows & self._mask(shape)
        is_taken = np.zeros(orders.size, dtype=bool)
        for _, places in _grouped(self._hashes(same)):
            own = self._shape(int(orders[places[0]]))
            if own is None or own.places != shape.places:
                continue
            alike = places[(same[places] == same[places[0]]).all(axis=1)]
            is_taken[alike] = True
            self._take(orders[alike], rows[alike], own)
        return is_taken

    def _mask(self, shape: _Shape) -> Bytes:
        """Return ones where events must be the same: not in numbers, and in a step only where it ends."""
        mask = np.full(self._length, 0xFF, dtype=np.uint8)
        if shape.time:
            mask[slice(*shape.time)] = 0
        if shape.step:
            mask[slice(*shape.step)] = _CONTINUED
        for cell in shape.cells:
            mask[cell.at : cell.at + np.dtype(cell.type).itemsize] = 0
        return mask

    def _hashes(self, rows: Bytes) -> NDArray[np.uint64]:
        padded = np.zeros((len(rows), 8 * self._factors.size), dtype=np.uint8)
        padded[:, : self._length] = rows
        words = padded.view(np.uint64)
        hashes = np.zeros(len(rows), dtype=np.uint64)
        for column, factor in enumerate(self._factors):
            hashes += words[:, column] * factor
            hashes ^= hashes >> np.uint64(29)
        return hashes

    def _shape(self, order: int) -> _Shape | None:
        """Return what `_shape_of` does, which is asked twice for some."""
        if order not in self._shapes:
            self._shapes[order] = self._shape_of(order)
        return self._shapes[order]

    def _shape_of(self, order: int) -> _Shape | None:
        """Return how an event is laid out, places counted from its beginning; None if not only numbers."""
        start = int(self._records.starts[order])
        try:
            event = event_in(self._records.data, (start, start + self._length))
        except ValueError:
            return None
        if not event.values or event.version is not None or event.is_start or event.unread or event.writer:
            return None
        cells = [self._cell(value.tag, value.kind, value.span, start) for value in event.values]
        if None in cells:
            return None
        return _Shape(
            tuple(cell for cell in cells if cell),
            tuple((value.tag, value.metadata) for value in event.values if value.metadata),
            event.time_span and _moved(event.time_span, start),
            event.step_span and _moved(event.step_span, start),
        )

    def _cell(self, tag: str, kind: Kind, span: Span, start: int) -> _Cell | None:
        place: tuple[Span, str] | None = None
        if kind is Kind.NUMBER and span[1] - span[0] == 4:
            place = (span, "<f4")
        elif kind is Kind.TENSOR:
            place = number_place(self._records.data, span)
        return place and _Cell(tag, kind, place[0][0] - start, place[1])

    def _take(self, orders: Places, rows: Bytes, shape: _Shape) -> None:
        if shape.time:
            self._found.times[orders] = _numbers(rows, shape.time[0], "<f8")
        if shape.step:
            self._found.steps[orders] = _steps(rows[:, slice(*shape.step)])
        for cell in shape.cells:
            self._found.points.append(Points(cell.tag, cell.kind, orders, _numbers(rows, cell.at, cell.type)))
        self._found.metadata.extend((int(orders[0]), tag, span) for tag, span in shape.metadata)


def _step_widths(rows: Bytes) -> Places:
    """Return how many bytes the step has in events that begin with a time and a step; 0 for any other."""
    widths = np.zeros(len(rows), dtype=np.int64)
    if rows.shape[1] > _STEP_AT:
        goes_on = (rows[:, 0] == _TIME_KEY) & (rows[:, _STEP_AT - 1] == _STEP_KEY)
        for place in range(_STEP_AT, min(rows.shape[1], _STEP_AT + 10)):
            widths += goes_on
            goes_on &= rows[:, place] >= _CONTINUED
            if not goes_on.any():
                break
    return widths


def _moved(span: Span, start: int) -> Span:
    return span[0] - start, span[1] - start


def _numbers(rows: Bytes, at: int, type_: str) -> Numbers:
    width = np.dtype(type_).itemsize
    return np.ascontiguousarray(rows[:, at : at + width]).view(type_)[:, 0].astype(np.float64)


def _steps(rows: Bytes) -> Places:
    """Return rows of varints of one width as numbers."""
    steps = np.zeros(len(rows), dtype=np.uint64)
    for place in range(rows.shape[1]):
        steps |= (rows[:, place] & np.uint8(0x7F)).astype(np.uint64) << np.uint64(7 * place)
    return steps.view(np.int64)
