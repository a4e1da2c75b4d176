"""Keys and values in records of a log, all at once: history, summary, config and system readings.

An item is a key, in one piece (`key`, up to 0.17) or in parts (`nested_key`, the core since), and a value
as JSON text. A long run has millions, so cursors, one a record, walk over them side by side in NumPy. What
is not laid out in the usual way, and the last few cursors, go through the generic walk of `wire`.
"""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from runreport.readers.wandb.keys import distinct, in_order
from runreport.readers.wandb.lengths import lengths_at
from runreport.readers.wandb.records import Spans
from runreport.readers.wandb.wire import spans

KEY, NESTED_KEY, VALUE_JSON = 1, 2, 16
FEW = 24
"""Cursors for which it is quicker to walk one by one."""

Ints = NDArray[np.int64]
Bytes = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Layout:
    """Where a kind of record has its items."""

    item: int
    """Field number of an item."""
    passed: int = 0
    """Field number of something that has a length, and is of no interest; 0 where there is none."""
    removed: int = 0
    """Field number of items that are taken away; 0 where there are none."""


UPDATES = Layout(item=1, removed=2)
HISTORY_ITEMS = Layout(item=1, passed=2)
STATS_ITEMS = Layout(item=3, passed=2)


@dataclass(frozen=True, slots=True)
class Items:
    """All items of records of one kind, in the order of the records and, within one, as written."""

    data: bytes
    record: Ints
    """Which record each is in, counted from 0."""
    key: Ints
    """Which of `keys` each has."""
    start: Ints
    """Where its JSON text begins in `data`; -1 for an item that is taken away."""
    end: Ints
    keys: tuple[tuple[str, ...], ...] = ()
    """The parts of each key, all keys different."""
    bad: int = 0
    """Records that are damaged; what is whole in them is here."""

    def text(self, at: int) -> bytes:
        """Return the JSON text of an item."""
        return self.data[self.start[at] : self.end[at]]


@dataclass(slots=True)
class _Found:
    """Items found one by one."""

    record: list[int] = field(default_factory=list)
    key: list[tuple[str, ...]] = field(default_factory=list)
    start: list[int] = field(default_factory=list)
    end: list[int] = field(default_factory=list)
    bad: set[int] = field(default_factory=set)


def items_of(data: bytes, records: Spans, layout: Layout) -> Items:
    """Return the items of records of one kind.

    Args:
        data: of the log, with zeros behind the last record.
        records: where each is.
        layout: of their kind.
    """
    found = _Found()
    quick = _walk(data, records, layout, found)
    seen: dict[tuple[str, ...], int] = {}
    quick_keys = [seen.setdefault(parts, len(seen)) for parts in quick.keys]
    slow_keys = [seen.setdefault(parts, len(seen)) for parts in found.key]
    renumbered = np.asarray(quick_keys, dtype=np.int64)[quick.key] if quick_keys else quick.key
    record = _joined(quick.record, found.record)
    order = in_order(record, len(records))
    return Items(
        data,
        record[order],
        _joined(renumbered, slow_keys)[order],
        _joined(quick.start, found.start)[order],
        _joined(quick.end, found.end)[order],
        tuple(seen),
        len(found.bad),
    )


def _joined(quick: Ints, slow: list[int]) -> Ints:
    return np.concatenate((quick, np.asarray(slow, dtype=np.int64)))


