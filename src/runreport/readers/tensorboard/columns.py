"""The numbers of an event file as columns: events that say the same but for their numbers, all at once.

Most events say one number of one tag. What stands behind an event's time and step is laid flush right into a
row, with zeros for the numbers. Rows of the same hash are compared, one of them is taken apart, and the
numbers of all stand where its numbers stand.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from runreport.readers.tensorboard.checksum import Bytes, Places
from runreport.readers.tensorboard.event import Event, Kind, event_in
from runreport.readers.tensorboard.heads import Heads, heads_of
from runreport.readers.tensorboard.records import Records
from runreport.readers.tensorboard.shape import Shape, shape_of
from runreport.readers.tensorboard.wire import Span

Numbers = NDArray[np.float64]

_WIDTHS = (32, 64, 128, 256, 512, 1024)
"""Of rows; what is longer is taken apart by itself."""
_FEWEST = 8
"""Events of a width that are worth comparing."""
_MOST_LAYOUTS = 16
"""Ways to lay numbers out that are looked for."""
_FACTORS = np.random.default_rng(1).integers(1 << 63, size=_WIDTHS[-1] // 8, dtype=np.uint64) | np.uint64(1)


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


def columns_in(records: Records) -> Columns:
    """Return the contents of an event file; `points` are in no particular order."""
    heads = heads_of(records)
    found = Columns(heads.steps.copy(), heads.times.copy())
    sorter = _Sorter(records, heads, found)
    lengths = records.lengths - heads.sizes
    is_other = np.ones(records.starts.size, dtype=bool)
    for narrower, width in zip((0, *_WIDTHS), _WIDTHS, strict=False):
        fits = heads.is_plain & (lengths > narrower) & (lengths <= width)
        fits &= records.starts + records.lengths >= width
        orders = np.flatnonzero(fits)
        if orders.size >= _FEWEST:
            is_other[sorter.sort(orders, width)] = False
    for order in np.flatnonzero(is_other).tolist():
        start = int(records.starts[order])
        try:
            event = event_in(records.data, (start, start + int(records.lengths[order])))
        except ValueError:
            found.steps[order], found.times[order] = 0, 0.0
            found.broken.append(order)
        else:
            found.steps[order], found.times[order] = event.step, event.time
            found.others[order] = event
    return found


class _Sorter:
    """Sorts events by what they say, and takes the numbers out."""

    def __init__(self, records: Records, heads: Heads, found: Columns) -> None:
        self._records = records
        self._heads = heads
        self._found = found
        self._ends = records.starts + records.lengths

    def sort(self, orders: Places, width: int) -> Places:
        """Add what events say to what was found; return those that say numbers and nothing else."""
        sizes = (self._records.lengths - self._heads.sizes)[orders]
        orders = orders[np.argsort(sizes, kind="stable")]
        taken = [orders[:0]]
        for _ in range(_MOST_LAYOUTS):
            if orders.size < _FEWEST:
                break
            shape = self._shape(int(orders[0]))
            if shape is None:
                orders = orders[1:]
                continue
            is_taken, is_done = self._take_alike(orders, width, shape)
            taken.append(orders[is_taken])
            orders = orders[~(is_taken | is_done)]
        return np.concatenate(taken)

    def _take_alike(
        self, orders: Places, width: int, layout: Shape
    ) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """Take the numbers of all events whose numbers stand where this one's do.

        Returns:
            Which were taken, and which need no second look.
        """
        rows = self._rows(orders, width)
        for cell in layout.cells:
            rows[:, width - cell.before_end : width - cell.before_end + cell.size] = 0
        words = rows.view(np.uint64)
        values = [self._numbers(orders, cell.before_end, cell.type) for cell in layout.cells]
        is_taken, is_done = np.zeros((2, orders.size), dtype=bool)
        for places in _grouped(_hashes(words)):
            own = self._shape(int(orders[places[0]]))
            is_done[places[0]] = True
            if own is None or own.places != layout.places:
                is_done[places[0]] = own is None
                continue
            alike = places[(words[places] == words[places[0]]).all(axis=1)]
            is_taken[alike] = True
            for cell, column in zip(own.cells, values, strict=True):
                self._found.points.append(Points(cell.tag, cell.kind, orders[alike], column[alike]))
            first = int(orders[alike[0]])
            self._found.metadata.extend((first, tag, span) for tag, span in own.metadata)
        return is_taken, is_done

    def _rows(self, orders: Places, width: int) -> Bytes:
        """Return what events say, shortest first, flush right with zeros before it."""
        windows = np.lib.stride_tricks.sliding_window_view(self._records.array, width)
        rows: Bytes = windows[self._ends[orders] - width]
        sizes, firsts = np.unique(
            self._records.lengths[orders] - self._heads.sizes[orders], return_index=True
        )
        for size, own in zip(sizes.tolist(), np.split(rows, firsts[1:]), strict=True):
            own[:, : width - size] = 0
        return rows

    def _numbers(self, orders: Places, before_end: int, type_: str) -> Numbers:
        width = np.dtype(type_).itemsize
        windows = np.lib.stride_tricks.sliding_window_view(self._records.array, width)
        numbers: Numbers = windows[self._ends[orders] - before_end].view(type_)[:, 0].astype(np.float64)
        return numbers

    def _shape(self, order: int) -> Shape | None:
        start = int(self._records.starts[order])
        return shape_of(
            self._records.data, (start, int(self._ends[order])), start + int(self._heads.sizes[order])
        )


def _hashes(words: NDArray[np.uint64]) -> NDArray[np.uint64]:
    hashes = np.zeros(len(words), dtype=np.uint64)
    for place in range(words.shape[1]):
        hashes += words[:, place] * _FACTORS[place]
        hashes ^= hashes >> np.uint64(29)
    return hashes


def _grouped(keys: NDArray[np.uint64]) -> Iterator[Places]:
    """Yield the places of each key, ascending."""
    order = np.argsort(keys, kind="stable")
    sorted_keys = keys[order]
    yield from np.split(order, np.flatnonzero(sorted_keys[1:] != sorted_keys[:-1]) + 1)
