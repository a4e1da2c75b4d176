"""How events begin: writers put the time first, then the step where it is not 0, then what is said.

All beginnings of a file are read at once.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from runreport.readers.tensorboard.checksum import Places
from runreport.readers.tensorboard.records import Records

_TIME_KEY, _STEP_KEY = 0x09, 0x10
_TIME, _STEP = 1, 10
"""Where the bytes of both begin."""
_WIDEST = 10
"""Bytes of a varint."""
_CONTINUED = 0x80


@dataclass(frozen=True, slots=True)
class Heads:
    """The beginnings of events, in columns of shape (n,)."""

    is_plain: NDArray[np.bool_]
    """Whether the event begins so; only then the other columns hold."""
    times: NDArray[np.float64]
    steps: Places
    sizes: Places
    """Bytes of each beginning."""


def heads_of(records: Records) -> Heads:
    """Return the beginnings of all events; the last ones of a file are not plain where they are short."""
    count, size = records.starts.size, _STEP + _WIDEST
    has_room = records.starts + size <= len(records.data)
    columns = np.zeros((size, count), dtype=np.uint8)
    if has_room.any():
        windows = np.lib.stride_tricks.sliding_window_view(records.array, size)
        columns[:, has_room] = windows[records.starts[has_room]].T
    times = np.ascontiguousarray(columns[_TIME : _TIME + 8].T).view("<f8")[:, 0]
    goes_on = columns[_STEP - 1] == _STEP_KEY
    steps, sizes = np.zeros(count, dtype=np.uint64), np.full(count, _STEP - 1, dtype=np.int64)
    sizes += goes_on
    for place, column in enumerate(columns[_STEP:]):
        if not goes_on.any():
            break
        bits = (column & np.uint8(_CONTINUED - 1)).astype(np.uint64) << np.uint64(7 * place)
        steps |= np.where(goes_on, bits, np.uint64(0))
        sizes += goes_on
        goes_on = goes_on & (column >= _CONTINUED)
    is_plain = (columns[0] == _TIME_KEY) & ~goes_on & (sizes < records.lengths)
    return Heads(is_plain, times, steps.view(np.int64), sizes)
