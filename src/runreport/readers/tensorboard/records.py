"""The records of an event file: found by their lengths, and checked by their checksums.

A record is its length (8 bytes), the checksum of these, its bytes and their checksum. Source: TensorFlow's
`lib/io/record_reader.cc`. Behind a record that is wrong, TensorBoard reads no further in that file, as
nothing says where the next one begins; nor do we.
"""

import zlib
from dataclasses import dataclass

import numpy as np

from runreport.readers.tensorboard.checksum import Bytes, Places, masked_sums
from runreport.readers.tensorboard.walk import AROUND, BEFORE, SIZE, SUM, walk

_NONE = np.empty(0, dtype=np.int64)
_GZIP = b"\x1f\x8b"
_MOST_UNPACKED = 1 << 30
"""Bytes of a file that was compressed as a whole."""


@dataclass(frozen=True, slots=True)
class Records:
    """The whole records at the beginning of a file."""

    data: bytes
    starts: Places
    """Shape (n,): where the bytes of each record begin."""
    lengths: Places
    """Shape (n,)."""
    faults: tuple[str, ...] = ()
    """Why these are not all, each a sentence without its end stop."""

    @property
    def array(self) -> Bytes:
        """The file as an array."""
        return np.frombuffer(self.data, dtype=np.uint8)


def records_in(data: bytes) -> Records:
    """Return the records of a file before its first fault; also of one that gzip has packed."""
    if not data:
        return Records(data, _NONE, _NONE, ("the file is empty",))
    data, faults = _unpacked(data) if data.startswith(_GZIP) else (data, ())
    begins, end = walk(data)
    starts, lengths = begins + BEFORE, np.diff(begins, append=end) - AROUND
    array = np.frombuffer(data, dtype=np.uint8)
    wrong_size = _first_wrong_size(array, starts, lengths)
    wrong_data = _first_wrong(array, starts[:wrong_size], lengths[:wrong_size])
    whole = min(wrong_size, wrong_data)
    if whole < starts.size:
        at = int(starts[whole]) - BEFORE
        part = "its bytes" if wrong_data < wrong_size else "its length"
        what = f"the checksum of {part} is wrong in the record at byte {at:,}"
        faults = (f"{what}, so it and all behind it, {len(data) - at:,} bytes, cannot be read", *faults)
    elif end < len(data):
        faults = (_unfinished(array, end), *faults)
    return Records(data, starts[:whole], lengths[:whole], faults)


def is_head_of_events(head: bytes) -> bool:
    """Return whether a file that begins like this is one of events, or one that gzip has packed."""
    array = np.frombuffer(head, dtype=np.uint8)
    return head.startswith(_GZIP) or _has_size(array, 0)


def _first_wrong(data: Bytes, starts: Places, lengths: Places) -> int:
    """Return the number of the first stretch that its checksum, right behind it, denies; else their count."""
    if not starts.size:
        return 0
    there = np.lib.stride_tricks.sliding_window_view(data, SUM)[starts + lengths].view("<u4")[:, 0]
    wrong = np.flatnonzero(masked_sums(data, starts, lengths) != there)
    return int(wrong[0]) if wrong.size else starts.size


def _first_wrong_size(data: Bytes, starts: Places, lengths: Places) -> int:
    """Return the number of the first record whose length its checksum denies; else their count."""
    if not starts.size:
        return 0
    known, numbers = np.unique(lengths, return_inverse=True)
    sums = masked_sums(known.view(np.uint8), np.arange(known.size) * SIZE, np.full(known.size, SIZE))
    there = np.lib.stride_tricks.sliding_window_view(data, SUM)[starts - SUM].view("<u4")[:, 0]
    wrong = np.flatnonzero(sums[numbers] != there)
    return int(wrong[0]) if wrong.size else starts.size


def _has_size(data: Bytes, at: int) -> bool:
    """Return whether a length with its checksum stands there."""
    one = np.array([at], dtype=np.int64)
    return data.size >= at + BEFORE and _first_wrong(data, one, np.full(1, SIZE)) == 1


def _unfinished(data: Bytes, at: int) -> str:
    rest = data.size - at
    if rest >= BEFORE and not _has_size(data, at):
        what = f"the checksum of its length is wrong in the record at byte {at:,}"
        return f"{what}, so it and all behind it, {rest:,} bytes, cannot be read"
    return f"the last record, at byte {at:,}, breaks off after {rest:,} bytes and is left out"


def _unpacked(data: bytes) -> tuple[bytes, tuple[str, ...]]:
    """Return what gzip has packed, as far as it goes, and why it goes no further."""
    unpack = zlib.decompressobj(wbits=31)
    try:
        found = unpack.decompress(data, _MOST_UNPACKED)
    except zlib.error as error:
        return b"", (f"gzip cannot unpack it: {error}",)
    if unpack.unconsumed_tail:
        return found, (f"unpacked it has more than {_MOST_UNPACKED >> 30} GiB, and is read so far",)
    return found, () if unpack.eof else ("the packed file breaks off",)
