"""Where the records of an event file begin: each one's length leads to the next.

A walk in Python would take a third of the time of reading. But most files say the same few things in turn, so
that their lengths repeat: after some steps the next ones are foreseen, and all checked at once.
"""

import struct
from collections.abc import Sequence

import numpy as np

from runreport.readers.tensorboard.checksum import Bytes, Places

SIZE = 8
"""Bytes in which a record's length stands, at its beginning."""
SUM = 4
BEFORE = SIZE + SUM
"""Bytes of a record before its contents."""
AROUND = BEFORE + SUM

_LENGTH = struct.Struct("<Q").unpack_from
_FEWEST_STEPS = 256
_LONGEST_ROUND = 64
_MOST_FORESEEN = 1 << 15


def walk(data: bytes) -> tuple[Places, int]:
    """Return where each record begins, as their lengths say, and where the first does that the file cuts off.

    The latter is the end of the file where nothing is cut off.
    """
    array = np.frombuffer(data, dtype=np.uint8)
    parts: list[Places] = []
    at, steps = 0, _FEWEST_STEPS
    while True:
        begins, at = _stroll(data, at, steps)
        parts.append(np.array(begins, dtype=np.int64))
        if len(begins) < steps:
            return np.concatenate(parts), at
        foreseen, at = _leap(array, np.diff([*begins, at]).tolist(), at)
        parts.append(foreseen)
        steps = _FEWEST_STEPS if foreseen.size > steps else 2 * steps


def _stroll(data: bytes, at: int, steps: int) -> tuple[list[int], int]:
    """Return where at most so many records begin, the first of them at `at`, and where the next would."""
    begins: list[int] = []
    for _ in range(steps):
        if at + AROUND > len(data):
            break
        following = at + _LENGTH(data, at)[0] + AROUND
        if following > len(data):
            break
        begins.append(at)
        at = following
    return begins, at


def _leap(data: Bytes, sizes: Sequence[int], at: int) -> tuple[Places, int]:
    """Return where the next records begin if sizes go on as they did, as far as they do, and what follows."""
    round_ = _round_of(sizes)
    most = min(_MOST_FORESEEN, (data.size - at) // min(sizes[-round_:])) if round_ else 0
    foreseen = np.resize(np.array(sizes[-round_:], dtype=np.int64), most)
    ends = at + np.cumsum(foreseen)
    foreseen = foreseen[: np.searchsorted(ends, data.size, side="right")]
    begins = ends[: foreseen.size] - foreseen
    if not begins.size:
        return begins, at
    there = np.lib.stride_tricks.sliding_window_view(data, SIZE)[begins].view("<u8")[:, 0]
    others = np.flatnonzero(there != (foreseen - AROUND).astype(np.uint64))
    count = int(others[0]) if others.size else begins.size
    return begins[:count], int(ends[count - 1]) if count else at


def _round_of(sizes: Sequence[int]) -> int:
    """Return after how many records sizes repeat; 0 where they do not."""
    for count in range(1, _LONGEST_ROUND + 1):
        if sizes[-count:] == sizes[-2 * count : -count]:
            return count
    return 0
