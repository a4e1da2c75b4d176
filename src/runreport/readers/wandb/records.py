"""The kinds of records in a log, told apart by their first bytes.

Field numbers: `wandb/proto/wandb_internal.proto`, message `Record`.
"""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from runreport.readers.wandb.lengths import lengths_at
from runreport.readers.wandb.wire import spans

HISTORY, SUMMARY, CONFIG, STATS, ARTIFACT, TENSORBOARD = 2, 3, 5, 7, 8, 9
OUTPUT, RAW_OUTPUT = 4, 13
"""What was printed: before wandb 0.13, and since; a run has one of them."""
TELEMETRY, METRIC, RUN, EXIT, USE_ARTIFACT, ENVIRONMENT = 11, 12, 17, 18, 25, 26
_NUM, _CONTROL, _INFO = 1, 16, 200
_AROUND = frozenset({_NUM, _CONTROL, _INFO})
_MOST_NUM_BYTES = 5

Spans = NDArray[np.int64]
"""Shape (n, 2): where each of n messages begins and ends."""


@dataclass(frozen=True, slots=True)
class Sorted:
    """The records of a log by their kind."""

    kinds: dict[int, Spans] = field(default_factory=dict)
    """Where each record's own message is, by field number; kinds that are not known too."""
    bad: int = 0
    """Records that are no protobuf."""

    def of(self, kind: int) -> Spans:
        """Return the messages of one kind, in the order of the log."""
        return self.kinds.get(kind, np.zeros((0, 2), np.int64))


def sort(data: bytes, records: Spans) -> Sorted:
    """Return the records by kind; what is in them is not looked at.

    Args:
        data: of the log, with zeros behind the last record.
        records: where each is.
    """
    view = np.frombuffer(data, np.uint8)
    # Nearly all begin with their number, and then come to the point: no generic walk for these.
    at, end = records[:, 0], records[:, 1]
    in_number = view[at] == _NUM << 3
    at = at + in_number
    for _ in range(_MOST_NUM_BYTES):
        at = at + in_number
        in_number = in_number & (view[at - 1] > 127)
    tag = view[at].astype(np.int64)
    size, body, is_short = lengths_at(view, np.minimum(at + 1, end))
    stop = body + size
    is_usual = ~in_number & (tag > 8) & (tag < 128) & (tag & 7 == 2) & is_short & (stop <= end)
    kind = np.where(is_usual, tag >> 3, 0)
    bad = 0
    for one in np.flatnonzero(~is_usual).tolist():
        try:
            kind[one], body[one], stop[one] = _own_message(data, *records[one].tolist())
        except ValueError:
            bad += 1
    messages = np.stack((body, stop), axis=1)
    return Sorted({number: messages[kind == number] for number in set(kind.tolist()) - {0}}, bad)


def _own_message(data: bytes, start: int, end: int) -> tuple[int, int, int]:
    """Return field number, beginning and end of what a record holds; zeros where it holds nothing.

    Raises:
        ValueError: it is no protobuf.
    """
    found = ((number, at, stop) for number, _, at, stop in spans(data, start, end) if number not in _AROUND)
    return next(found, (0, 0, 0))
