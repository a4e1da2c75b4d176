"""The framing of a `.wandb` log: from the bytes of a file to its records.

Seven bytes of header, then LevelDB's log format in blocks of 32 KiB counted from the start of the file.
A chunk is a checksum, a length and a kind; a record is one full chunk, or a first, middle ones and a last.
Source: `wandb/sdk/internal/datastore.py` (0.10 to 0.25), `core/pkg/leveldb/record.go` (0.31).
"""

import struct
import zlib
from array import array
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from runreport.readers.wandb.blocks import BLOCK, FIRST, FULL, LAST, MIDDLE, records_in

MAGIC = b":W&B\xe1\xbe"
VERSION = 0
HEADER = len(MAGIC) + 1
PADDING = 16
"""Zero bytes behind the records, so that whoever looks ahead never looks beyond the end."""

_CHUNK = struct.Struct("<IHB")
_KINDS = (FULL, FIRST, MIDDLE, LAST)
_WORTH_IT = 4 * BLOCK
_GO_ON = "everything before and after it is in the report"
_TORN_REMEDY = "nothing need be done if the run goes on, else its last moments are lost"


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a log."""

    what: str
    """A sentence without its end stop."""
    remedy: str


@dataclass(frozen=True, slots=True)
class Framed:
    """The records of a log."""

    data: bytes
    """The file, behind it the records that lay in pieces, behind those `PADDING` zeros."""
    spans: NDArray[np.int64]
    """Shape (n, 2): where each record begins and ends in `data`, in the order of the log."""
    faults: tuple[Fault, ...] = ()


def frame(data: bytes) -> Framed:
    """Return the records that are whole; goes on behind a damaged place with the next block.

    Args:
        data: the whole file.
    """
    fault = _header_fault(data)
    if fault is not None:
        return Framed(bytes(PADDING), np.zeros((0, 2), np.int64), (fault,))
    quick = records_in(data, HEADER) if len(data) >= _WORTH_IT else None
    if quick is not None:
        spans, joined = quick
        return Framed(b"".join((data, *joined, bytes(PADDING))), spans)
    walk = _Walk(data)
    walk.run()
    spans = np.array(walk.bounds, dtype=np.int64).reshape(-1, 2)
    return Framed(b"".join((data, *walk.joined, bytes(PADDING))), spans, tuple(walk.faults))


def _header_fault(data: bytes) -> Fault | None:
    begun = "nothing need be done if the run has only begun, else nothing of it was written down"
    if not data:
        return Fault("the log is empty", begun)
    if data[: len(MAGIC)] != MAGIC[: len(data)]:
        return Fault(
            "the log does not begin as logs of wandb do", "restore it from a copy, or sync the run anew"
        )
    if len(data) >= HEADER and data[len(MAGIC)] != VERSION:
        what = f"the log is of version {data[len(MAGIC)]}, which is newer than the one that is known"
        return Fault(what, "install a newer runreport")
    return Fault("the log holds its header alone", begun) if len(data) <= HEADER else None


class _Walk:
    """One walk over the chunks of a log."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.bounds = array("q")
        self.joined: list[bytes] = []
        self.faults: list[Fault] = []
        self._joined_at = len(data)
        self._pieces: list[bytes] = []
        self._lost_from: int | None = None

    def run(self) -> None:
        """Walk to the end."""
        data, size = self.data, len(self.data)
        unpack, crc32, add = _CHUNK.unpack_from, zlib.crc32, self.bounds.append
        at, block_end = HEADER, BLOCK
        while at + _CHUNK.size <= size:
            check, length, kind = unpack(data, at)
            end = at + _CHUNK.size + length
            if end > size or end > block_end or crc32(data[at + 6 : end]) != check or kind not in _KINDS:
                at = self._skip(at, end if kind in _KINDS else 0)
            elif kind == FULL:
                if self._pieces or self._lost_from is not None:
                    self._resume(at)
                add(at + 7)
                add(end)
                at = end
            else:
                self._piece(kind, at, end)
                at = end
            if block_end - at < _CHUNK.size:
                at = at if at > block_end else block_end
                block_end = at + BLOCK - at % BLOCK
        self._finish(at)

    def _skip(self, at: int, end: int) -> int:
        """Note a place that cannot be read; return where the next block begins."""
        following = at + BLOCK - at % BLOCK
        if end > len(self.data) and following >= len(self.data):
            self._torn()
            return len(self.data)
        if self._lost_from is None:
            self._lost_from = at
        self._pieces.clear()
        return following

    def _resume(self, at: int) -> None:
        """Say what was lost, now that there is a whole record again."""
        if self._pieces:
            self._pieces.clear()
            self._lost_from = at if self._lost_from is None else self._lost_from
        if self._lost_from is not None:
            what = f"the log is damaged from byte {self._lost_from:,} to {at:,}, where records are lost"
            self.faults.append(Fault(what, f"{_GO_ON}, restore the log from a copy to have them"))
            self._lost_from = None

    def _piece(self, kind: int, at: int, end: int) -> None:
        if kind == FIRST:
            self._resume(at)
            self._pieces.append(self.data[at + 7 : end])
        elif not self._pieces:
            self._lost_from = at if self._lost_from is None else self._lost_from
        else:
            self._pieces.append(self.data[at + 7 : end])
            if kind == LAST:
                record = b"".join(self._pieces)
                self._pieces.clear()
                self.joined.append(record)
                self.bounds.extend((self._joined_at, self._joined_at + len(record)))
                self._joined_at += len(record)

    def _finish(self, at: int) -> None:
        if self._lost_from is not None:
            what = f"the log is damaged from byte {self._lost_from:,} to its end, where records are lost"
            self.faults.append(
                Fault(what, "everything before it is in the report, restore the log from a copy to have them")
            )
        elif self._pieces or self.data[at:].strip(b"\0"):
            self._torn()

    def _torn(self) -> None:
        self._pieces.clear()
        if not self.faults or "breaks off" not in self.faults[-1].what:
            self.faults.append(
                Fault("the log breaks off within its last record, which is left out", _TORN_REMEDY)
            )