def _walk(data: bytes, records: Spans, layout: Layout, found: _Found) -> Items:
    """Return the items of usual form; the others are added to `found`."""
    view = np.frombuffer(data, np.uint8)
    cursor, at, end = np.arange(len(records)), records[:, 0], records[:, 1]
    parts: list[tuple[Ints, Ints, Ints]] = []
    passed = layout.passed << 3 | 2 if layout.passed else -1
    while True:
        going = at < end
        if not going.all():
            cursor, at, end = cursor[going], at[going], end[going]
        if len(cursor) < FEW:
            break
        tag = view[at]
        size, body, is_short = lengths_at(view, at + 1)
        stop = body + size
        is_item = tag == layout.item << 3 | 2
        is_usual = is_short & (stop <= end) & (is_item | (tag == passed))
        if not is_usual.all():
            _take_slowly(data, (cursor[~is_usual], at[~is_usual], end[~is_usual]), layout, found)
            cursor, end, body, stop = cursor[is_usual], end[is_usual], body[is_usual], stop[is_usual]
            is_item = is_item[is_usual]
        if is_item.all():
            parts.append((cursor, body, stop))
        else:
            parts.append((cursor[is_item], body[is_item], stop[is_item]))
        at = stop
    _take_slowly(data, (cursor, at, end), layout, found)
    none = np.zeros(0, np.int64)
    record, start, stop = (
        (np.concatenate(column) for column in zip(*parts, strict=True)) if parts else [none] * 3
    )
    return _split(data, view, (record, start, stop), found)


def _split(data: bytes, view: Bytes, items: tuple[Ints, Ints, Ints], found: _Found) -> Items:
    """Return items taken apart into key and value."""
    record, start, stop = items
    at, is_usual = start, np.isin(view[start], (KEY << 3 | 2, NESTED_KEY << 3 | 2))
    more = is_usual
    while more.any():
        size = view[np.minimum(at + 1, stop)].astype(np.int64)
        is_usual = is_usual & (~more | (size < 128))
        at = np.where(more, np.minimum(at + 2 + size, stop), at)
        more = more & (at < stop) & (view[at] == NESTED_KEY << 3 | 2)
    size, value, is_short = lengths_at(view, np.minimum(at + 2, stop))
    is_usual = is_usual & is_short & (view[at] == 0x82) & (view[at + 1] == 0x01) & (value + size == stop)
    if not is_usual.all():
        for one in np.flatnonzero(~is_usual).tolist():
            _item_slowly(data, int(record[one]), int(start[one]), int(stop[one]), found)
        record, start, at = record[is_usual], start[is_usual], at[is_usual]
        value, stop = value[is_usual], stop[is_usual]
    key, examples = distinct(data, start, at)
    keys = tuple(_key(data, int(start[one]), int(at[one])) for one in examples.tolist())
    return Items(data, record, key, value, stop, keys)


def _take_slowly(data: bytes, cursors: tuple[Ints, Ints, Ints], layout: Layout, found: _Found) -> None:
    """Add what is left of some records, walking them one by one."""
    for record, at, end in zip(*(column.tolist() for column in cursors), strict=True):
        try:
            for number, _, start, stop in spans(data, at, end):
                if number == layout.item:
                    _item_slowly(data, record, start, stop, found)
                elif number == layout.removed:
                    _item_slowly(data, record, start, stop, found, is_removed=True)
        except ValueError:
            found.bad.add(record)


def _item_slowly(
    data: bytes, record: int, start: int, stop: int, found: _Found, *, is_removed: bool = False
) -> None:
    value = (stop, stop)
    try:
        for number, kind, at, end in spans(data, start, stop):
            if number == VALUE_JSON and kind == 2:
                value = (at, end)
        parts = _key(data, start, stop)
    except ValueError:
        found.bad.add(record)
        return
    found.record.append(record)
    found.key.append(parts)
    found.start.append(-1 if is_removed else value[0])
    found.end.append(value[1])


def _key(data: bytes, start: int, stop: int) -> tuple[str, ...]:
    """Return the parts of an item's key."""
    parts = [
        (number, data[at:end].decode("utf-8", "replace"))
        for number, kind, at, end in spans(data, start, stop)
        if number in (KEY, NESTED_KEY) and kind == 2
    ]
    nested = tuple(text for number, text in parts if number == NESTED_KEY)
    return nested or tuple(text for _, text in parts[-1:])
