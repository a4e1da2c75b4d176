"""Lengths before many values at once, as protobuf writes them."""

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]


def lengths_at(view: NDArray[np.uint8], at: Ints) -> tuple[Ints, Ints, NDArray[np.bool_]]:
    """Return lengths of up to three bytes, where what they measure begins, and which are such."""
    byte = view[at].astype(np.int64)
    size, body = byte & 127, at + 1
    is_long = byte > 127
    for shift in (7, 14):
        if not is_long.any():
            break
        byte = np.where(is_long, view[np.minimum(body, len(view) - 1)], 0).astype(np.int64)
        size |= (byte & 127) << shift
        body = body + is_long
        is_long = is_long & (byte > 127)
    return size, body, ~is_long
