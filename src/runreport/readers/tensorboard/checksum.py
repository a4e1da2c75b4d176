"""CRC-32C of many records at once, by NumPy alone.

Leading zeros do not change a CRC that begins at 0, and a CRC that begins elsewhere is one of a message
with four bytes more in front. So records of any length are laid into the rows of one matrix, flush right;
the sums of its blocks of 64 bytes are looked up a column at a time, and neighbors are joined in pairs.
Source: RFC 3720, 12.1, for the sum; TensorFlow's `lib/hash/crc32c.h` for the mask.
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

Bytes = NDArray[np.uint8]
Sums = NDArray[np.uint32]
Places = NDArray[np.int64]

_POLYNOMIAL = np.uint32(0x82F63B78)
_ALL = np.uint32(0xFFFFFFFF)
_BYTE = np.uint32(0xFF)
_EIGHT = np.uint32(8)
_BLOCK = 64
_MOST_CELLS = 1 << 22
"""Of the matrix that is worked on at once."""


def _table() -> Sums:
    sums = np.arange(256, dtype=np.uint32)
    for _ in range(8):
        sums = np.where(sums & np.uint32(1), (sums >> np.uint32(1)) ^ _POLYNOMIAL, sums >> np.uint32(1))
    return sums


_TABLE = _table()


def _past_zero_bytes(sums: Sums, count: int) -> Sums:
    for _ in range(count):
        sums = _TABLE[sums & _BYTE] ^ (sums >> _EIGHT)
    return sums


# What a byte in each column of a block adds to the block's sum.
_COLUMNS = tuple(_past_zero_bytes(_TABLE, _BLOCK - 1 - column) for column in range(_BLOCK))
# What each byte of a sum becomes when a block follows it; for 2, 4, 8 … blocks, see `_shifted`.
_BYTE_PLACES = [np.arange(256, dtype=np.uint32) << np.uint32(8 * place) for place in range(4)]
_SHIFTS = [tuple(_past_zero_bytes(sums, _BLOCK) for sums in _BYTE_PLACES)]


def _before() -> Bytes:
    """Return the four bytes that bring a sum from 0 to all ones, where CRC-32C begins."""
    sum_ = int(_ALL)
    high = {int(entry) >> 24: place for place, entry in enumerate(_TABLE)}
    for _ in range(4):
        place = high[sum_ >> 24]
        sum_ = ((sum_ ^ int(_TABLE[place])) << 8 & int(_ALL)) | place
    return np.frombuffer(sum_.to_bytes(4, "little"), dtype=np.uint8)


_BEFORE = _before()


def masked_sums(data: Bytes, starts: Places, lengths: Places) -> Sums:
    """Return the masked CRC-32C of each record, as it stands behind it in an event file.

    Args:
        data: the whole file.
        starts: where each record begins; shape (n,).
        lengths: bytes of each, all inside of the file; shape (n,).
    """
    sums = np.empty(starts.size, dtype=np.uint32)
    blocks = -(-(lengths + _BEFORE.size) // _BLOCK)
    doublings = np.ceil(np.log2(np.maximum(blocks, 1))).astype(np.int64)
    for doubled in np.unique(doublings).tolist():
        chosen = np.flatnonzero(doublings == doubled)
        chosen = chosen[np.argsort(lengths[chosen], kind="stable")]
        for part in _parts(chosen, _BLOCK << doubled):
            sums[part] = _sums(data, starts[part], lengths[part], doubled)
    return (sums >> np.uint32(15) | sums << np.uint32(17)) + np.uint32(0xA282EAD8)


def _parts(chosen: Places, width: int) -> Iterator[Places]:
    rows = max(1, _MOST_CELLS // width)
    for first in range(0, chosen.size, rows):
        yield chosen[first : first + rows]


def _sums(data: Bytes, starts: Places, lengths: Places, doubled: int) -> Sums:
    blocks = _rows(data, starts, lengths, _BLOCK << doubled).reshape(-1, _BLOCK)
    sums = np.zeros(len(blocks), dtype=np.uint32)
    for table, column in zip(_COLUMNS, np.ascontiguousarray(blocks.T), strict=True):
        if (column == column[0]).all():
            sums ^= table[column[0]]
        else:
            sums ^= table.take(column)
    joined: Sums = sums.reshape(starts.size, -1)
    for level in range(doubled):
        joined = _shifted(joined[:, 0::2], level) ^ joined[:, 1::2]
    return joined[:, 0] ^ _ALL


def _rows(data: Bytes, starts: Places, lengths: Places, width: int) -> Bytes:
    """Return the records, in order of length, as rows: flush right, zeros and the bytes before in front."""
    lacking = width - int((starts + lengths).min())
    if lacking > 0:
        data = np.concatenate([np.zeros(lacking, dtype=np.uint8), data[: int((starts + lengths).max())]])
        starts = starts + lacking
    rows: Bytes = np.lib.stride_tricks.sliding_window_view(data, width)[starts + lengths - width]
    known, firsts = np.unique(lengths, return_index=True)
    for length, own in zip(known.tolist(), np.split(rows, firsts[1:]), strict=True):
        begin = width - length
        own[:, : begin - _BEFORE.size] = 0
        own[:, begin - _BEFORE.size : begin] = _BEFORE
    return rows


def _shifted(sums: Sums, level: int) -> Sums:
    """Return sums as they are after 2 ** level blocks of zeros."""
    while len(_SHIFTS) <= level:
        last = len(_SHIFTS) - 1
        _SHIFTS.append(tuple(_shifted(sums_, last) for sums_ in _SHIFTS[last]))
    shifted: Sums = np.zeros_like(sums)
    for place, table in enumerate(_SHIFTS[level]):
        shifted ^= table[sums >> np.uint32(8 * place) & _BYTE]
    return shifted
