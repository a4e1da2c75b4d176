"""The chunks of a whole log, found in all blocks side by side: the quick way, for logs without a fault.

A block begins with a chunk, so each can be walked on its own. Whatever is not in order is left to the
careful walk of `framing`, which says what is wrong.
"""

import zlib

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]

BLOCK = 32_768
HEAD = 7
"""Bytes of a chunk before its data."""
FULL, FIRST, MIDDLE, LAST = 1, 2, 3, 4
_BEGIN, _END = (FULL, FIRST), (FULL, LAST)


def records_in(data: bytes, header: int) -> tuple[Ints, list[bytes]] | None:
    """Return where records are, and those that lie in pieces; None where anything is out of order.

    Args:
        data: the whole file.
        header: bytes before the first chunk.

    Returns:
        Shape (n, 2), in the order of the log; a record in pieces lies as if it were joined to the others
        of its kind behind the file.
    """
    chunks = _chunks(data, header)
    if chunks is None:
        return None
    start, stop, kind = chunks
    # Where a record ends, or nothing was before, the next one begins; and only there.
    ends = np.isin(kind, _END)
    begins = np.concatenate(([True], ends[:-1]))
    if not ends[-1] or (np.isin(kind, _BEGIN) != begins).any() or not _is_sound(data, start, stop):
        return None
    in_pieces = np.flatnonzero(kind != FULL)
    spans = np.stack((start + HEAD, stop), axis=1)
    joined, size = [], len(data)
    pieces: list[bytes] = []
    for place, one in zip(in_pieces.tolist(), kind[in_pieces].tolist(), strict=True):
        pieces.append(data[spans[place, 0] : spans[place, 1]])
        if one == LAST:
            joined.append(b"".join(pieces))
            pieces.clear()
            spans[place] = (size, size + len(joined[-1]))
            size += len(joined[-1])
    return spans[ends], joined


def _chunks(data: bytes, header: int) -> tuple[Ints, Ints, Ints] | None:
    """Return beginning, end and kind of all chunks, in order; None where one is not as it should be."""
    view = np.frombuffer(data, np.uint8)
    at = np.arange(0, len(data), BLOCK)
    limit = np.minimum(at + BLOCK, len(data))
    at[0] = header
    parts = []
    while True:
        going = at + HEAD <= limit
        if not going.all():
            if at[-1] + HEAD > limit[-1] == len(data) and view[at[-1] :].any():
                return None
            at, limit = at[going], limit[going]
        if not len(at):
            break
        stop = at + HEAD + view[at + 4] + view[at + 5].astype(np.int64) * 256
        kind = view[at + 6].astype(np.int64)
        if (stop > limit).any() or (kind < FULL).any() or (kind > LAST).any():
            return None
        parts.append((at, stop, kind))
        at = stop
    start, stop, kind = (np.concatenate(column) for column in zip(*parts, strict=True))
    order = np.argsort(start, kind="stable")
    return start[order], stop[order], kind[order]


def _is_sound(data: bytes, start: Ints, stop: Ints) -> bool:
    """Return whether all checksums are right."""
    words = np.ndarray((len(data) - 3,), "<u4", data, strides=(1,))
    crc32 = zlib.crc32
    found = [crc32(data[at:end]) for at, end in zip((start + 6).tolist(), stop.tolist(), strict=True)]
    return bool((words[start] == np.array(found, dtype=np.uint32)).all())
