"""Which texts in a buffer are the same: keys of items, which come back in every record."""

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
_WORD = 8
_LINES = 1 << 16
_WORTH_A_TABLE = 4096
_MIX = np.uint64(0x9E3779B97F4A7C15)
_SHIFT = np.uint64(29)


def distinct(data: bytes, start: Ints, stop: Ints) -> tuple[Ints, Ints]:
    """Return which text each one is, and for each different text the place of an example.

    Texts are told apart by a hash of their words, which is then checked word by word.

    Args:
        data: the buffer; at least eight bytes follow the last text.
        start: where each text begins.
        stop: where it ends.
    """
    if not len(start):
        return start, start
    words = np.ndarray((len(data) - _WORD + 1,), "<u8", data, strides=(1,))
    length = stop - start
    hashes = length.astype(np.uint64)
    parts = []
    for at in range(0, int(length.max()), _WORD):
        kept = np.clip(length - at, 0, _WORD)
        word = words[np.minimum(start + at, stop)]
        # What follows the text does not count; a shift by all 64 bits would be undefined.
        spare = ((_WORD - kept) * 8).astype(np.uint64)
        word = np.where(kept == 0, np.uint64(0), (word << np.minimum(spare, np.uint64(63))))
        hashes = (hashes ^ word) * _MIX
        hashes ^= hashes >> _SHIFT
        parts.append(word)
    which, first = _numbered(hashes)
    example = first[which]
    if all(bool((part == part[example]).all()) for part in parts) and bool((length == length[example]).all()):
        return which, first
    return _one_by_one(data, start, stop)


def _numbered(hashes: NDArray[np.uint64]) -> tuple[Ints, Ints]:
    """Return a number for each hash, the same for equal ones, and the place of an example for each number."""
    # A table of the last bits does without sorting; where two hashes share a line of it, they are sorted.
    if len(hashes) >= _WORTH_A_TABLE:
        line = (hashes & np.uint64(_LINES - 1)).astype(np.int64)
        table = np.full(_LINES, -1)
        table[line] = np.arange(len(hashes))
        if bool((hashes[table[line]] == hashes).all()):
            used = np.flatnonzero(table >= 0)
            first = table[used]
            table[used] = np.arange(len(used))
            return table[line], first
    _, first, which = np.unique(hashes, return_index=True, return_inverse=True)
    return which.astype(np.int64), first.astype(np.int64)


def in_order(numbers: Ints, count: int) -> Ints:
    """Return the places of numbers below `count` in ascending order, equal ones as they stand."""
    # Numbers of 16 bits are sorted in linear time.
    return np.argsort(numbers.astype(np.uint16) if count <= 1 << 16 else numbers, kind="stable")


def _one_by_one(data: bytes, start: Ints, stop: Ints) -> tuple[Ints, Ints]:
    seen: dict[bytes, int] = {}
    examples: list[int] = []
    which = []
    for place, (begin, end) in enumerate(zip(start.tolist(), stop.tolist(), strict=True)):
        text = data[begin:end]
        if text not in seen:
            seen[text] = len(seen)
            examples.append(place)
        which.append(seen[text])
    return np.asarray(which, dtype=np.int64), np.asarray(examples, dtype=np.int64)
